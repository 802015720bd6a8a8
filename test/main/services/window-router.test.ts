import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { describe, expect, it } from 'vitest';
import { mixlakePaths } from '#core/paths.ts';
import { createMemorySecrets } from '#core/secrets/secret-store.ts';
import { createStoredSecrets } from '#core/secrets/stored-secrets.ts';
import { createAccounts } from '#main/services/accounts/accounts.ts';
import { createSettings } from '#main/services/settings.ts';
import { createWindowRouter } from '#main/services/window-router.ts';
import { type EngineClient, windowContract } from '#shared/contract/contract.ts';
import { fromContractError } from '#shared/contract/contract-errors.ts';
import { AppError } from '#shared/errors.ts';
import { createFakeEngine } from '#test/fakes/engine-router.ts';
import { tempDir } from '#test/fakes/temp-dir.ts';
import { sampleJob, sampleStatus } from '#test/renderer/fakes/samples.ts';
import { openAssistants } from './assistants/open-assistants.ts';

/** The window's client over the real router; `break` ends the connection to the engine as a closed socket does. */
function createWindow(engine = createFakeEngine()) {
  const connection = new AbortController();
  const paths = mixlakePaths({ mixlakeHome: tempDir() });
  const client: EngineClient = createRouterClient(engine.router, {
    interceptors: [
      ({ next }) =>
        Promise.race([
          next(),
          new Promise<never>((_, reject) => connection.signal.addEventListener('abort', () => reject(connection.signal.reason))),
        ]),
    ],
  });
  const router = createWindowRouter({
    status: sampleStatus,
    onStatusChange: () => () => undefined,
    retryEngine: async () => sampleStatus(),
    accounts: createAccounts({
      paths,
      accountsFile: paths.accountsFile,
      mpConfigFile: join(paths.home, 'no-config.toml'),
      secrets: createStoredSecrets(paths.secretsFile, createMemorySecrets()),
      env: {},
      startEngine: () => {
        throw new AppError('internal', 'This test starts no engine.');
      },
      hello: (account) => ({ role: 'app', account, version: '0.0.0' }),
    }),
    assistants: openAssistants().service,
    engineLog: async () => [],
    home: paths.home,
    files: { exportsDir: paths.exportsDir },
    settings: createSettings({ paths, secrets: createMemorySecrets(), version: '0.0.0' }),
    useAccount: (name) => Promise.reject(new AppError('input', `There is no account named ${name}.`, { hint: 'Known accounts: none.' })),
    startDemo: async () => ({ status: sampleStatus(), job: sampleJob() }),
    engine: async () => client,
  });
  return { client: createRouterClient(router), loseEngine: () => connection.abort() };
}

async function errorOf(call: Promise<unknown>): Promise<AppError | undefined> {
  return fromContractError(await call.catch((error: unknown) => error));
}

describe('what the window may call', () => {
  it('shows the change of an assistant’s settings and carries out that change', async () => {
    const { client } = createWindow();
    const plan = await client.assistants.plan({ id: 'codex', action: 'register' });
    expect(plan).toMatchObject({ outcome: 'create', basis: null });
    expect(await client.assistants.register({ id: 'codex', basis: plan.basis })).toMatchObject({ id: 'codex', state: 'never-seen' });
    expect(await errorOf(client.assistants.register({ id: 'codex', basis: plan.basis }))).toMatchObject({
      kind: 'input',
      message: expect.stringContaining('changed by another program'),
    });
  });

  it('passes the engine’s answers on unchanged', async () => {
    const { client } = createWindow(createFakeEngine([sampleJob()]));
    expect(await client.jobs.list()).toEqual({ jobs: [sampleJob()] });
    expect(await client.workspace.describe()).toMatchObject({ projectId: '3001', timezone: 'Asia/Tokyo' });
  });

  it('tells errors with kind, words and hint', async () => {
    const { client } = createWindow();
    expect(await errorOf(client.accounts.use({ name: 'shpo' }))).toMatchObject({
      kind: 'input',
      message: 'There is no account named shpo.',
      hint: 'Known accounts: none.',
    });
  });

  it('says that the engine went away when a call was under way, and not that somebody cancelled it', async () => {
    const { client, loseEngine } = createWindow();
    const call = errorOf(client.query.open({ sql: 'SELECT 1' }));
    setTimeout(loseEngine, 20);
    expect(await call).toMatchObject({ kind: 'network', message: 'The engine went away before it answered.' });
  });

  it('has no streams but the one of the app', () => {
    const names = Object.entries(windowContract).flatMap(([noun, calls]) => Object.keys(calls).map((verb) => `${noun}.${verb}`));
    expect(names.filter((name) => /changes/i.test(name))).toEqual(['app.changes']);
  });
});
