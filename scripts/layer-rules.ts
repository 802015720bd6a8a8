// Who may import whom. Data first, then the pure judgement over a list of imports; scripts/check-layers.ts reads the sources.
// (dependency-cruiser, which would do this, needs the compiler's JavaScript API, and TypeScript 7 has none yet: docs/adr/0007.)

export interface Import {
  /** File that imports, from the project's root, with forward slashes. */
  from: string;
  /** A file of the project, or the name of a package, or `node:fs`. */
  to: string;
  isTypeOnly: boolean;
  line: number;
}

export interface Violation {
  rule: string;
  at: string;
  to: string;
}

const ROOMS: Record<string, readonly string[]> = {
  'src-shared': ['src-shared'],
  'src-core': ['src-shared', 'src-core'],
  'src-mcp': ['src-shared', 'src-core', 'src-mcp'],
  'src-main': ['src-shared', 'src-core', 'src-main'],
  'src-renderer': ['src-shared', 'src-renderer'],
  'src-simulator': ['src-shared', 'src-simulator'],
};

/** Packages that only these rooms may use, by the start of their name. */
const PACKAGES: readonly { name: RegExp; rooms: readonly string[] }[] = [
  { name: /^electron(\/|$)/, rooms: ['src-main'] },
  { name: /^@duckdb\//, rooms: ['src-mcp'] },
  { name: /^@modelcontextprotocol\//, rooms: ['src-mcp'] },
  { name: /^undici$/, rooms: ['src-mcp'] },
  { name: /^@napi-rs\//, rooms: ['src-core'] },
  { name: /^(react|react-dom|wouter|zustand|lucide-react|@codemirror|@tanstack)(\/|$)/, rooms: ['src-renderer'] },
  { name: /^node:/, rooms: ['src-core', 'src-mcp', 'src-main', 'src-simulator'] },
];

/** Inside the engine imports go downwards only; lake and mixpanel meet in jobs and nowhere else. */
const LAYERS: readonly { layer: string; mayUse: readonly string[] }[] = [
  { layer: 'bridge', mayUse: [] },
  { layer: 'mixpanel', mayUse: [] },
  { layer: 'lake', mayUse: [] },
  { layer: 'activity', mayUse: [] },
  { layer: 'format', mayUse: [] },
  { layer: 'prose', mayUse: ['format', 'mixpanel/send.ts'] },
  { layer: 'expression', mayUse: ['format', 'lake/names.ts'] },
  { layer: 'analysis', mayUse: ['lake', 'mixpanel', 'expression'] },
  { layer: 'jobs', mayUse: ['lake', 'mixpanel'] },
  {
    layer: 'tools',
    mayUse: [
      'jobs',
      'analysis',
      'activity',
      'lake',
      'mixpanel',
      'format',
      'prose',
      'expression',
      'server/tool-definition.ts',
      'server/workspace.ts',
    ],
  },
  { layer: 'resources', mayUse: ['tools', 'analysis', 'lake', 'mixpanel', 'format', 'prompts', 'server/resource-definition.ts'] },
  { layer: 'prompts', mayUse: ['format', 'server/prompt-definition.ts'] },
  { layer: 'fixtures', mayUse: ['server/server-extras.ts'] },
];

function inside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

function roomOf(path: string): string | undefined {
  return Object.keys(ROOMS).find((room) => inside(path, room));
}

const RULES: Record<string, (each: Import) => boolean> = {
  'a room imports only what it may': ({ from, to }) => {
    const allowed = ROOMS[roomOf(from) ?? ''];
    const isOurs = /^(src-|test\/|scripts\/|bench\/)/.test(to);
    return allowed !== undefined && isOurs && !allowed.some((room) => inside(to, room));
  },
  'a package stays in its room': ({ from, to }) => {
    const room = roomOf(from);
    const owner = PACKAGES.find(({ name }) => name.test(to));
    return room !== undefined && owner !== undefined && !owner.rooms.includes(room);
  },
  'the engine looks only downwards': ({ from, to }) => {
    const layer = LAYERS.find((each) => inside(from, `src-mcp/${each.layer}`));
    if (layer === undefined || !inside(to, 'src-mcp')) return false;
    return ![layer.layer, ...layer.mayUse].some((each) => inside(to, `src-mcp/${each}`));
  },
  'services run without Electron': ({ from, to }) =>
    (inside(from, 'src-main/services') || inside(from, 'src-main/browser-host')) && /^electron(\/|$)/.test(to),
  'a screen knows no other screen': ({ from, to }) => {
    const screen = /^src-renderer\/screens\/[^/]+/.exec(from)?.[0];
    return screen !== undefined && inside(to, 'src-renderer/screens') && !inside(to, screen);
  },
  'ui parts know neither screens nor app': ({ from, to }) =>
    inside(from, 'src-renderer/ui') && (inside(to, 'src-renderer/screens') || inside(to, 'src-renderer/app')),
  'DuckDB is loaded by the first call that needs it (lake/duckdb.ts)': ({ to, isTypeOnly }) => /^@duckdb\//.test(to) && !isTypeOnly,
  'nothing is imported that is not there': ({ to }) => to.startsWith('?'),
};

export function violations(imports: readonly Import[]): Violation[] {
  const out: Violation[] = [];
  for (const each of imports) {
    for (const [rule, isBroken] of Object.entries(RULES)) {
      if (isBroken(each)) out.push({ rule, at: `${each.from}:${each.line}`, to: each.to });
    }
  }
  return [...out, ...cycles(imports)];
}

/** Cycles of imports that exist at run time; type-only imports leave no trace. */
function cycles(imports: readonly Import[]): Violation[] {
  const next = Map.groupBy(
    imports.filter((each) => !each.isTypeOnly),
    (each) => each.from,
  );
  const done = new Set<string>();
  const found: Violation[] = [];
  const walk = (file: string, path: string[]): void => {
    const start = path.indexOf(file);
    if (start >= 0) {
      found.push({ rule: 'no import cycles', at: path.slice(start).join(' → '), to: file });
      return;
    }
    if (done.has(file)) return;
    for (const each of next.get(file) ?? []) walk(each.to, [...path, file]);
    done.add(file);
  };
  for (const file of next.keys()) walk(file, []);
  return found;
}
