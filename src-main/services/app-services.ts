// The app's services, free of Electron: the same for the Electron window and for the browser host.
import { join } from 'node:path';
import { RPCHandler } from '@orpc/server/message-port';
import { findRuntime, startEngine } from '#core/link/start-engine.ts';
import { ensureHome, mixlakePaths } from '#core/paths.ts';
import { createStoredSecrets } from '#core/secrets/stored-secrets.ts';
import type { AppStatus } from '#shared/model/app-status.ts';
import type { JobSnapshot } from '#shared/model/job.ts';
import { type ChosenAccount, DEMO_ACCOUNT } from './accounts/account-choice.ts';
import { type Accounts, createAccounts } from './accounts/accounts.ts';
import { type Assistants, type AssistantsDeps, createAssistants } from './assistants/assistants.ts';
import { thisPlace } from './assistants/place.ts';
import { sightingsIn } from './assistants/sightings.ts';
import { demoRange } from './demo-range.ts';
import { createEngineLink, helloOf } from './engine-link.ts';
import { createWindowRouter } from './window-router.ts';

export interface AppServicesOptions {
  /** The checkout, or the app's resources: holds out/ and node_modules/. */
  appRoot: string;
  env: NodeJS.ProcessEnv;
  execPath: string;
  versions: { node: string; electron?: string | undefined };
  version: string;
}

/** What @orpc's message-port adapter takes. */
export type WindowPort = Parameters<RPCHandler<Record<never, never>>['upgrade']>[0];

export interface AppServices {
  readonly router: ReturnType<typeof createWindowRouter>;
  /** Serves a window over its message port. */
  connectWindow(port: WindowPort): void;
  startDemo(): Promise<{ status: AppStatus; job: JobSnapshot }>;
  close(): Promise<void>;
}

export function createAppServices(options: AppServicesOptions): AppServices {
  const paths = mixlakePaths({ mixlakeHome: options.env.MIXLAKE_HOME });
  ensureHome(paths);
  const runtime = findRuntime(options.appRoot, options.versions, options.execPath);
  const reach = {
    paths,
    version: options.version,
    mixpanelUrl: options.env.MIXLAKE_MIXPANEL_URL,
    mpConfigFile: options.env.MP_CONFIG_PATH,
    startEngine: () => startEngine({ paths, env: options.env, runtime, entry: join(options.appRoot, 'out', 'mcp', 'engine.js') }),
  };
  const link = createEngineLink(reach);
  const accounts = createAccounts({
    ...reach,
    accountsFile: paths.accountsFile,
    secrets: createStoredSecrets(paths.secretsFile),
    env: options.env,
    hello: (account) => helloOf(reach, account),
  });
  const listeners = new Set<(status: AppStatus) => void>();
  let chosen: ChosenAccount = { choice: undefined, summary: null, problem: null };

  const status = (): AppStatus => ({
    version: options.version,
    engine: link.state(),
    account: chosen.summary,
    accountProblem: chosen.problem,
    isDemo: chosen.choice?.kind === 'demo',
  });
  const tell = (): void => {
    for (const listener of listeners) listener(status());
  };
  link.onChange(tell);

  function choose(account: ChosenAccount): void {
    chosen = account;
    // A failure shows in the status; calls made meanwhile wait or fail with its words.
    if (account.choice !== undefined) link.use(account.choice).catch(() => undefined);
    tell();
  }

  async function startDemo(): Promise<{ status: AppStatus; job: JobSnapshot }> {
    if (chosen.choice?.kind !== 'demo') choose(DEMO_ACCOUNT);
    const engine = await link.client();
    const { timezone } = await engine.workspace.describe();
    const job = await engine.jobs.fetchEvents(demoRange(timezone, Date.now()));
    return { status: status(), job };
  }

  const ready = accounts.first().then((account) => {
    if (chosen.choice === undefined) choose(account);
  });
  const router = createWindowRouter({
    status,
    onStatusChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async retryEngine() {
      await link.retry();
      return status();
    },
    accounts: followed(accounts, { inUse: () => chosen, choose }),
    assistants: assistantsOf(options, { runtime, link, home: paths.home, inUse: () => chosen }),
    async useAccount(name) {
      choose(await accounts.named(name));
      return status();
    },
    startDemo,
    engine: () => ready.then(() => link.client()),
  });
  const handler = new RPCHandler(router);
  return {
    router,
    connectWindow: (port) => handler.upgrade(port, { context: {} }),
    startDemo,
    close: async () => link.close(),
  };
}

interface AssistantsReach {
  runtime: AssistantsDeps['runtime'];
  link: Pick<ReturnType<typeof createEngineLink>, 'state' | 'client'>;
  home: string;
  inUse(): ChosenAccount;
}

function assistantsOf({ env, appRoot, version }: AppServicesOptions, { runtime, link, home, inUse }: AssistantsReach): Assistants {
  return createAssistants({
    place: thisPlace(env),
    mixlakeHome: home,
    usualHome: mixlakePaths().home,
    runtime,
    appRoot,
    version,
    isDemo: () => inUse().choice?.kind === 'demo',
    isEnvironmentAccount: () => inUse().choice?.kind === 'environment',
    sightings: async () => (link.state().state === 'ready' ? sightingsIn((await link.client()).activity) : []),
  });
}

interface InUse {
  inUse(): ChosenAccount;
  choose(account: ChosenAccount): void;
}

/** The same, but what is done to the account in use shows at once: it is connected anew, or the next one takes its place. */
function followed(accounts: Accounts, { inUse, choose }: InUse): Accounts {
  return {
    ...accounts,
    async save(request) {
      const answer = await accounts.save(request);
      const { summary } = inUse();
      if (answer.isSaved && (summary === null || summary.name === (request.savedAs ?? request.draft.name))) {
        choose(await accounts.named(request.draft.name));
      }
      return answer;
    },
    async remove(name) {
      await accounts.remove(name);
      if (inUse().summary?.name === name) choose(await accounts.first());
    },
    async import(request) {
      const answer = await accounts.import(request);
      const [first] = answer.imported;
      if (first !== undefined && inUse().summary === null) choose(await accounts.named(first));
      return answer;
    },
  };
}
