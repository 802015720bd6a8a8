// An engine that only plays back what a test tells it: the engine's contract, without a lake, without Mixpanel.
import { implement, ORPCError } from '@orpc/server';
import { changeStream } from '#core/change-stream.ts';
import { engineContract } from '#shared/contract/engine.ts';
import type { ActivityEntry } from '#shared/model/activity-entry.ts';
import type { Approval } from '#shared/model/approval.ts';
import type { JobSnapshot } from '#shared/model/job.ts';

export function createFakeEngine(jobs: JobSnapshot[] = []) {
  const tables = createEmitter<{ revision: number }>();
  const changedJobs = createEmitter<JobSnapshot>();
  const activity = createEmitter<ActivityEntry>();
  const approvals = createEmitter<{ approvals: Approval[] }>();
  const stage = { isSilent: false, refusesTables: false, tablesAsked: 0, fetches: [] as object[] };
  const os = implement(engineContract);
  const missing = (): never => {
    throw new ORPCError('NOT_FOUND');
  };
  const router = os.router({
    account: { check: os.account.check.handler(missing), findProjects: os.account.findProjects.handler(missing) },
    workspace: {
      describe: os.workspace.describe.handler(() => ({
        projectId: '3001',
        projectName: 'Demo shop',
        region: 'us',
        timezone: 'Asia/Tokyo',
        isTimezoneKnown: true,
        quota: { query: { used: 0, limit: 60 }, export: { used: 0, limit: 60 }, nextFreeAt: null },
      })),
    },
    tables: {
      list: os.tables.list.handler(() => ({ tables: [] })),
      ledger: os.tables.ledger.handler(missing),
      profile: os.tables.profile.handler(missing),
      saveResult: os.tables.saveResult.handler(missing),
      drop: os.tables.drop.handler(missing),
      undrop: os.tables.undrop.handler(missing),
      fileSize: os.tables.fileSize.handler(missing),
      compact: os.tables.compact.handler(missing),
      changes: os.tables.changes.handler(({ signal }) => {
        stage.tablesAsked += 1;
        if (stage.refusesTables) throw new Error('no secret for this account');
        return changeStream({ subscribe: tables.listen, first: [{ revision: 0 }], signal });
      }),
    },
    fetch: {
      choices: os.fetch.choices.handler(() => ({ events: [] })),
      estimate: os.fetch.estimate.handler(missing),
      events: os.fetch.events.handler(missing),
      profiles: os.fetch.profiles.handler(missing),
      unfinished: os.fetch.unfinished.handler(() => ({ fetches: [] })),
      resume: os.fetch.resume.handler(missing),
      discard: os.fetch.discard.handler(missing),
    },
    editor: { vocabulary: os.editor.vocabulary.handler(() => ({ functions: [], keywords: [], properties: {} })) },
    query: {
      // Answers never: what happens to a call that is under way is up to the test.
      open: os.query.open.handler(() => new Promise<never>(() => undefined)),
      explain: os.query.explain.handler(missing),
      status: os.query.status.handler(missing),
      ready: os.query.ready.handler(missing),
      page: os.query.page.handler(missing),
      arrange: os.query.arrange.handler(missing),
      profile: os.query.profile.handler(missing),
      cancel: os.query.cancel.handler(missing),
      release: os.query.release.handler(missing),
    },
    jobs: {
      list: os.jobs.list.handler(() => ({ jobs })),
      changes: os.jobs.changes.handler(({ signal }) => changeStream({ subscribe: changedJobs.listen, first: jobs, signal })),
      cancel: os.jobs.cancel.handler(missing),
      export: os.jobs.export.handler(missing),
      fetchEvents: os.jobs.fetchEvents.handler(({ input }) => {
        stage.fetches.push(input);
        return jobs[0] ?? missing();
      }),
    },
    approvals: {
      list: os.approvals.list.handler(() => ({ approvals: [] })),
      answer: os.approvals.answer.handler(missing),
      changes: os.approvals.changes.handler(({ signal }) => changeStream({ subscribe: approvals.listen, signal })),
    },
    syncs: {
      list: os.syncs.list.handler(() => ({ syncs: [] })),
      save: os.syncs.save.handler(missing),
      run: os.syncs.run.handler(missing),
      remove: os.syncs.remove.handler(missing),
    },
    clients: {
      list: os.clients.list.handler(() => (stage.isSilent ? new Promise<never>(() => undefined) : { clients: [] })),
      disconnect: os.clients.disconnect.handler(missing),
      changes: os.clients.changes.handler(({ signal }) => changeStream<{ clients: never[] }>({ subscribe: () => () => undefined, signal })),
    },
    activity: {
      cancel: os.activity.cancel.handler(missing),
      replay: os.activity.replay.handler(missing),
      export: os.activity.export.handler(missing),
      clear: os.activity.clear.handler(missing),
      verify: os.activity.verify.handler(missing),
      list: os.activity.list.handler(() => ({ entries: [], hasMore: false })),
      changes: os.activity.changes.handler(({ signal }) => changeStream({ subscribe: activity.listen, signal })),
    },
  });
  return {
    router,
    stage,
    tellTables: (revision: number) => tables.tell({ revision }),
    tellJob: changedJobs.tell,
    tellActivity: activity.tell,
    /** Streams of this engine that are open now. */
    openStreams: () => tables.listeners() + changedJobs.listeners() + activity.listeners(),
  };
}

export type FakeEngine = ReturnType<typeof createFakeEngine>;

function createEmitter<T>() {
  const listeners = new Set<(value: T) => void>();
  return {
    listen: (listener: (value: T) => void) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    tell: (value: T) => {
      for (const listener of listeners) listener(value);
    },
    listeners: () => listeners.size,
  };
}
