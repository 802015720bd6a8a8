// What a person has set in settings.toml, as a real engine holds to it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { maxRssMb } from '#mcp/server/memory-watch.ts';
import { simulatorSession, startTestEngine, type TestEngine } from '#test/fakes/engine.ts';
import { connectClient, pipePair, type TestClient } from '#test/fakes/mcp-clients.ts';
import { type SimulatorProcess, startSimulatorProcess } from '#test/fakes/simulator-process.ts';

const RANGE = { from_date: '2026-05-04', to_date: '2026-05-10' };
const home = mkdtempSync(join(tmpdir(), 'mixlake-limits-'));
const asked: string[] = [];
let simulator: SimulatorProcess;
let test: TestEngine;
let mcp: TestClient;

function set(...lines: string[]): void {
  writeFileSync(join(home, 'settings.toml'), ['[limits]', ...lines, ''].join('\n'));
}

beforeAll(async () => {
  set('memory_mb = 512');
  simulator = await startSimulatorProcess({ events: 30_000, today: '2026-05-20', quota: false });
  const ahead = Date.UTC(2026, 4, 20, 12) - Date.now();
  test = startTestEngine({ home, now: () => Date.now() + ahead });
  const [ours, theirs] = pipePair();
  test.engine.serveMcp(simulatorSession(simulator), ours, ours);
  mcp = await connectClient('legacy', theirs, {
    ask: (form) => {
      asked.push(form.message);
      return { action: 'decline' };
    },
  });
});
afterAll(async () => {
  await mcp.close();
  await test.close();
  await simulator.stop();
  rmSync(home, { recursive: true, force: true });
});

describe('the limits of the settings', () => {
  it('say from how many events on a fetch asks, as soon as they are saved; what the call names goes first', async () => {
    const small = await mcp.call('safe_large_fetch', { ...RANGE, events: ['Tour Viewed'], table: 'small' });
    expect(small.data.status).toBe('completed');
    expect(asked).toEqual([]);
    set('memory_mb = 512', 'ask_from_events = 1000');
    expect((await mcp.call('safe_large_fetch', RANGE)).data.status).toBe('declined');
    expect(asked).toHaveLength(1);
    expect((await mcp.call('safe_large_fetch', { ...RANGE, confirmation_threshold: 1_000_000 })).data.status).toBe('completed');
    expect(asked).toHaveLength(1);
  });

  it('keep calls of the hour free for other tools', async () => {
    const before = await mcp.call('workspace_info');
    expect(before.text).toContain('of 60');
    set('memory_mb = 512', 'calls_kept_free = 50');
    expect((await mcp.call('workspace_info')).text).toContain('of 10');
  });

  it('give DuckDB its memory from the engine’s next start on, and the engine as much more before it is exchanged', async () => {
    const query = 'SELECT len(list(i)) AS n FROM range(35000000) AS t(i)'; // more than 512 MiB, less than 1024
    expect((await mcp.call('sql_scalar', { query })).text).toContain('needs more memory than it may use');
    const usual = startTestEngine();
    const [ours, theirs] = pipePair();
    usual.engine.serveMcp(simulatorSession(simulator), ours, ours);
    const client = await connectClient('legacy', theirs);
    expect((await client.call('sql_scalar', { query })).data.value).toBe(35_000_000);
    await client.close();
    await usual.close();
    expect([maxRssMb(512), maxRssMb(1_024), maxRssMb(4_096)]).toEqual([1_488, 2_000, 5_072]);
  });
});
