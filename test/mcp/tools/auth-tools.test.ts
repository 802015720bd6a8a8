import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { lazyDispatcher } from '#mcp/mixpanel/dispatcher.ts';
import type { UndiciRoad } from '#mcp/mixpanel/send.ts';
import { startTestEngine, type TestEngine } from '#test/fakes/engine.ts';
import { connectClient, pipePair, type TestClient } from '#test/fakes/mcp-clients.ts';
import { type SimulatorProcess, startSimulatorProcess } from '#test/fakes/simulator-process.ts';

let simulator: SimulatorProcess;
let test: TestEngine;
let mpConfigFile: string;

const HOSTS: Record<string, string> = { 'mixpanel.com': 'us', 'eu.mixpanel.com': 'eu', 'in.mixpanel.com': 'in' };

/** Mixpanel's real hosts, answered by the simulator's region hosts. */
function regionRoad(): UndiciRoad {
  const road = lazyDispatcher({});
  return async () => {
    const { dispatcher, request } = await road();
    const toSimulator: typeof request = (address, options) => {
      const url = new URL(String(address));
      const region = HOSTS[url.hostname];
      if (region === undefined) throw new Error(`no such host in this test: ${url.hostname}`);
      return request(`${simulator.origin}/${region}${url.pathname}${url.search}`, options);
    };
    return { dispatcher, request: toSimulator };
  };
}

beforeAll(async () => {
  simulator = await startSimulatorProcess({ events: 3_000, users: 100, quota: false, region: 'eu' });
  test = startTestEngine({ road: regionRoad() });
  mpConfigFile = join(test.paths.home, 'mp-config.toml');
  const { username, secret, projectId, forbiddenProjectId } = simulator.credentials;
  const account = (name: string, of: { secret?: string; project?: number; region?: string }) =>
    `[accounts.${name}]\nusername = "${username}"\nsecret = "${of.secret ?? secret}"\nproject_id = "${of.project ?? projectId}"\nregion = "${of.region ?? 'eu'}"\n`;
  writeFileSync(
    mpConfigFile,
    [
      'default = "good"',
      account('good', {}),
      account('wrong_secret', { secret: 'not-the-secret-9f8e7d' }),
      account('wrong_region', { region: 'us' }),
      account('no_access', { project: forbiddenProjectId }),
    ].join('\n'),
  );
});
afterAll(async () => {
  await test.close();
  await simulator.stop();
});
afterEach(async () => {
  expect(test.faults).toEqual([]);
  await simulator.reset();
  await simulator.settings({ region: 'eu', enforceQuota: false });
});

async function connect(era: 'legacy' | 'modern' = 'legacy'): Promise<TestClient> {
  const [ours, theirs] = pipePair();
  test.engine.serveMcp({ kind: 'assistant', account: { kind: 'default' }, mpConfigFile }, ours, ours);
  return connectClient(era, theirs);
}

describe.each(['legacy', 'modern'] as const)('accounts, for a client of the %s era', (era) => {
  it('are listed and shown, with the one in use, and never a secret', async () => {
    const mcp = await connect(era);
    const list = await mcp.call('list_accounts');
    expect(list.data).toMatchObject({ total: 4, in_use: 'good' });
    expect(list.data.accounts).toContainEqual(expect.objectContaining({ name: 'good', is_default: true, region: 'eu' }));
    const shown = await mcp.call('show_account', { name: 'good' });
    expect(shown.data).toMatchObject({ name: 'good', secret: '********', project_id: String(simulator.credentials.projectId) });
    for (const answer of [list, shown]) {
      const all = answer.text + JSON.stringify(answer.data);
      expect(all).not.toContain(simulator.credentials.secret);
      expect(all).not.toContain('not-the-secret-9f8e7d');
    }
    await mcp.close();
  });

  it('that are not known are named with the ones that are', async () => {
    const mcp = await connect(era);
    for (const tool of ['show_account', 'switch_account']) {
      const answer = await mcp.call(tool, { name: 'goood' });
      expect(answer.isError).toBe(true);
      expect(answer.text).toContain('Did you mean "good"?');
    }
    await mcp.close();
  });

  it('are switched at once and for this connection only', async () => {
    const mcp = await connect(era);
    const other = await connect(era);
    expect((await mcp.call('workspace_info')).data.project_id).toBe(String(simulator.credentials.projectId));
    const switched = await mcp.call('switch_account', { name: 'no_access' });
    expect(switched.data).toMatchObject({ default: 'no_access', project_id: String(simulator.credentials.forbiddenProjectId) });
    expect((await mcp.call('workspace_info')).data.account).toBe('no_access');
    expect((await other.call('workspace_info')).data.account).toBe('good');
    expect((await mcp.call('list_accounts')).data.in_use).toBe('no_access');
    await mcp.call('switch_account', { name: 'good' });
    expect((await mcp.call('list_events')).isError).toBe(false);
    await Promise.all([mcp.close(), other.close()]);
  });
});

describe('test_credentials', () => {
  const check = async (account?: string) => {
    const mcp = await connect();
    const answer = await mcp.call('test_credentials', account === undefined ? {} : { account });
    await mcp.close();
    return answer;
  };

  it('counts the events of an account that works, by default the one in use', async () => {
    const answer = await check();
    expect(answer.data).toMatchObject({ success: true, account: 'good', problem: null });
    expect(answer.data.events_found).toBeGreaterThan(10);
  });

  it('says that the secret is wrong, after trying every region, and does not fail as a call', async () => {
    const answer = await check('wrong_secret');
    expect(answer.isError).toBe(false);
    expect(answer.data).toMatchObject({ success: false, right_region: null, events_found: 0 });
    expect(answer.text).toContain('no region (us, eu, in)');
    expect(answer.text).not.toContain('not-the-secret');
  });

  it('names the right region', async () => {
    const answer = await check('wrong_region');
    expect(answer.data).toMatchObject({ success: false, right_region: 'eu' });
    expect(answer.text).toContain('Set the region of the account to eu.');
  });

  it('tells right credentials without access to the project from wrong ones, and names projects that can be read', async () => {
    const answer = await check('no_access');
    expect(answer.data).toMatchObject({ success: false, right_region: null });
    expect(answer.text).toContain('credentials are right');
    expect(answer.text).toContain(String(simulator.credentials.projectId));
  });

  it('says that the plan has no API', async () => {
    await simulator.settings({ planHasApi: false });
    const answer = await check('good');
    expect(answer.data).toMatchObject({ success: false });
    expect(answer.text).toContain('plan');
  });
});
