// The fetch half of the fake app: what the form asks and starts, and what was left unfinished.
import { implement } from '@orpc/server';
import { windowContract } from '#shared/contract/contract.ts';
import type { FetchEstimate, FetchWish, ProfilesWish, TableLedger, UnfinishedFetch } from '#shared/model/fetch.ts';
import type { JobSnapshot } from '#shared/model/job.ts';
import type { SavedSync } from '#shared/model/sync.ts';
import { sampleJob } from './samples.ts';

export interface FetchStage {
  events: string[];
  estimate: (wish: FetchWish) => FetchEstimate;
  unfinished: UnfinishedFetch[];
  ledgers: Record<string, TableLedger>;
  syncs: SavedSync[];
  /** What was started, estimated, resumed, discarded, in order. */
  asked: { call: string; input: FetchWish | ProfilesWish | { id: string } }[];
}

export function sampleEstimate(change: Partial<FetchEstimate> = {}): FetchEstimate {
  return {
    timezone: 'Europe/Berlin',
    isTimezoneKnown: true,
    dayZone: 'UTC',
    days: 31,
    daysToFetch: ['2026-11-20', '2026-11-21'],
    events: 300_000,
    eventsToFetch: 12_345,
    isUpperBound: false,
    confidence: 'high',
    source: 'counts of each day from Mixpanel',
    notes: [],
    exportRequests: 2,
    exportsLeft: 30,
    queryCalls: 1,
    isAddedToOther: false,
    ...change,
  };
}

export function sampleUnfinished(change: Partial<UnfinishedFetch> = {}): UnfinishedFetch {
  return {
    id: 'fetch-1',
    kind: 'fetch_events',
    title: 'Fetch events 2026-10-01 to 2026-10-30 into events',
    table: 'events',
    startedBy: 'Claude Desktop',
    startedAt: '2026-11-22T09:00:00.000Z',
    stoppedAt: '2026-11-22T09:05:00.000Z',
    reason: 'It was stopped before it was done.',
    days: 30,
    daysLeft: 18,
    ...change,
  };
}

export function emptyFetch(): FetchStage {
  return {
    events: ['Sign Up', 'Purchase', 'Page View'],
    estimate: () => sampleEstimate(),
    unfinished: [],
    ledgers: {},
    syncs: [],
    asked: [],
  };
}

export function createFakeFetch(stage: FetchStage, play: { setJob: (job: JobSnapshot) => void }) {
  const os = implement(windowContract);
  const start = (call: string, input: FetchWish | ProfilesWish | { id: string }, change: Partial<JobSnapshot>): JobSnapshot => {
    stage.asked.push({ call, input });
    const job = sampleJob({ jobId: `job-${stage.asked.length}`, ...change });
    play.setJob(job);
    return job;
  };
  return {
    choices: os.fetch.choices.handler(() => ({ events: stage.events })),
    estimate: os.fetch.estimate.handler(({ input }) => {
      stage.asked.push({ call: 'estimate', input });
      return stage.estimate(input);
    }),
    events: os.fetch.events.handler(({ input }) => start('events', input, { table: input.table ?? 'events' })),
    profiles: os.fetch.profiles.handler(({ input }) =>
      start('profiles', input, { kind: 'fetch_profiles', title: 'Fetch profiles into profiles' }),
    ),
    unfinished: os.fetch.unfinished.handler(() => ({ fetches: stage.unfinished })),
    resume: os.fetch.resume.handler(({ input }) => {
      stage.unfinished = stage.unfinished.filter(({ id }) => id !== input.id);
      return start('resume', input, {});
    }),
    discard: os.fetch.discard.handler(({ input }) => {
      stage.asked.push({ call: 'discard', input });
      stage.unfinished = stage.unfinished.filter(({ id }) => id !== input.id);
      return {};
    }),
  };
}

export function createFakeSyncs(stage: FetchStage, play: { setJob: (job: JobSnapshot) => void }) {
  const os = implement(windowContract);
  return {
    list: os.syncs.list.handler(() => ({ syncs: stage.syncs })),
    save: os.syncs.save.handler(({ input }) => {
      const saved = { ...input, createdAt: new Date().toISOString(), lastRunAt: null, lastStatus: null, lastMessage: null };
      stage.syncs = [...stage.syncs.filter(({ name }) => name !== input.name), saved];
      return saved;
    }),
    run: os.syncs.run.handler(({ input }) => {
      stage.asked.push({ call: 'sync', input: { id: input.name } });
      const job = sampleJob({ title: `Sync ${input.name}` });
      play.setJob(job);
      return job;
    }),
    remove: os.syncs.remove.handler(({ input }) => {
      stage.syncs = stage.syncs.filter(({ name }) => name !== input.name);
      return {};
    }),
  };
}
