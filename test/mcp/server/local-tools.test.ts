import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { simulatorSession, startTestEngine, type TestEngine } from '#test/fakes/engine.ts';
import { connectClient, pipePair, type TestClient } from '#test/fakes/mcp-clients.ts';
import { type SimulatorProcess, startSimulatorProcess } from '#test/fakes/simulator-process.ts';

const TODAY = '2026-05-20';
const noon = Date.UTC(2026, 4, 20, 10);
const startedAt = Date.now();

let simulator: SimulatorProcess;
let test: TestEngine;
let mcp: TestClient;

beforeAll(async () => {
  simulator = await startSimulatorProcess({ events: 2_000, users: 100, today: TODAY, quota: false });
  test = startTestEngine({ now: () => noon + (Date.now() - startedAt) });
  const [ours, theirs] = pipePair();
  test.engine.serveMcp(simulatorSession(simulator), ours, ours);
  mcp = await connectClient('legacy', theirs);
  await mcp.call('fetch_events', { from_date: '2026-05-18', to_date: TODAY });
});
afterAll(async () => {
  await mcp.close();
  await test.close();
  await simulator.stop();
});

describe('the name of a table', () => {
  it('is found whatever its case, and told as it is stored', async () => {
    const schema = await mcp.call('table_schema', { table: 'EVENTS' });
    expect(schema.data).toMatchObject({
      table: 'events',
      columns: expect.arrayContaining([expect.objectContaining({ name: 'event_name' })]),
    });
    expect((schema.data.properties as string[]).length).toBeGreaterThan(0);
    const sample = await mcp.call('sample', { table: 'Events', limit: 2 });
    expect(sample.data).toMatchObject({ table: 'events', row_count: 2 });
  });
});
