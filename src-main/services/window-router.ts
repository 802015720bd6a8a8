// What the window may call: the app's own calls, and the engine's, passed on unchanged. A missing handler does not compile.
import { implement } from '@orpc/server';
import { type EngineClient, windowContract } from '#shared/contract/contract.ts';
import { toContractError } from '#shared/contract/contract-errors.ts';
import { AppError, isAbort } from '#shared/errors.ts';
import type { AppStatus } from '#shared/model/app-status.ts';
import type { JobSnapshot } from '#shared/model/job.ts';
import type { LogLine } from '#shared/model/log-line.ts';
import type { WindowCommand } from '#shared/model/window-command.ts';
import { type AccountsRouterDeps, createAccountsRouter } from './accounts/accounts-router.ts';
import type { Assistants } from './assistants/assistants.ts';
import { createAssistantsRouter } from './assistants/assistants-router.ts';
import { appChanges } from './changes.ts';
import { createFetchRouter } from './fetch-router.ts';
import { createFilesRouter, type OwnFilesDeps } from './own-files.ts';
import { createQueryRouters } from './query-router.ts';
import { createExplorerRouters } from './saved-queries.ts';
import type { SettingsService } from './settings.ts';
import { createSettingsRouter } from './settings-router.ts';

export interface WindowRouterDeps extends AccountsRouterDeps {
  onStatusChange(listener: (status: AppStatus) => void): () => void;
  retryEngine(): Promise<AppStatus>;
  engineLog(lines: number): Promise<LogLine[]>;
  settings: SettingsService;
  assistants: Assistants;
  /** MIXLAKE_HOME. */
  home: string;
  files: OwnFilesDeps;
  onCommand?(listener: (command: WindowCommand) => void): () => void;
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
  const { engine } = deps;
  const until = (signal: AbortSignal | undefined) => (signal === undefined ? {} : { signal });

  return os.router({
    app: {
      status: os.app.status.handler(() => deps.status()),
      changes: os.app.changes.handler(({ signal }) => appChanges(deps, signal)),
      retryEngine: os.app.retryEngine.handler(() => deps.retryEngine()),
      engineLog: os.app.engineLog.handler(async ({ input }) => ({ lines: await deps.engineLog(input.lines) })),
    },
    accounts: createAccountsRouter(deps),
    settings: createSettingsRouter(deps.settings),
    assistants: createAssistantsRouter(deps.assistants),
    ...createExplorerRouters(deps.home),
    files: createFilesRouter(deps.files),
    demo: { start: os.demo.start.handler(() => deps.startDemo()) },
    workspace: {
      describe: os.workspace.describe.handler(async ({ signal }) => (await engine()).workspace.describe(undefined, until(signal))),
    },
    fetch: createFetchRouter(engine),
    editor: {
      vocabulary: os.editor.vocabulary.handler(async ({ signal }) => (await engine()).editor.vocabulary(undefined, until(signal))),
    },
    ...createQueryRouters(engine),
    jobs: {
      list: os.jobs.list.handler(async ({ signal }) => (await engine()).jobs.list(undefined, until(signal))),
      cancel: os.jobs.cancel.handler(async ({ input, signal }) => (await engine()).jobs.cancel(input, until(signal))),
      fetchEvents: os.jobs.fetchEvents.handler(async ({ input, signal }) => (await engine()).jobs.fetchEvents(input, until(signal))),
      export: os.jobs.export.handler(async ({ input, signal }) => (await engine()).jobs.export(input, until(signal))),
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
      replay: os.activity.replay.handler(async ({ input, signal }) => (await engine()).activity.replay(input, until(signal))),
      export: os.activity.export.handler(async ({ input, signal }) => (await engine()).activity.export(input, until(signal))),
      clear: os.activity.clear.handler(async ({ signal }) => (await engine()).activity.clear(undefined, until(signal))),
      verify: os.activity.verify.handler(async ({ signal }) => (await engine()).activity.verify(undefined, until(signal))),
    },
  });
}

function engineLost(cause: unknown): AppError {
  return new AppError('network', 'The engine went away before it answered.', {
    cause,
    hint: 'It is started again by itself; then try again.',
  });
}
