// The app's services, free of Electron: the same for the Electron window and for the browser host.
import { join } from 'node:path';
import { RPCHandler } from '@orpc/server/message-port';
import { findRuntime } from '#core/link/runtime.ts';
import { startEngine } from '#core/link/start-engine.ts';
import { ensureHome, mixlakePaths } from '#core/paths.ts';
import { createStoredSecrets } from '#core/secrets/stored-secrets.ts';
import { unpackedRoot } from '#core/unpacked-root.ts';
import type { AppChange } from '#shared/model/app-change.ts';
import type { AppStatus } from '#shared/model/app-status.ts';
import type { JobSnapshot } from '#shared/model/job.ts';
import type { WindowCommand } from '#shared/model/window-command.ts';
import { type ChosenAccount, DEMO_ACCOUNT } from './accounts/account-choice.ts';
import { type AccountInUse, createAccountInUse } from './accounts/account-in-use.ts';
import { createAccounts } from './accounts/accounts.ts';
import { type Assistants, type AssistantsDeps, createAssistants } from './assistants/assistants.ts';
import { thisPlace } from './assistants/place.ts';
import { sightingsIn } from './assistants/sightings.ts';
import { type AppChangesDeps, appChanges } from './changes.ts';
import { demoRange } from './demo-range.ts';
import { createEngineLink, type EngineLink, type EngineLinkDeps, helloOf, type LinkState } from './engine-link.ts';
import { readEngineLog } from './engine-log.ts';
import { createSettings, type SettingsService } from './settings.ts';
import { watchWake } from './wake.ts';
import { createWindowCommands } from './window-commands.ts';
import { createWindowRouter } from './window-router.ts';

export interface AppServicesOptions {
  /** The checkout, or the app's resources: holds out/ and node_modules/. */
  appRoot: string;
  env: NodeJS.ProcessEnv;
  execPath: string;
  versions: { node: string; electron?: string | undefined };
  version: string;
  /** Shows a file in the desktop's file manager; left out where there is none. */
  showFile?: ((path: string) => void) | undefined;
}

/** What @orpc's message-port adapter takes. */
export type WindowPort = Parameters<RPCHandler<Record<never, never>>['upgrade']>[0];

export interface AppServices {
  readonly router: ReturnType<typeof createWindowRouter>;
  /** Serves a window over its message port. */
  connectWindow(port: WindowPort): void;
  startDemo(): Promise<{ status: AppStatus; job: JobSnapshot }>;
  readonly settings: SettingsService;
  status(): AppStatus;
  /** Asks something of the window. */
  command(command: WindowCommand): void;
  /** What the window is told, for the shell itself: notices and the tray. */
  changes(signal: AbortSignal): AsyncGenerator<AppChange, void, void>;
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
    startEngine: () =>
      startEngine({ paths, env: options.env, runtime, entry: join(unpackedRoot(options.appRoot), 'out', 'mcp', 'engine.js') }),
  };
  const link = watchedLink(reach);
  const secrets = createStoredSecrets(paths.secretsFile);
  const told = statusListeners();
  const inUse = createAccountInUse({
    accounts: createAccounts({
      ...reach,
      accountsFile: paths.accountsFile,
      secrets,
      env: options.env,
      hello: (account) => helloOf(reach, account),
    }),
    connect: (choice) => link.use(choice),
    onChange: () => told.tell(status()),
  });

  const status = (): AppStatus => statusOf(options.version, link.state(), inUse.current());
  link.onChange(() => told.tell(status()));

  const startDemo = demoStarter({ inUse, link, status });
  const settings = createSettings({ paths, secrets, version: options.version });
  const commands = createWindowCommands();
  const changes: AppChangesDeps = {
    status,
    onStatusChange: told.listen,
    engine: () => inUse.ready.then(() => link.client()),
  };
  const router = createWindowRouter({
    ...changes,
    onCommand: commands.listen,
    async retryEngine() {
      await link.retry();
      return status();
    },
    engineLog: (lines) => readEngineLog(paths.logsDir, lines),
    accounts: inUse.accounts,
    settings,
    home: paths.home,
    files: { exportsDir: paths.exportsDir, showFile: options.showFile },
    assistants: assistantsOf(options, { runtime, link, home: paths.home, inUse: inUse.current }),
    async useAccount(name) {
      inUse.choose(await inUse.accounts.named(name));
      return status();
    },
    startDemo,
  });
  const handler = new RPCHandler(router);
  return {
    router,
    connectWindow: (port) => handler.upgrade(port, { context: {} }),
    startDemo,
    status,
    settings,
    command: commands.send,
    changes: (signal) => appChanges(changes, signal),
    close: async () => link.close(),
  };
}

/** Looked at again whenever the machine has slept. */
function watchedLink(reach: EngineLinkDeps): EngineLink {
  const link = createEngineLink(reach);
  const stop = watchWake(link.recheck);
  return {
    ...link,
    close() {
      stop();
      link.close();
    },
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
    isAppImage: env.APPIMAGE !== undefined,
    isDemo: () => inUse().choice?.kind === 'demo',
    isEnvironmentAccount: () => inUse().choice?.kind === 'environment',
    sightings: async () => (link.state().state === 'ready' ? sightingsIn(await link.client()) : []),
  });
}

function statusOf(version: string, engine: LinkState, { summary, problem, choice }: ChosenAccount): AppStatus {
  return { version, engine, account: summary, accountProblem: problem, isDemo: choice?.kind === 'demo' };
}

function statusListeners() {
  const listeners = new Set<(status: AppStatus) => void>();
  return {
    tell(status: AppStatus): void {
      for (const listener of listeners) listener(status);
    },
    listen(listener: (status: AppStatus) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

interface DemoReach {
  inUse: AccountInUse;
  link: Pick<EngineLink, 'client'>;
  status(): AppStatus;
}

function demoStarter({ inUse, link, status }: DemoReach): AppServices['startDemo'] {
  return async () => {
    if (inUse.current().choice?.kind !== 'demo') inUse.choose(DEMO_ACCOUNT);
    const engine = await link.client();
    const { timezone } = await engine.workspace.describe();
    const job = await engine.jobs.fetchEvents(demoRange(timezone, Date.now()));
    return { status: status(), job };
  };
}
