// What the engine serves to the app: the engine's half of the contract. What a person does is recorded like an assistant's call.
import { changeStream } from '#core/change-stream.ts';
import type { Approval } from '#shared/model/approval.ts';
import type { ConnectedClient } from '#shared/model/connected-client.ts';
import type { QueryPlan } from '#shared/model/plan.ts';
import type { OpenedResult as WireOpenedResult, ResultStatus as WireResultStatus } from '#shared/model/query.ts';
import type { ColumnProfile } from '#shared/model/result-view.ts';
import type { ActivityLog } from '../activity/activity-log.ts';
import { plural } from '../format/text.ts';
import type { Approvals } from '../jobs/approvals.ts';
import type { Jobs } from '../jobs/job-runner.ts';
import { removeSync, runSync, saveSync } from '../jobs/saved-syncs.ts';
import { startFetchEvents } from '../jobs/start-fetch.ts';
import { checkAccount, findProjects } from '../jobs/verify-account.ts';
import type { ResultStatus } from '../lake/results.ts';
import { activityCalls } from './app-activity.ts';
import { compactForPerson } from './app-compact.ts';
import { fetchCalls, ledgerCall } from './app-fetch.ts';
import { type Implementer, implementer } from './app-implementer.ts';
import { type Outcome, recorded, tellJob } from './app-recorded.ts';
import type { Clients } from './clients.ts';
import { arrangeResult, exportResult, PERSON_TIME_LIMIT_MS, profileResult, profileTable } from './result-calls.ts';
import type { RunToolDeps } from './run-tool.ts';
import type { Session } from './sessions.ts';
import type { Workspaces } from './workspace.ts';

export interface AppRouterDeps {
  session: Session;
  workspaces: Workspaces;
  jobs: Jobs;
  approvals: Approvals;
  clients: Clients;
  activity: ActivityLog;
  /** For a call that is made once more. */
  tools: RunToolDeps;
  now: () => number;
}

export function createAppRouter(deps: AppRouterDeps) {
  const os = implementer();
  const lake = async () => (await deps.session.workspace()).lake();

  return os.router({
    account: {
      check: os.account.check.handler(async ({ signal }) => checkAccount(await deps.session.accounts.probe(undefined), { signal })),
      findProjects: os.account.findProjects.handler(async ({ signal }) =>
        findProjects(await deps.session.accounts.probe(undefined), { signal }),
      ),
    },
    workspace: {
      describe: os.workspace.describe.handler(async ({ signal }) => (await deps.session.workspace()).describe({ signal })),
    },
    tables: {
      ...tableCalls(os, deps),
      list: os.tables.list.handler(async () => ({ tables: await (await lake()).tables({ withTypedViews: true, withSizes: true }) })),
      ledger: ledgerCall(os, deps),
      changes: os.tables.changes.handler(({ signal }) => tableChanges(deps, signal)),
    },
    fetch: fetchCalls(os, deps),
    editor: { vocabulary: os.editor.vocabulary.handler(async () => (await lake()).vocabulary()) },
    query: queryHandlers(os, deps),
    jobs: {
      list: os.jobs.list.handler(() => ({ jobs: deps.jobs.list() })),
      changes: os.jobs.changes.handler(({ signal }) =>
        changeStream({ subscribe: deps.jobs.onChange, first: deps.jobs.list().reverse(), signal }),
      ),
      cancel: os.jobs.cancel.handler(({ input }) =>
        recorded(deps, { tool: 'jobs.cancel', arguments: { job_id: input.jobId }, tell: tellJob }, async () =>
          deps.jobs.cancel(input.jobId),
        ),
      ),
      fetchEvents: os.jobs.fetchEvents.handler(({ input, signal }) =>
        recorded(deps, { tool: 'jobs.fetchEvents', arguments: input, tell: tellJob }, async () => {
          const workspace = await deps.session.workspace();
          const { timezone } = await workspace.facts({ signal });
          const started = await startFetchEvents({
            room: workspace,
            jobs: deps.jobs,
            table: input.table ?? 'events',
            from: input.fromDate,
            to: input.toDate,
            timezone,
            selection: { events: input.events },
            append: false,
            startedBy: deps.session.client.name,
            now: deps.now,
          });
          return started.job;
        }),
      ),
      export: os.jobs.export.handler(({ input }) =>
        recorded(deps, { tool: 'jobs.export', arguments: input, tell: tellJob }, () => exportResult(deps, input)),
      ),
    },
    approvals: {
      list: os.approvals.list.handler(() => ({ approvals: deps.approvals.list() })),
      answer: os.approvals.answer.handler(({ input }) =>
        recorded(deps, { tool: 'approvals.answer', arguments: input, tell: tellApproval(input.isApproved) }, async () =>
          deps.approvals.answer(input.id, input.isApproved),
        ),
      ),
      changes: os.approvals.changes.handler(({ signal }) => approvalChanges(deps, signal)),
    },
    syncs: syncCalls(os, deps),
    clients: clientCalls(os, deps),
    activity: activityCalls(os, deps),
  });
}

function tableCalls(os: Implementer, deps: AppRouterDeps) {
  const lake = async () => (await deps.session.workspace()).lake();
  const record = <T>(tool: string, input: object, work: () => Promise<T>, tell: (value: T) => Outcome) =>
    recorded(deps, { tool, arguments: input, tell }, work);
  return {
    profile: os.tables.profile.handler(({ input, signal }) =>
      record('tables.profile', input, () => profileTable(deps, input, signal), tellProfile),
    ),
    saveResult: os.tables.saveResult.handler(async ({ input, signal }) => {
      const { name } = input;
      const sql = 'sql' in input ? input.sql : (await lake()).results.statementOf(input.resultId).sql;
      return record(
        'tables.saveResult',
        { name, sql },
        async () => ({ table: name, ...(await (await lake()).saveTable({ name, sql, signal, client: deps.session.id })) }),
        ({ table, rows }) => ({ summary: `${plural(rows, 'row')} saved as the table ${table}.`, rows }),
      );
    }),
    drop: os.tables.drop.handler(({ input }) =>
      record(
        'tables.drop',
        input,
        async () => {
          const table = (await (await lake()).resolveTable(input.table)) ?? input.table;
          return { table, ...(await (await lake()).dropTable(table, { isForever: false, nowMs: deps.now() })) };
        },
        ({ table, rows }) => ({ summary: `The table ${table} is deleted.`, rows }),
      ),
    ),
    undrop: os.tables.undrop.handler(({ input }) =>
      record(
        'tables.undrop',
        input,
        async () => (await lake()).undropTable(input.table),
        ({ table, rows }) => ({ summary: `The table ${table} is back.`, rows }),
      ),
    ),
    fileSize: os.tables.fileSize.handler(async () => ({ bytes: await (await lake()).fileBytes() })),
    compact: os.tables.compact.handler(() =>
      record(
        'tables.compact',
        {},
        async () => compactForPerson(await deps.session.workspace(), deps.jobs, deps.session.client.name),
        tellJob,
      ),
    ),
  };
}

function clientCalls(os: Implementer, deps: AppRouterDeps) {
  return {
    list: os.clients.list.handler(() => ({ clients: deps.clients.list() })),
    disconnect: os.clients.disconnect.handler(({ input }) =>
      recorded(deps, { tool: 'clients.disconnect', arguments: input, tell: tellDisconnected }, async () =>
        deps.clients.disconnect(input.id),
      ),
    ),
    changes: os.clients.changes.handler(({ signal }) => clientChanges(deps, signal)),
  };
}

async function* clientChanges({ clients }: AppRouterDeps, signal: AbortSignal | undefined): AsyncGenerator<{ clients: ConnectedClient[] }> {
  const changes = changeStream<ConnectedClient[]>({ subscribe: clients.onChange, first: [clients.list()], signal, maxKept: 1 });
  for await (const connected of changes) yield { clients: connected };
}

async function* approvalChanges({ approvals }: AppRouterDeps, signal: AbortSignal | undefined): AsyncGenerator<{ approvals: Approval[] }> {
  const changes = changeStream<Approval[]>({ subscribe: approvals.watch, first: [approvals.list()], signal, maxKept: 1 });
  for await (const waiting of changes) yield { approvals: waiting };
}

function syncCalls(os: Implementer, deps: AppRouterDeps) {
  const lake = async () => (await deps.session.workspace()).lake();
  return {
    list: os.syncs.list.handler(async () => ({ syncs: await (await lake()).syncs() })),
    save: os.syncs.save.handler(({ input }) =>
      recorded(deps, { tool: 'syncs.save', arguments: input, tell: ({ name }) => ({ summary: `The sync ${name} is saved.` }) }, async () =>
        saveSync(await lake(), input, deps.now),
      ),
    ),
    run: os.syncs.run.handler(({ input, signal }) =>
      recorded(deps, { tool: 'syncs.run', arguments: input, tell: tellJob }, async () => {
        const room = await deps.session.workspace();
        const { timezone } = await room.facts({ signal });
        const { jobs, now } = deps;
        return (await runSync({ room, jobs, timezone, startedBy: deps.session.client.name, now }, input.name)).job;
      }),
    ),
    remove: os.syncs.remove.handler(({ input }) =>
      recorded(
        deps,
        { tool: 'syncs.remove', arguments: input, tell: () => ({ summary: `The sync ${input.name} is deleted.` }) },
        async () => {
          await removeSync(await lake(), input.name);
          return {};
        },
      ),
    ),
  };
}

function queryHandlers(os: Implementer, deps: AppRouterDeps) {
  const results = async () => (await (await deps.session.workspace()).lake()).results;
  return {
    open: os.query.open.handler(({ input, signal }) => openQuery(deps, input, signal)),
    explain: os.query.explain.handler(({ input, signal }) =>
      recorded(deps, { tool: 'query.explain', arguments: input, tell: tellPlan }, async () =>
        (await (await deps.session.workspace()).lake()).explain({ ...input, signal, client: deps.session.id }),
      ),
    ),
    status: os.query.status.handler(async ({ input }) => toWireStatus((await results()).status(input.resultId))),
    ready: os.query.ready.handler(async ({ input, signal }) => toWireStatus(await (await results()).waitReady(input.resultId, signal))),
    page: os.query.page.handler(async ({ input }) => (await results()).page(input.resultId, input.offset, input.limit, input.viewId)),
    arrange: os.query.arrange.handler(({ input, signal }) => arrangeResult(deps, input, signal)),
    profile: os.query.profile.handler(({ input, signal }) => profileResult(deps, input, signal)),
    cancel: os.query.cancel.handler(async ({ input }) => {
      await (await results()).cancel(input.resultId);
      return {};
    }),
    release: os.query.release.handler(async ({ input }) => {
      await (await results()).release(input.resultId);
      return {};
    }),
  };
}

/** Yields at once and then after every change of the project's tables. */
async function* tableChanges(deps: AppRouterDeps, signal: AbortSignal | undefined): AsyncGenerator<{ revision: number }> {
  const { projectId } = await deps.session.workspace();
  let revision = 0;
  const changes = changeStream({
    subscribe: (listener: (value: number) => void) =>
      deps.workspaces.onTablesChanged((changed) => {
        revision += 1;
        if (changed === projectId) listener(revision);
      }),
    first: [0],
    signal,
    maxKept: 1,
  });
  for await (const value of changes) yield { revision: value };
}

async function openQuery(
  deps: AppRouterDeps,
  input: { sql: string; firstRows: number; purpose: 'run' | 'look' },
  signal: AbortSignal | undefined,
): Promise<WireOpenedResult> {
  const tool = input.purpose === 'run' ? 'query.open' : 'query.look';
  return recorded(deps, { tool, arguments: { sql: input.sql }, tell: tellResult }, async () => {
    const lake = await (await deps.session.workspace()).lake();
    const { resultId, columns, firstRows } = await lake.results.open(input.sql, {
      firstRows: input.firstRows,
      timeoutMs: PERSON_TIME_LIMIT_MS,
      signal,
      client: deps.session.id,
    });
    return { ...toWireStatus(lake.results.status(resultId)), columns, firstRows };
  });
}

function toWireStatus(status: ResultStatus): WireResultStatus {
  const { error } = status;
  return {
    resultId: status.resultId,
    state: status.state === 'ready' || status.state === 'materialising' ? status.state : 'failed',
    rowCount: status.rowCount ?? null,
    isCapped: status.capped,
    elapsedMs: status.elapsedMs,
    error: error === undefined ? null : { message: error.message, ...(error.hint === undefined ? {} : { hint: error.hint }) },
  };
}

function tellProfile({ name, rowCount }: ColumnProfile): Outcome {
  return { summary: `The profile of ${name}.`, rows: rowCount };
}

function tellDisconnected({ name }: ConnectedClient): Outcome {
  return { summary: `${name} was disconnected.` };
}

function tellApproval(isApproved: boolean) {
  return ({ question }: Approval): Outcome => ({ summary: `${isApproved ? 'Approved' : 'Declined'}: ${question}` });
}

function tellPlan({ isAnalyzed }: QueryPlan): Outcome {
  return { summary: isAnalyzed ? 'The statement was run for its plan.' : 'The plan was shown; the statement was not run.' };
}

function tellResult(result: WireOpenedResult): Outcome {
  if (result.rowCount !== null) return { summary: plural(result.rowCount, 'row'), rows: result.rowCount };
  return { summary: `More than ${plural(result.firstRows.length, 'row')}; the whole result is being made.`, rows: null };
}
