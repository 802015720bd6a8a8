// The log as the window uses it: a call made again, a file of it, its check. A real engine, a real client, real DuckDB.
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { framedPort } from '#core/link/frames.ts';
import type { EngineClient } from '#shared/contract/contract.ts';
import { simulatorSession, startTestEngine, type TestEngine } from '#test/fakes/engine.ts';
import { connectClient, pipePair, type TestClient } from '#test/fakes/mcp-clients.ts';
import { type SimulatorProcess, startSimulatorProcess } from '#test/fakes/simulator-process.ts';

let simulator: SimulatorProcess;
let test: TestEngine;
let app: EngineClient;
let mcp: TestClient;

beforeAll(async () => {
  simulator = await startSimulatorProcess({ events: 2_000, quota: false });
});
afterAll(() => simulator.stop());
beforeEach(async () => {
  test = startTestEngine();
  const [near, far] = pipePair();
  test.engine.serveApp({ ...simulatorSession(simulator), kind: 'person' }, far);
  app = createORPCClient(new RPCLink({ port: framedPort(near) }));
  const [ours, theirs] = pipePair();
  test.engine.serveMcp(simulatorSession(simulator), ours, ours);
  mcp = await connectClient('legacy', theirs);
  return async () => {
    await mcp.close();
    near.destroy();
    far.destroy();
    await test.close();
  };
});

async function idOf(tool: string): Promise<string> {
  return (await app.activity.list({ tool })).entries.at(-1)?.id ?? '';
}

describe('a call of the log that is made again', () => {
  it('gives the answer of now, and stands in the log as the person’s', async () => {
    await mcp.call('sql', { query: 'SELECT 6 * 7 AS answer' });
    const replayed = await app.activity.replay({ id: await idOf('sql') });
    expect(replayed).toMatchObject({ question: null, isOk: true, text: expect.stringContaining('42') });
    expect((await app.activity.list({ tool: 'sql' })).entries.map(({ client }) => client.kind)).toEqual(['person', 'assistant']);
  });

  it('changes something only after a yes', async () => {
    await mcp.call('sync', { action: 'save', name: 'week', days: 7 });
    const id = await idOf('sync');
    await app.syncs.remove({ name: 'week' });
    expect(await app.activity.replay({ id })).toMatchObject({ question: expect.stringContaining('sync'), text: '' });
    expect((await app.syncs.list()).syncs).toEqual([]);
    expect(await app.activity.replay({ id, isConfirmed: true })).toMatchObject({ question: null, isOk: true });
    expect((await app.syncs.list()).syncs.map(({ name }) => name)).toEqual(['week']);
  });

  it('is refused where the log did not keep all of it, and where it is no tool', async () => {
    await mcp.call('sql', { query: `SELECT '${'long '.repeat(2_000)}' AS text` });
    await expect(app.activity.replay({ id: await idOf('sql') })).rejects.toThrow(/did not keep all arguments/);
    await app.query.open({ sql: 'SELECT 1' });
    await expect(app.activity.replay({ id: await idOf('query.open') })).rejects.toThrow(/not a tool/);
    await expect(app.activity.replay({ id: 'act_nobody' })).rejects.toThrow(/not in the log/);
  });
});

describe('a file of the log', () => {
  it('holds what matches, oldest first, with no cell that a spreadsheet takes for a formula', async () => {
    await mcp.call('sql', { query: 'SELECT 1 AS "=1+1"' });
    await mcp.call('=HYPERLINK("x")', {}).catch(() => undefined);
    await mcp.call('list_tables');
    const csv = await app.activity.export({ format: 'csv' });
    const lines = readFileSync(csv.file, 'utf8').trimEnd().split('\r\n');
    expect(lines).toHaveLength(csv.entries + 1);
    expect(lines[0]).toMatch(/^started_at_utc,client,/);
    expect(lines.slice(1).map((line) => line.split(',')[6])).toEqual(expect.arrayContaining(['sql', 'list_tables']));
    expect(lines.some((line) => /(^|,)"?=/.test(line))).toBe(false);
    expect(lines.some((line) => line.includes("'=HYPERLINK"))).toBe(true);

    const jsonl = await app.activity.export({ format: 'jsonl', tool: 'sql' });
    expect(jsonl.entries).toBe(1);
    expect(JSON.parse(readFileSync(jsonl.file, 'utf8'))).toMatchObject({ tool: 'sql', outcome: 'ok', spent: { query: 0, export: 0 } });
    expect(readdirSync(test.paths.exportsDir)).toHaveLength(2);
  });

  it('can be of some time only', async () => {
    await mcp.call('list_tables');
    const until = new Date(Date.now() - 3_600_000).toISOString();
    expect((await app.activity.list({ until })).entries).toEqual([]);
    expect((await app.activity.list({ since: until, tool: 'list_tables' })).entries).toHaveLength(1);
  });
});

describe('the log', () => {
  it('is deleted for a person who wants it, and tells that it was', async () => {
    await mcp.call('list_tables');
    expect(await app.activity.clear()).toEqual({ days: 1 });
    expect((await app.activity.list({})).entries.map(({ tool }) => tool)).toEqual(['activity.clear']);
    await mcp.call('sql', { query: 'SELECT 1' });
    expect((await app.activity.list({})).entries).toHaveLength(2);
    expect((await app.activity.verify()).firstBad).toBeNull();
  });
});

describe('the check of the log', () => {
  it('passes over what clients with a version did, and names the first line that was changed', async () => {
    await mcp.call('list_tables');
    await mcp.call('sql', { query: 'SELECT 1' });
    const whole = await app.activity.verify();
    expect(whole).toMatchObject({ files: 1, firstBad: null });
    expect(whole.lines).toBeGreaterThan(4);

    const [name = ''] = readdirSync(test.paths.activityDir);
    const file = join(test.paths.activityDir, name);
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('SELECT 1', 'SELECT 2'));
    const bad = await app.activity.verify();
    expect(bad.firstBad).toEqual({ file: name, line: expect.any(Number), reason: 'was changed after it was written' });
    expect(text.split('\n')[(bad.firstBad?.line ?? 0) - 1]).toContain('SELECT 1');

    writeFileSync(file, text);
    appendFileSync(file, '{"half a line');
    expect((await app.activity.verify()).firstBad).toMatchObject({ reason: expect.any(String) });
  });
});
