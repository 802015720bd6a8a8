// The other end of the window, in memory: it implements the real contract, so every answer passes the real schemas.
// A test sets the stage with `start`, then plays events with the returned functions.
import { createRouterClient, implement, ORPCError } from '@orpc/server';
import type { WindowClient } from '#shared/contract/contract.ts';
import { windowContract } from '#shared/contract/contract.ts';
import type { WireError } from '#shared/errors.ts';
import type { ActivityEntry, LogCheck, Replay } from '#shared/model/activity-entry.ts';
import type { AppChange } from '#shared/model/app-change.ts';
import type { AppStatus, WorkspaceInfo } from '#shared/model/app-status.ts';
import type { Approval } from '#shared/model/approval.ts';
import type { ConnectedClient } from '#shared/model/connected-client.ts';
import type { JobSnapshot } from '#shared/model/job.ts';
import type { LogLine } from '#shared/model/log-line.ts';
import { DEFAULT_SETTINGS, type SettingsView } from '#shared/model/settings.ts';
import type { TableSummary } from '#shared/model/table.ts';
import { type AccountsStage, checkIn, emptyAccounts, saveIn } from './fake-accounts.ts';
import { type AssistantsStage, createFakeAssistants, emptyAssistants } from './fake-assistants.ts';
import { createFakeExplorer, createFakeTables, type ExplorerStage, emptyExplorer, samplePlan } from './fake-explorer.ts';
import { createFakeFetch, createFakeSyncs, emptyFetch, type FetchStage } from './fake-fetch.ts';
import { type AnswerSql, createFakeResults, sampleProfile } from './fake-query.ts';
import { createFeed } from './feed.ts';
import { sampleJob, sampleStatus, sampleWorkspace } from './samples.ts';

interface Stage {
  settings: SettingsView;
  approvals: Approval[];
  /** What the person answered, in order. */
  answers: { id: string; isApproved: boolean }[];
  accounts: AccountsStage;
  assistants: AssistantsStage;
  clients: ConnectedClient[];
  explorer: ExplorerStage;
  fetch: FetchStage;
  /** What `activity.verify` and `activity.replay` answer, and what was replayed. */
  logCheck: LogCheck;
  replay: Replay;
  replayed: { id: string; isConfirmed: boolean }[];
  exported: string[];
  /** A file manager is there, and what it was asked to show. */
  hasDesktop: boolean;
  shownFiles: string[];
  engineLog: LogLine[];
  status: AppStatus;
  workspace: WorkspaceInfo;
  tables: TableSummary[];
  jobs: JobSnapshot[];
  activity: ActivityEntry[];
  vocabulary: { functions: string[]; keywords: string[]; properties: Record<string, string[]> };
  answer: AnswerSql;
  /** What an answer of `app.status` waits for after its status was taken: a slow answer tells what was true before. */
  slowStatus: () => Promise<void>;
}

export function wireError(error: WireError): ORPCError<'MIXLAKE', WireError> {
  return new ORPCError('MIXLAKE', { status: 400, data: error });
}

function emptyStage(): Stage {
  return {
    settings: {
      settings: DEFAULT_SETTINGS,
      hasModelKey: false,
      version: '0.0.0',
      folders: { home: '/home/me/.mixlake', logs: '/home/me/.mixlake/logs', exports: '/home/me/.mixlake/exports' },
    },
    approvals: [],
    answers: [],
    accounts: emptyAccounts(),
    assistants: emptyAssistants(),
    clients: [],
    explorer: emptyExplorer(),
    fetch: emptyFetch(),
    logCheck: { files: 2, lines: 40, firstBad: null },
    replay: { question: null, isOk: true, text: '14 rows.' },
    replayed: [],
    exported: [],
    hasDesktop: true,
    shownFiles: [],
    engineLog: [],
    status: sampleStatus(),
    workspace: sampleWorkspace(),
    tables: [],
    jobs: [],
    activity: [],
    vocabulary: { functions: ['count', 'date_trunc', 'quantile_cont'], keywords: ['SELECT', 'FROM', 'QUALIFY'], properties: {} },
    answer: () => ({ columns: [{ name: 'n', type: 'INTEGER' }], rowCount: 1, row: () => [1] }),
    slowStatus: async () => {},
  };
}

export function createFakeApp(start: Partial<Stage> = {}) {
  const stage: Stage = { ...emptyStage(), ...start };
  const results = createFakeResults();
  let revision = 1;
  const ofEngine = (): AppChange[] => [{ kind: 'tables', revision }, ...stage.jobs.map((job): AppChange => ({ kind: 'job', job }))];
  const isReady = () => stage.status.engine.state === 'ready';
  const changes = createFeed<AppChange>(() => [{ kind: 'status', status: stage.status }, ...(isReady() ? ofEngine() : [])]);
  const play = {
    setStatus: (status: AppStatus) => {
      const wasReady = isReady();
      stage.status = status;
      changes.push({ kind: 'status', status });
      if (!wasReady && isReady()) for (const change of ofEngine()) changes.push(change);
    },
    setJob: (job: JobSnapshot) => {
      stage.jobs = [job, ...stage.jobs.filter(({ jobId }) => jobId !== job.jobId)];
      changes.push({ kind: 'job', job });
    },
    setTables: (tables: TableSummary[]) => {
      stage.tables = tables;
      revision += 1;
      changes.push({ kind: 'tables', revision });
    },
    setClients: (clients: ConnectedClient[]) => {
      stage.clients = clients;
      changes.push({ kind: 'clients', clients });
    },
    setApprovals: (approvals: Approval[]) => {
      stage.approvals = approvals;
      changes.push({ kind: 'approvals', approvals });
    },
    setActivity: (entry: ActivityEntry) => {
      stage.activity = [entry, ...stage.activity.filter(({ id }) => id !== entry.id)];
      changes.push({ kind: 'activity', entry });
    },
    breakStream: () => changes.breakOff(),
    openStreams: () => changes.listeners(),
  };
  const router = createRouter({ stage, results, changes, play });
  const client: WindowClient = createRouterClient(router);
  return { stage, router, client, log: results.log, loseResult: results.lose, ...play };
}

interface Parts {
  stage: Stage;
  results: ReturnType<typeof createFakeResults>;
  changes: ReturnType<typeof createFeed<AppChange>>;
  play: {
    setStatus: (status: AppStatus) => void;
    setJob: (job: JobSnapshot) => void;
    setApprovals: (approvals: Approval[]) => void;
    setTables: (tables: TableSummary[]) => void;
    setClients: (clients: ConnectedClient[]) => void;
  };
}

function createRouter({ stage, results, changes, play }: Parts) {
  const os = implement(windowContract);
  const seen = <Answer>(call: string, answer: Answer): Answer => {
    results.log.engineCalls.push(call);
    return answer;
  };
  const job = (jobId: string): JobSnapshot => stage.jobs.find((known) => known.jobId === jobId) ?? sampleJob({ jobId });
  return os.router({
    app: {
      status: os.app.status.handler(async () => {
        const { status } = stage;
        await stage.slowStatus();
        return status;
      }),
      changes: os.app.changes.handler(({ signal }) => changes.listen(signal)),
      engineLog: os.app.engineLog.handler(() => ({ lines: stage.engineLog })),
      retryEngine: os.app.retryEngine.handler(() => {
        play.setStatus({ ...stage.status, engine: { state: 'ready', reason: null, pid: 4712 } });
        return stage.status;
      }),
    },
    accounts: {
      list: os.accounts.list.handler(() => ({ accounts: stage.accounts.accounts })),
      use: os.accounts.use.handler(({ input }) => {
        const account = stage.accounts.accounts.find(({ name }) => name === input.name) ?? null;
        play.setStatus({ ...stage.status, account, accountProblem: null });
        return stage.status;
      }),
      secretPlaces: os.accounts.secretPlaces.handler(() => ({
        places: stage.accounts.places,
        keychainProblem: stage.accounts.keychainProblem,
      })),
      check: os.accounts.check.handler(({ input }) => checkIn(stage.accounts, input)),
      findProjects: os.accounts.findProjects.handler(() => ({ found: stage.accounts.found })),
      save: os.accounts.save.handler(({ input }) => {
        const check = input.isUnchecked ? null : checkIn(stage.accounts, input);
        if (check !== null && !check.isOk) return { isSaved: false, check };
        saveIn(stage.accounts, input.draft, input.savedAs);
        return { isSaved: true, check };
      }),
      setDefault: os.accounts.setDefault.handler(({ input }) => {
        stage.accounts.accounts = stage.accounts.accounts.map((each) => ({ ...each, isDefault: each.name === input.name }));
        return {};
      }),
      remove: os.accounts.remove.handler(({ input }) => {
        stage.accounts.accounts = stage.accounts.accounts.filter(({ name }) => name !== input.name);
        return stage.status;
      }),
      importable: os.accounts.importable.handler(() => ({ accounts: stage.accounts.importable })),
      import: os.accounts.import.handler(({ input }) => {
        for (const each of stage.accounts.importable.filter(({ name }) => input.names.includes(name))) {
          saveIn(stage.accounts, each, undefined);
        }
        stage.accounts.importable = stage.accounts.importable.filter(({ name }) => !input.names.includes(name));
        return { imported: input.names, notes: [] };
      }),
    },
    assistants: createFakeAssistants(stage.assistants),
    settings: {
      get: os.settings.get.handler(() => stage.settings),
      save: os.settings.save.handler(({ input }) => {
        stage.settings = { ...stage.settings, settings: input.settings };
        return stage.settings;
      }),
      setModelKey: os.settings.setModelKey.handler(({ input }) => {
        stage.settings = { ...stage.settings, hasModelKey: input.key !== null };
        return stage.settings;
      }),
    },
    ...createFakeExplorer(stage.explorer),
    files: {
      show: os.files.show.handler(({ input }) => {
        if (stage.hasDesktop) stage.shownFiles.push(input.path);
        return { isShown: stage.hasDesktop };
      }),
    },
    demo: {
      start: os.demo.start.handler(() => {
        play.setStatus(sampleStatus());
        play.setJob(sampleJob());
        return { status: stage.status, job: job('job-1') };
      }),
    },
    workspace: { describe: os.workspace.describe.handler(() => seen('workspace.describe', stage.workspace)) },
    tables: {
      list: os.tables.list.handler(() => seen('tables.list', { tables: stage.tables })),
      ledger: os.tables.ledger.handler(
        ({ input }) => stage.fetch.ledgers[input.table] ?? { table: input.table, dayZone: 'UTC', selections: [] },
      ),
      ...createFakeTables(stage, play.setTables),
      profile: os.tables.profile.handler(({ input }) => {
        results.log.profiled.push(`${input.table}.${input.column}`);
        return sampleProfile({ name: input.column, type: 'VARCHAR' }, 1_000);
      }),
    },
    editor: { vocabulary: os.editor.vocabulary.handler(() => seen('editor.vocabulary', stage.vocabulary)) },
    query: {
      open: os.query.open.handler(async ({ input, signal }) =>
        results.open(input.sql, await stage.answer(input.sql, signal), input.firstRows),
      ),
      explain: os.query.explain.handler(({ input }) => samplePlan(input.isAnalyzed)),
      status: os.query.status.handler(({ input }) => results.status(input.resultId)),
      ready: os.query.ready.handler(({ input }) => results.ready(input.resultId)),
      page: os.query.page.handler(({ input }) => ({ rows: results.page(input.resultId, input.offset, input.limit, input.viewId) })),
      arrange: os.query.arrange.handler(({ input }) => results.arrange(input.resultId, input)),
      profile: os.query.profile.handler(({ input }) => results.profile(input.resultId, input.column)),
      cancel: os.query.cancel.handler(({ input }) => {
        results.cancel(input.resultId);
        return {};
      }),
      release: os.query.release.handler(({ input }) => {
        results.release(input.resultId);
        return {};
      }),
    },
    jobs: {
      list: os.jobs.list.handler(() => seen('jobs.list', { jobs: stage.jobs })),
      cancel: os.jobs.cancel.handler(({ input }) => {
        const ended = {
          ...job(input.jobId),
          status: 'cancelled' as const,
          message: 'You cancelled it.',
          endedAt: new Date().toISOString(),
        };
        play.setJob(ended);
        return ended;
      }),
      fetchEvents: os.jobs.fetchEvents.handler(() => job('job-1')),
      export: os.jobs.export.handler(({ input }) => {
        results.log.exported.push(input);
        play.setJob(sampleJob({ jobId: 'export-1', kind: 'export', title: `Export ${input.name} as ${input.format}` }));
        return job('export-1');
      }),
    },
    approvals: {
      list: os.approvals.list.handler(() => ({ approvals: stage.approvals })),
      answer: os.approvals.answer.handler(({ input }) => {
        const answered = stage.approvals.find(({ id }) => id === input.id);
        if (answered === undefined) throw wireError({ kind: 'input', message: 'Nobody waits for this answer any more.' });
        stage.answers.push(input);
        play.setApprovals(stage.approvals.filter(({ id }) => id !== input.id));
        return answered;
      }),
    },
    syncs: createFakeSyncs(stage.fetch, play),
    fetch: createFakeFetch(stage.fetch, play),
    clients: {
      list: os.clients.list.handler(() => ({ clients: stage.clients })),
      disconnect: os.clients.disconnect.handler(({ input }) => {
        const gone = stage.clients.find(({ id }) => id === input.id);
        if (gone === undefined) throw wireError({ kind: 'input', message: 'This client is not connected any more.' });
        play.setClients(stage.clients.filter((each) => each !== gone));
        return gone;
      }),
    },
    activity: {
      cancel: os.activity.cancel.handler(() => ({})),
      replay: os.activity.replay.handler(({ input }) => {
        stage.replayed.push(input);
        return input.isConfirmed ? { ...stage.replay, question: null } : stage.replay;
      }),
      export: os.activity.export.handler(({ input }) => {
        stage.exported.push(JSON.stringify(input));
        return { file: `/home/me/.mixlake/exports/activity.${input.format}`, entries: stage.activity.length };
      }),
      clear: os.activity.clear.handler(() => {
        const days = stage.activity.length;
        stage.activity = [];
        return { days };
      }),
      verify: os.activity.verify.handler(() => stage.logCheck),
      list: os.activity.list.handler(({ input }) => {
        seen('activity.list', undefined);
        const after = input.before === undefined ? 0 : stage.activity.findIndex(({ id }) => id === input.before) + 1;
        const matching = stage.activity.slice(after).filter((entry) => matches(entry, input));
        return { entries: matching.slice(0, input.limit), hasMore: matching.length > input.limit };
      }),
    },
  });
}

interface Filter {
  client?: string | undefined;
  tool?: string | undefined;
  outcome?: string | undefined;
  text?: string | undefined;
  since?: string | undefined;
  until?: string | undefined;
}

function matches(entry: ActivityEntry, filter: Filter): boolean {
  return (
    (filter.client === undefined || entry.client.name === filter.client) &&
    (filter.tool === undefined || entry.tool === filter.tool) &&
    (filter.outcome === undefined || entry.outcome === filter.outcome) &&
    (filter.since === undefined || entry.startedAt >= filter.since) &&
    (filter.until === undefined || entry.startedAt < filter.until) &&
    (filter.text === undefined || JSON.stringify(entry).toLowerCase().includes(filter.text.toLowerCase()))
  );
}
