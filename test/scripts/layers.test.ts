import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readImports } from '../../scripts/check-layers.ts';
import { type Import, violations } from '../../scripts/layer-rules.ts';

const root = resolve(import.meta.dirname, '../..');

function judge(from: string, to: string, isTypeOnly = false): string[] {
  return violations([{ from, to, isTypeOnly, line: 1 }]).map((each) => each.rule);
}

describe('the layer rules', () => {
  it.each([
    ['src-renderer/app/api.ts', 'src-core/paths.ts', 'a room imports only what it may'],
    ['src-mcp/main.ts', 'src-main/main.ts', 'a room imports only what it may'],
    ['src-simulator/main.ts', 'src-mcp/mixpanel/http.ts', 'a room imports only what it may'],
    ['src-renderer/app/api.ts', 'node:fs', 'a package stays in its room'],
    ['src-main/services/a.ts', '@duckdb/node-api', 'a package stays in its room'],
    ['src-main/services/a.ts', 'electron', 'services run without Electron'],
    ['src-mcp/lake/query.ts', 'src-mcp/mixpanel/http.ts', 'the engine looks only downwards'],
    ['src-mcp/jobs/fetch-events.ts', 'src-mcp/tools/index.ts', 'the engine looks only downwards'],
    ['src-mcp/bridge/bridge.ts', 'src-mcp/lake/lake.ts', 'the engine looks only downwards'],
    ['src-renderer/screens/activity/a.tsx', 'src-renderer/screens/explorer/b.tsx', 'a screen knows no other screen'],
    ['src-renderer/ui/button.tsx', 'src-renderer/app/api.ts', 'ui parts know neither screens nor app'],
    ['src-mcp/lake/query.ts', '@duckdb/node-api', 'DuckDB is loaded by the first call that needs it (lake/duckdb.ts)'],
    ['src-core/a.ts', '?src-core/b.ts', 'nothing is imported that is not there'],
  ])('refuse that %s imports %s', (from, to, rule) => {
    expect(judge(from, to)).toContain(rule);
  });

  it.each([
    ['src-mcp/jobs/fetch-events.ts', 'src-mcp/lake/lake.ts'],
    ['src-mcp/tools/local/sql.ts', 'src-mcp/server/tool-definition.ts'],
    ['src-main/main.ts', 'electron'],
    ['src-renderer/app/api.ts', 'src-shared/errors.ts'],
  ])('allow that %s imports %s', (from, to) => {
    expect(judge(from, to)).toEqual([]);
  });

  it('find cycles of run-time imports but not of types', () => {
    const cycle = (isTypeOnly: boolean): Import[] => [
      { from: 'src-core/a.ts', to: 'src-core/b.ts', isTypeOnly: false, line: 1 },
      { from: 'src-core/b.ts', to: 'src-core/a.ts', isTypeOnly, line: 1 },
    ];
    expect(violations(cycle(false)).map((each) => each.rule)).toContain('no import cycles');
    expect(violations(cycle(true))).toEqual([]);
  });

  it('are read from every import of the sources, re-exports and dynamic imports included', () => {
    const imports = readImports(root);
    expect(imports).toContainEqual(expect.objectContaining({ from: 'src-core/secrets/keychain.ts', to: '@napi-rs/keyring' }));
    expect(imports).toContainEqual(expect.objectContaining({ from: 'src-mcp/in-process.ts', to: 'src-mcp/server/serve-http.ts' }));
    expect(imports.length).toBeGreaterThan(500);
  });
});
