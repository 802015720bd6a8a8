import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SimulatorProcess, startSimulatorProcess } from '#test/fakes/simulator-process.ts';
import { CLI, clientEnv, endProcess, requireBuild, tempHome } from './built.ts';

let simulator: SimulatorProcess;

beforeAll(async () => {
  requireBuild();
  simulator = await startSimulatorProcess({ events: 250_000, quota: false });
});
afterAll(() => simulator.stop());

function range(): { from_date: string; to_date: string } {
  const day = (back: number): string => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);
  return { from_date: day(20), to_date: day(1) };
}

async function connect(env: Record<string, string>): Promise<Client> {
  const client = new Client({ name: 'crash', version: '1' });
  await client.connect(new StdioClientTransport({ command: process.execPath, args: [CLI], env, stderr: 'inherit' }));
  return client;
}

async function ask(client: Client, name: string, args: Record<string, unknown>): Promise<Record<string, unknown>> {
  const answer = await client.callTool({ name, arguments: args });
  return { ...(answer.structuredContent as object), text: JSON.stringify(answer.content) };
}

describe('an engine that is killed in the middle of fetches', () => {
  it('has lost nothing and doubled nothing once the same fetch has ended', async () => {
    const home = tempHome();
    const env = clientEnv(home, simulator);
    for (const afterMs of [350, 600, 900, 1_300, 1_800]) {
      const client = await connect(env);
      const fetching = ask(client, 'fetch_events', range()).catch(() => undefined);
      await new Promise((done) => setTimeout(done, afterMs));
      await endProcess(home.engine()?.pid ?? 0, 'SIGKILL');
      await fetching;
      await client.close();
    }
    await simulator.reset();
    const client = await connect(env);
    let job = await ask(client, 'fetch_events', range());
    while (job.status === 'running') job = await ask(client, 'job_status', { job_id: job.job_id, wait_seconds: 10 });
    expect(job).toMatchObject({ status: 'completed', missing_days: [] });
    const resumed = await ask(client, 'sql', { query: 'SELECT count(*) AS n FROM events' });
    await simulator.reset();
    let whole = await ask(client, 'fetch_events', { ...range(), table: 'whole' });
    while (whole.status === 'running') whole = await ask(client, 'job_status', { job_id: whole.job_id, wait_seconds: 10 });
    const { distinctEvents } = (await simulator.stats()).export;
    expect((await ask(client, 'sql', { query: 'SELECT count(*) AS n FROM whole' })).rows).toEqual([{ n: distinctEvents }]);
    // Today grows while the test runs, so the days that are over are compared.
    const same = `SELECT (SELECT count(*) FROM events WHERE event_time < current_date) = (SELECT count(*) FROM whole WHERE event_time < current_date) AS same`;
    expect((await ask(client, 'sql', { query: same })).rows).toEqual([{ same: true }]);
    expect(resumed.rows).toEqual([{ n: expect.any(Number) }]);
    await client.close();
    await home.remove();
  });
});
