// Defects of the server that this product replaces, in accounts, secrets and the record of calls.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { helloOf, readArguments } from '#mcp/bridge/arguments.ts';
import { simulatorSession, startTestEngine, type TestEngine } from '#test/fakes/engine.ts';
import { ERAS } from '#test/fakes/live-room.ts';
import { connectClient, pipePair, type TestClient } from '#test/fakes/mcp-clients.ts';
import { type SimulatorProcess, startSimulatorProcess } from '#test/fakes/simulator-process.ts';

let simulator: SimulatorProcess;
let test: TestEngine;
beforeAll(async () => {
  simulator = await startSimulatorProcess({ events: 5_000, users: 200, today: '2026-05-20', quota: false });
});
afterAll(() => simulator.stop());
beforeEach(() => {
  test = startTestEngine();
});
afterEach(async () => {
  await test.close();
  expect(test.faults).toEqual([]);
});

async function connect(
  era: (typeof ERAS)[number],
  changes: Partial<Parameters<TestEngine['engine']['serveMcp']>[0]> = {},
): Promise<TestClient> {
  const [ours, theirs] = pipePair();
  test.engine.serveMcp({ ...simulatorSession(simulator), ...changes }, ours, ours);
  return connectClient(era, theirs);
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

describe.each(ERAS)('for a client of the %s era', (era) => {
  it('an account that is named is used, although the environment holds another one', async () => {
    const mpConfigFile = join(test.paths.home, 'mp-config.toml');
    const { username, secret, projectId } = simulator.credentials;
    writeFileSync(
      mpConfigFile,
      `[accounts.named]\nusername = "${username}"\nsecret = "${secret}"\nproject_id = "${projectId}"\nregion = "us"\n`,
    );
    const environment = { MP_USERNAME: 'other', MP_SECRET: 'other-secret', MP_PROJECT_ID: '1', MP_REGION: 'us' };
    const { account } = helloOf(readArguments(['--account', 'named']), environment, '0.0.0-test');
    const mcp = await connect(era, { account, mpConfigFile });
    expect((await mcp.call('workspace_info')).data).toMatchObject({ account: 'named', project_id: String(projectId) });
    expect((await mcp.call('list_events')).isError).toBe(false);
    await mcp.close();
  });

  it('no file that the engine writes holds the secret, also when an assistant sends it along', async () => {
    const { secret } = simulator.credentials;
    const mcp = await connect(era);
    await mcp.call('fetch_events', { from_date: '2026-05-01', to_date: '2026-05-02' });
    await mcp.call('sql', { query: `SELECT '${secret}' AS mine` });
    await mcp.call('list_properties', { event: secret });
    await mcp.close();
    const files = filesBelow(test.paths.home);
    expect(files.length).toBeGreaterThan(2);
    for (const file of files) expect(readFileSync(file).includes(secret), file).toBe(false);
  });

  it('the record of calls keeps every argument, the one called name too, and not the data of the answer', async () => {
    const mcp = await connect(era);
    await mcp.call('lexicon_schema', { entity_type: 'event', name: 'Tour Booked' });
    await mcp.call('fetch_events', { from_date: '2026-05-01', to_date: '2026-05-02' });
    const { data } = await mcp.call('sql', { query: 'SELECT distinct_id FROM events WHERE length(distinct_id) > 8 LIMIT 5' });
    await mcp.close();
    const record = filesBelow(test.paths.activityDir)
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    const calls = record
      .split('\n')
      .filter((line) => line !== '')
      .map((line): { entry: { tool: string; arguments: object } } => JSON.parse(line));
    expect(calls.find(({ entry }) => entry.tool === 'lexicon_schema')?.entry.arguments).toEqual({
      entity_type: 'event',
      name: 'Tour Booked',
    });
    const ids = (data.rows as { distinct_id: string }[]).map(({ distinct_id }) => distinct_id);
    expect(ids.length).toBeGreaterThan(0);
    for (const id of ids) expect(record).not.toContain(id);
  });
});
