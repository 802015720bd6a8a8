// `npm run check:words`: the window's own words stand in its words.ts files, where another language can be put beside them. This fails
// on those that stand elsewhere: text in markup, literals in what is shown or spoken, and every literal that reads like a sentence.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { parseAst } from 'rolldown/parseAst';

const DIR = 'src-renderer';
/** Attributes and properties that a person reads or hears. */
const SPOKEN = new Set([
  'title',
  'aria-label',
  'aria-description',
  'aria-valuetext',
  'alt',
  'placeholder',
  'label',
  'hint',
  'description',
  'about',
]);
/** Calls whose arguments are shown: `toast('info', title, detail)`. The first one is a tone. */
const SHOWING = new Set(['toast']);
const LETTER = /\p{L}/u;
/** A capital letter and more than one word: neither a class, a key, an identifier nor SQL looks like this. */
const SENTENCE = /^\p{Lu}\p{Ll}*(?:’\p{Ll}+)?,? \p{L}/u;

export interface Complaint {
  readonly line: number;
  readonly text: string;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly [key: string]: unknown;
}

/** The words of a component's source that should stand in a words.ts. */
export function wordsIn(source: string, file = 'component.tsx'): Complaint[] {
  const found: Complaint[] = [];
  const complain = (node: Node, text: string): void => {
    found.push({ line: source.slice(0, node.start).split('\n').length, text: text.trim().replace(/\s+/g, ' ') });
  };
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (!isNode(node) || isForDevelopers(node)) return;
    for (const shown of shownBy(node)) for (const literal of literalsOf(shown)) complain(literal.node, literal.text);
    const text = textOf(node);
    if (text !== undefined && SENTENCE.test(text)) complain(node, text);
    for (const value of Object.values(node)) if (typeof value === 'object') visit(value);
  };
  visit(parseAst(source, { lang: file.endsWith('x') ? 'tsx' : 'ts' }, file));
  return found.filter((each, index) => found.findIndex(({ line, text }) => line === each.line && text === each.text) === index);
}

/** An error that only a mistake in the code can cause, and types. */
function isForDevelopers(node: Node): boolean {
  return node.type === 'ThrowStatement' || node.type.startsWith('TSType') || node.type === 'TSInterfaceDeclaration';
}

/** What of a node ends up before a person's eyes or ears. */
function shownBy(node: Node): unknown[] {
  switch (node.type) {
    case 'JSXElement':
    case 'JSXFragment':
      return listOf(node.children).filter((child) => !isNode(child) || !child.type.startsWith('JSXElement'));
    case 'JSXAttribute':
      return SPOKEN.has(nameOf(node.name)) ? [node.value] : [];
    case 'Property':
      return SPOKEN.has(nameOf(node.key)) ? [node.value] : [];
    case 'CallExpression':
      return SHOWING.has(nameOf(node.callee)) ? listOf(node.arguments).slice(1) : [];
    default:
      return [];
  }
}

/** Texts with letters in an expression, through the ways in which one is chosen or put together. */
function literalsOf(node: unknown): { node: Node; text: string }[] {
  if (!isNode(node)) return [];
  const from = (...parts: unknown[]) => parts.flatMap(literalsOf);
  const text = textOf(node);
  if (text !== undefined) return LETTER.test(text) ? [{ node, text }] : [];
  switch (node.type) {
    case 'JSXExpressionContainer':
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
      return from(node.expression);
    case 'ConditionalExpression':
      return from(node.consequent, node.alternate);
    case 'LogicalExpression':
    case 'BinaryExpression':
      return node.type === 'BinaryExpression' && node.operator !== '+' ? [] : from(node.left, node.right);
    case 'TemplateLiteral':
      return from(...listOf(node.quasis), ...listOf(node.expressions));
    default:
      return [];
  }
}

function textOf(node: Node): string | undefined {
  if (node.type === 'JSXText' || node.type === 'Literal' || node.type === 'StringLiteral') return stringOf(node.value);
  if (node.type !== 'TemplateElement' || typeof node.value !== 'object' || node.value === null || !('raw' in node.value)) return undefined;
  return stringOf(node.value.raw);
}

function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function nameOf(node: unknown): string {
  if (!isNode(node)) return '';
  return typeof node.name === 'string' ? node.name : '';
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}

/** Every component of the window, with its complaints: `file:line  text`. */
export function wordsOutOfPlace(root: string, under = DIR): string[] {
  return readdirSync(join(root, under), { recursive: true, encoding: 'utf8' })
    .map((name) => `${under}/${name.split(sep).join('/')}`)
    .filter((file) => /\.tsx?$/.test(file) && !/(^|[-/])words(\/[^/]+)?\.tsx?$/.test(file))
    .sort()
    .flatMap((file) => wordsIn(readFileSync(join(root, file), 'utf8'), file).map(({ line, text }) => `${file}:${line}  ${text}`));
}

if (import.meta.main) {
  const [under] = process.argv.slice(2);
  const complaints = wordsOutOfPlace(resolve(import.meta.dirname, '..'), under);
  for (const each of complaints) console.error(each);
  console.log(`words: ${complaints.length} in components that belong into a words.ts`);
  process.exit(complaints.length === 0 ? 0 : 1);
}
