// JSON, strict or with comments. The parser tells positions; what is written goes in by position, in the style around it.
import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { type ConfigFormat, faultAt, indentAt, lineEnd } from './config-format.ts';
import { jsonStyle, type Style, writeValue } from './json-style.ts';

export const strictJson: ConfigFormat = jsonFormat('JSON', false);
/** Comments and a comma after the last member are legal. */
export const jsonWithComments: ConfigFormat = jsonFormat('JSON with comments', true);

const WORDS: Partial<Record<string, string>> = {
  InvalidSymbol: 'this is no JSON value',
  InvalidNumberFormat: 'this number is not written as JSON has it',
  PropertyNameExpected: 'a name in double quotes is expected here (is there a comma too many before it?)',
  ValueExpected: 'a value is expected here (is there a comma too many before it?)',
  ColonExpected: 'a colon is expected here',
  CommaExpected: 'a comma is expected here',
  CloseBraceExpected: 'a closing brace is missing',
  CloseBracketExpected: 'a closing bracket is missing',
  EndOfFileExpected: 'nothing may follow the closing brace',
  InvalidCommentToken: 'comments are not allowed in this file',
  UnexpectedEndOfComment: 'a comment is not closed',
  UnexpectedEndOfString: 'a text is not closed by a double quote',
  UnexpectedEndOfNumber: 'a number is not complete',
  InvalidUnicode: 'this \\u escape is not complete',
  InvalidEscapeCharacter: 'this escape is not known in JSON',
  InvalidCharacter: 'a text holds a control character that must be escaped',
};

function jsonFormat(label: string, hasComments: boolean): ConfigFormat {
  const read = (text: string): Node => readTree(text, hasComments);
  return {
    label,
    parse(text) {
      if (text.trim() === '') return {};
      const root = read(text);
      // The platform's own parser has the last word on strict files: it is what the client uses.
      const value = hasComments ? plainValue(root) : parseStrict(text);
      return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
    },
    set(text, path, value) {
      if (text.trim() === '') return writeValue(nested(path, value), { ...jsonStyle(''), eol: lineEnd(text) }, '') + lineEnd(text);
      return setAt(text, read(text), path, value);
    },
    remove(text, path) {
      let rest = text;
      for (;;) {
        const node = membersAt(read(rest), path).at(-1);
        if (node === undefined) return rest;
        rest = cutMember(rest, node);
      }
    },
    withoutRepeats(text, path) {
      let rest = text;
      for (;;) {
        const [first, second] = membersAt(read(rest), path);
        if (first === undefined || second === undefined) return rest;
        rest = cutMember(rest, first);
      }
    },
  };
}

function readTree(text: string, hasComments: boolean): Node {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: !hasComments, allowTrailingComma: hasComments });
  const [error] = errors;
  if (error !== undefined) throw faultAt(text, error.offset, WORDS[printParseErrorCode(error.error)] ?? 'this cannot be read');
  if (root === undefined || root.type !== 'object') {
    throw faultAt(text, root?.offset ?? 0, 'the file must hold one object, written in braces');
  }
  return root;
}

function parseStrict(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const at = cause instanceof Error ? /position (\d+)/.exec(cause.message)?.[1] : undefined;
    throw faultAt(text, Number(at ?? 0), 'this cannot be read');
  }
}

/** Like the platform's parser, the last of several members with one name counts. */
function plainValue(node: Node): unknown {
  if (node.type === 'array') return (node.children ?? []).map(plainValue);
  if (node.type !== 'object') return node.value;
  return Object.fromEntries((node.children ?? []).map((member) => [nameOf(member), plainValue(memberValue(member) ?? member)]));
}

function setAt(text: string, root: Node, path: readonly string[], value: object): string {
  let container = root;
  for (const [depth, name] of path.entries()) {
    const rest = path.slice(depth + 1);
    const existing = membersNamed(container, name).at(-1);
    const node = existing === undefined ? undefined : memberValue(existing);
    if (node === undefined) return addMember({ text, root, container, name, value: nested(rest, value) });
    if (rest.length === 0) return replaceValue(text, root, node, value);
    if (node.type !== 'object') throw faultAt(text, node.offset, `“${name}” must hold an object, written in braces`);
    container = node;
  }
  return text;
}

interface NewMember {
  text: string;
  root: Node;
  container: Node;
  name: string;
  value: object;
}

function addMember({ text, root, container, name, value }: NewMember): string {
  const style = jsonStyle(text, root);
  const open = container.offset;
  const close = container.offset + container.length - 1;
  const members = container.children ?? [];
  const last = members.at(-1);
  const inside = text.slice(open + 1, close);
  const isOnLines = inside.includes('\n') || (last === undefined && style.isOnLines);
  const indent = memberIndent(text, container, style);
  const member = `${JSON.stringify(name)}:${style.space}${writeValue(value, { ...style, isOnLines }, indent)}`;
  if (last === undefined) {
    // Comments may stand between the braces; ours comes after them.
    const at = open + 1 + inside.trimEnd().length;
    const isClosed = text.slice(at, close).includes('\n');
    const before = isOnLines ? style.eol + indent : '';
    const after = isOnLines && !isClosed ? style.eol + indentAt(text, open) : '';
    return splice(text, at, at, before + member + after);
  }
  const end = last.offset + last.length;
  const at = end + text.slice(end, close).trimEnd().length;
  const between = isOnLines ? style.eol + indent : style.space;
  if (hasComma(text.slice(end, at))) return splice(text, at, at, `${between}${member},`);
  return splice(splice(text, at, at, between + member), end, end, ',');
}

function replaceValue(text: string, root: Node, node: Node, value: object): string {
  const style = jsonStyle(text, root);
  const isOnLines = text.slice(node.offset, node.offset + node.length).includes('\n');
  return splice(text, node.offset, node.offset + node.length, writeValue(value, { ...style, isOnLines }, indentAt(text, node.offset)));
}

function memberIndent(text: string, container: Node, style: Style): string {
  const [first] = container.children ?? [];
  if (first !== undefined && text.slice(container.offset, first.offset).includes('\n')) return indentAt(text, first.offset);
  return indentAt(text, container.offset) + style.unit;
}

/** Takes a member away together with the comma that belonged to it and the white space before it. */
function cutMember(text: string, member: Node): string {
  const siblings = member.parent?.children ?? [];
  const index = siblings.indexOf(member);
  const [before, after] = [siblings[index - 1], siblings[index + 1]];
  const container = member.parent;
  const open = container?.offset ?? 0;
  const close = container === undefined ? text.length : container.offset + container.length - 1;
  const end = member.offset + member.length;
  const head = text.slice(0, member.offset);
  const start = head.trimEnd().length;
  const comma = commaOffset(text.slice(end, after?.offset ?? close));
  if (comma !== undefined && (before !== undefined || after !== undefined)) {
    // Without one before it, what follows moves into its place.
    if (before === undefined && after !== undefined) return splice(text, member.offset, after.offset, '');
    return splice(text, start, end + comma + 1, '');
  }
  if (before === undefined) {
    const stop = comma === undefined ? end : end + comma + 1;
    const isEmptyThen = text.slice(open + 1, start).trim() === '' && text.slice(stop, close).trim() === '';
    return isEmptyThen ? splice(text, open + 1, close, '') : splice(text, start, stop, '');
  }
  const lastEnd = before.offset + before.length;
  const own = commaOffset(text.slice(lastEnd, start)) ?? 0;
  return splice(splice(text, start, end, ''), lastEnd + own, lastEnd + own + 1, '');
}

/** Every member with the last name of the path; usually one. */
function membersAt(root: Node, path: readonly string[]): Node[] {
  let container: Node | undefined = root;
  for (const name of path.slice(0, -1)) {
    const member: Node | undefined = container === undefined ? undefined : membersNamed(container, name).at(-1);
    container = member === undefined ? undefined : memberValue(member);
  }
  return container === undefined ? [] : membersNamed(container, path.at(-1) ?? '');
}

function membersNamed(container: Node, name: string): Node[] {
  return container.type === 'object' ? (container.children ?? []).filter((member) => nameOf(member) === name) : [];
}

function nameOf(member: Node): string {
  return String(member.children?.[0]?.value ?? '');
}

function memberValue(member: Node): Node | undefined {
  return member.children?.[1];
}

function hasComma(between: string): boolean {
  return commaOffset(between) !== undefined;
}

/** Of the comma in what stands between two members, which may hold comments with commas of their own. */
function commaOffset(between: string): number | undefined {
  const plain = between.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, (comment) => ' '.repeat(comment.length));
  const at = plain.indexOf(',');
  return at === -1 ? undefined : at;
}

function nested(path: readonly string[], value: object): object {
  return path.toReversed().reduce<object>((inner, name) => ({ [name]: inner }), value);
}

function splice(text: string, start: number, end: number, words: string): string {
  return text.slice(0, start) + words + text.slice(end);
}
