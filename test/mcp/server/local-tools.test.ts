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

describe('an answer that would be too wide', () => {
  const wide = (columns: number) => `SELECT ${Array.from({ length: columns }, (_, index) => `repeat('"x', 2000) AS c${index}`).join(', ')}`;

  it('has shorter values, and says so', async () => {
    const answer = await mcp.call('sql', { query: wide(300) });
    expect(answer.isError).toBe(false);
    expect(JSON.stringify(answer.data).length).toBeLessThan(45_000);
    expect(answer.data).toMatchObject({ row_count: 1, notes: expect.arrayContaining([expect.stringContaining('300 values cut')]) });
    expect(answer.text).toContain('"x');
  });

  it('is refused in a sentence when even that does not help', async () => {
    const answer = await mcp.call('sql', { query: wide(2_500) });
    expect(answer).toMatchObject({ isError: true, text: expect.stringContaining('The answer would be too large') });
    expect(answer.text).toContain('Ask for fewer columns');
  });
});

it('holds no secret in the structured part', async () => {
  const { secret } = simulator.credentials;
  const answer = await mcp.call('sql', { query: `SELECT '${secret}' AS a, 7 AS n, {'${secret}': ['x ${secret}']} AS s` });
  expect(answer.data.rows).toEqual([{ a: '[secret]', n: 7, s: { '[secret]': ['x [secret]'] } }]);
  expect(JSON.stringify(answer)).not.toContain(secret);
});
