// What the window may call: the app's own calls, and the engine's, passed on unchanged. A missing handler does not compile.
import { implement } from '@orpc/server';
import { type EngineClient, windowContract } from '#shared/contract/contract.ts';
import { toContractError } from '#shared/contract/contract-errors.ts';
import { AppError, isAbort } from '#shared/errors.ts';
import type { AppStatus } from '#shared/model/app-status.ts';
import type { JobSnapshot } from '#shared/model/job.ts';
import type { Accounts } from './accounts/accounts.ts';
import type { Assistants } from './assistants/assistants.ts';
import { createAssistantsRouter } from './assistants/assistants-router.ts';
import { appChanges } from './changes.ts';

export interface WindowRouterDeps {
  status(): AppStatus;
  onStatusChange(listener: (status: AppStatus) => void): () => void;
  retryEngine(): Promise<AppStatus>;
  accounts: Accounts;
  assistants: Assistants;
  useAccount(name: string): Promise<AppStatus>;
  startDemo(): Promise<{ status: AppStatus; job: JobSnapshot }>;
  engine(): Promise<EngineClient>;
}

export function createWindowRouter(deps: WindowRouterDeps) {
  const os = implement(windowContract).use(async ({ next, signal }) => {
    try {
      return await next();
    } catch (error) {
      // The connection's end cancels what is under way on it. The person did not, and must not read so.
      throw toContractError(isAbort(error) && !(error instanceof AppError) && signal?.aborted !== true ? engineLost(error) : error);
    }
  });
  const { engine, accounts } = deps;
  const until = (signal: AbortSignal | undefined) => (signal === undefined ? {} : { signal });

  return os.router({
    app: {
      status: os.app.status.handler(() => deps.status()),
      changes: os.app.changes.handler(({ signal }) => appChanges(deps, signal)),
      retryEngine: os.app.retryEngine.handler(() => deps.retryEngine()),
    },
    accounts: {
      list: os.accounts.list.handler(async () => ({ accounts: await accounts.list() })),
      use: os.accounts.use.handler(({ input }) => deps.useAccount(input.name)),
      secretPlaces: os.accounts.secretPlaces.handler(() => accounts.secretPlaces()),
      check: os.accounts.check.handler(({ input }) => accounts.check(input)),
      findProjects: os.accounts.findProjects.handler(async ({ input }) => ({
        found: await accounts.findProjects(input.credentials, input.savedAs),
      })),
      save: os.accounts.save.handler(({ input }) => accounts.save(input)),
      setDefault: os.accounts.setDefault.handler(async ({ input }) => {
        await accounts.setDefault(input.name);
        return {};
      }),
      remove: os.accounts.remove.handler(async ({ input }) => {
        await accounts.remove(input.name);
        return deps.status();
      }),
      importable: os.accounts.importable.handler(async () => ({ accounts: await accounts.importable() })),
      import: os.accounts.import.handler(({ input }) => accounts.import(input)),
    },
    assistants: createAssistantsRouter(deps.assistants),
    demo: { start: os.demo.start.handler(() => deps.startDemo()) },
    workspace: {
      describe: os.workspace.describe.handler(async ({ signal }) => (await engine()).workspace.describe(undefined, until(signal))),
    },
    tables: {
      list: os.tables.list.handler(async ({ signal }) => (await engine()).tables.list(undefined, until(signal))),
    },
    editor: {
      vocabulary: os.editor.vocabulary.handler(async ({ signal }) => (await engine()).editor.vocabulary(undefined, until(signal))),
    },
    query: {
      open: os.query.open.handler(async ({ input, signal }) => (await engine()).query.open(input, until(signal))),
      status: os.query.status.handler(async ({ input, signal }) => (await engine()).query.status(input, until(signal))),
      ready: os.query.ready.handler(async ({ input, signal }) => (await engine()).query.ready(input, until(signal))),
      page: os.query.page.handler(async ({ input, signal }) => (await engine()).query.page(input, until(signal))),
      cancel: os.query.cancel.handler(async ({ input, signal }) => (await engine()).query.cancel(input, until(signal))),
      release: os.query.release.handler(async ({ input, signal }) => (await engine()).query.release(input, until(signal))),
    },
    jobs: {
      list: os.jobs.list.handler(async ({ signal }) => (await engine()).jobs.list(undefined, until(signal))),
      cancel: os.jobs.cancel.handler(async ({ input, signal }) => (await engine()).jobs.cancel(input, until(signal))),
      fetchEvents: os.jobs.fetchEvents.handler(async ({ input, signal }) => (await engine()).jobs.fetchEvents(input, until(signal))),
    },
    approvals: {
      list: os.approvals.list.handler(async ({ signal }) => (await engine()).approvals.list(undefined, until(signal))),
      answer: os.approvals.answer.handler(async ({ input, signal }) => (await engine()).approvals.answer(input, until(signal))),
    },
    syncs: {
      list: os.syncs.list.handler(async ({ signal }) => (await engine()).syncs.list(undefined, until(signal))),
      save: os.syncs.save.handler(async ({ input, signal }) => (await engine()).syncs.save(input, until(signal))),
      run: os.syncs.run.handler(async ({ input, signal }) => (await engine()).syncs.run(input, until(signal))),
      remove: os.syncs.remove.handler(async ({ input, signal }) => (await engine()).syncs.remove(input, until(signal))),
    },
    clients: {
      list: os.clients.list.handler(async ({ signal }) => (await engine()).clients.list(undefined, until(signal))),
      disconnect: os.clients.disconnect.handler(async ({ input, signal }) => (await engine()).clients.disconnect(input, until(signal))),
    },
    activity: {
      cancel: os.activity.cancel.handler(async ({ input, signal }) => (await engine()).activity.cancel(input, until(signal))),
      list: os.activity.list.handler(async ({ input, signal }) => (await engine()).activity.list(input, until(signal))),
    },
  });
}

function engineLost(cause: unknown): AppError {
  return new AppError('network', 'The engine went away before it answered.', {
    cause,
    hint: 'It is started again by itself; then try again.',
  });
}
