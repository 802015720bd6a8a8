// `npm run check:layers`: reads every import of the sources and fails on one that the layer rules forbid.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix, resolve, sep } from 'node:path';
import { parseAst } from 'rolldown/parseAst';
import { type Import, violations } from './layer-rules.ts';

const MAX_FILE_LINES = 400;
const DIRS = ['src-shared', 'src-core', 'src-mcp', 'src-main', 'src-renderer', 'src-simulator'];

interface Node {
  type: string;
  start: number;
  importKind?: string;
  exportKind?: string;
  source?: { type: string; value?: unknown } | null;
}

export function readImports(root: string, dirs: readonly string[] = DIRS): Import[] {
  return dirs
    .filter((dir) => existsSync(join(root, dir)))
    .flatMap((dir) => sourceFiles(root, dir).flatMap((file) => importsOf(root, file)));
}

function sourceFiles(root: string, dir: string): string[] {
  return readdirSync(join(root, dir), { recursive: true, encoding: 'utf8' })
    .map((name) => `${dir}/${name.split(sep).join('/')}`)
    .filter((name) => /\.tsx?$/.test(name) && statSync(join(root, name)).isFile());
}

function importsOf(root: string, file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const found: Import[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (!isNode(node)) return;
    const specifier = typeof node.source?.value === 'string' ? node.source.value : undefined;
    if (specifier !== undefined && /^(Import|Export)/.test(node.type)) {
      const isTypeOnly = node.importKind === 'type' || node.exportKind === 'type';
      found.push({ from: file, to: target(root, file, specifier), isTypeOnly, line: text.slice(0, node.start).split('\n').length });
    }
    for (const value of Object.values(node)) if (typeof value === 'object') visit(value);
  };
  visit(parseAst(text, { lang: file.endsWith('x') ? 'tsx' : 'ts' }, file));
  return found;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value;
}

/** A file of ours from the root, a package's specifier, or `?…` when there is no such file. */
function target(root: string, file: string, specifier: string): string {
  const room = /^#(\w+)\/(.*)$/.exec(specifier);
  const path =
    room !== null
      ? `${room[1] === 'test' ? 'test' : `src-${room[1]}`}/${room[2]}`
      : specifier.startsWith('.')
        ? posix.normalize(posix.join(dirname(file), specifier))
        : undefined;
  if (path === undefined) return specifier;
  return existsSync(join(root, path)) ? path : `?${path}`;
}

function longFiles(root: string): string[] {
  return DIRS.filter((dir) => existsSync(join(root, dir)))
    .flatMap((dir) => sourceFiles(root, dir))
    .map((file) => ({ file, lines: readFileSync(join(root, file), 'utf8').split('\n').length }))
    .filter(({ lines }) => lines > MAX_FILE_LINES)
    .map(({ file, lines }) => `${file} has ${lines} lines: a seam is missing (at most ${MAX_FILE_LINES}).`);
}

if (import.meta.main) {
  const root = resolve(import.meta.dirname, '..');
  const imports = readImports(root);
  const complaints = [...violations(imports).map((each) => `${each.at} imports ${each.to}: ${each.rule}.`), ...longFiles(root)];
  for (const each of complaints) console.error(each);
  console.log(`layers: ${imports.length} imports read, ${complaints.length} complaints`);
  process.exit(complaints.length === 0 ? 0 : 1);
}
