// What the engine serves to the screen that fetches: choices, an estimate from real counts, starting, and going on with what was not
// finished.
import { inputError } from '#shared/errors.ts';
import type { FetchEstimate, FetchWish, ProfilesWish, UnfinishedFetch } from '#shared/model/fetch.ts';
import type { JobSnapshot } from '#shared/model/job.ts';
import type { ActivityLog, OpenActivity } from '../activity/activity-log.ts';
import { tableLedger } from '../analysis/table-ledger.ts';
import { plural } from '../format/text.ts';
import type { Jobs } from '../jobs/job-runner.ts';
import { countRequests, planFetch } from '../jobs/plan-fetch.ts';
import { startFetchEvents, startFetchProfiles } from '../jobs/start-fetch.ts';
import type { KeptFetch } from '../jobs/unfinished-fetches.ts';
import { addDays, dayZone } from '../lake/day-range.ts';
import { type EventSelection, selectionId } from '../lake/ledger.ts';
import { checkTableName } from '../lake/names.ts';
import { checkRange, whereArgument } from '../tools/arguments.ts';
import { countEvents } from '../tools/interactive/estimate-fetch.ts';
import type { Asking } from '../tools/lake-source.ts';
import type { Implementer } from './app-implementer.ts';
import { recorded, tellJob } from './app-recorded.ts';
import { countFiltered } from './filtered-count.ts';
import type { Session } from './sessions.ts';
import type { Workspace } from './workspace.ts';

/** The person looks at the form; it says when a free place comes instead of standing still. */
const MAX_WAIT_MS = 15_000;

export interface AppFetchDeps {
  session: Session;
  jobs: Jobs;
  activity: ActivityLog;
  now: () => number;
}

export function fetchCalls(os: Implementer, deps: AppFetchDeps) {
  return {
    choices: os.fetch.choices.handler(({ signal }) =>
      recorded(deps, { tool: 'fetch.choices', arguments: {}, tell: tellNames }, async (entry) => {
        const asking = askingOf(deps, entry, signal);
        return { events: await (await asking.workspace()).names.events(asking.call) };
      }),
    ),
    estimate: os.fetch.estimate.handler(({ input, signal }) =>
      recorded(deps, { tool: 'fetch.estimate', arguments: input, tell: tellEstimate }, (entry) => estimate(deps, input, entry, signal)),
    ),
    events: os.fetch.events.handler(({ input, signal }) =>
      recorded(deps, { tool: 'fetch.events', arguments: input, tell: tellJob }, (entry) => fetchEvents(deps, input, entry, signal)),
    ),
    profiles: os.fetch.profiles.handler(({ input }) =>
      recorded(deps, { tool: 'fetch.profiles', arguments: input, tell: tellJob }, () => fetchProfiles(deps, input)),
    ),
    unfinished: os.fetch.unfinished.handler(async ({ signal }) => ({ fetches: await unfinished(deps, signal) })),
    resume: os.fetch.resume.handler(({ input, signal }) =>
      recorded(deps, { tool: 'fetch.resume', arguments: input, tell: tellJob }, () => resume(deps, input.id, signal)),
    ),
    discard: os.fetch.discard.handler(({ input }) =>
      recorded(deps, { tool: 'fetch.discard', arguments: input, tell: () => ({ summary: 'The fetch was given up.' }) }, () =>
        discard(deps, input.id),
      ),
    ),
  };
}

export function ledgerCall(os: Implementer, { session }: Pick<AppFetchDeps, 'session'>) {
  return os.tables.ledger.handler(async ({ input }) => tableLedger(await (await session.workspace()).lake(), input.table));
}

function askingOf({ session, now }: AppFetchDeps, entry: OpenActivity, caller: AbortSignal | undefined): Asking {
  const signal = caller === undefined ? entry.signal : AbortSignal.any([entry.signal, caller]);
  return {
    workspace: () => session.workspace(),
    call: { signal, maxWaitMs: MAX_WAIT_MS, onRequest: entry.countRequest },
    signal,
    client: { id: session.id, name: session.client.name },
    now,
  };
}

interface Chosen {
  range: Awaited<ReturnType<typeof checkRange>>;
  table: string;
  selection: EventSelection;
}

async function check(wish: FetchWish, asking: Asking): Promise<Chosen> {
  const range = await checkRange({ from_date: wish.fromDate, to_date: wish.toDate }, asking);
  if (wish.events?.length === 0) throw inputError('No event is chosen.', 'Choose at least one, or all events.');
  if (wish.events?.some((event) => event.trim() === '')) throw inputError('An event name is blank.', 'Remove it.');
  const given = checkTableName(wish.table ?? 'events');
  const lake = await (await asking.workspace()).lake();
  const where = wish.where === undefined || wish.where.trim() === '' ? undefined : whereArgument(wish.where);
  return { range, table: (await lake.resolveTable(given)) ?? given, selection: { events: wish.events, where } };
}

/** The table is there and holds another selection, so that ours is added to it. */
async function isAddedToOther({ lake }: Workspace, { table, selection }: Pick<Chosen, 'table' | 'selection'>): Promise<boolean> {
  const opened = await lake();
  const kind = await opened.kindOf(table);
  if (kind === undefined) return false;
  if (kind !== 'events') throw inputError(`The table ${table} does not hold events.`, 'Choose another name for the table.');
  const selections = new Set((await opened.ledger(table)).map((row) => row.selection));
  return selections.size > 0 && !selections.has(selectionId(selection));
}

async function estimate(deps: AppFetchDeps, wish: FetchWish, entry: OpenActivity, signal: AbortSignal | undefined): Promise<FetchEstimate> {
  let queryCalls = 0;
  const asking = askingOf(deps, entry, signal);
  const counting: Asking = {
    ...asking,
    call: {
      ...asking.call,
      onRequest(kind) {
        if (kind === 'query') queryCalls += 1;
        entry.countRequest(kind);
      },
    },
  };
  const workspace = await asking.workspace();
  const { range, table, selection } = await check(wish, asking);
  const isAdded = await isAddedToOther(workspace, { table, selection });
  const timezone = range.isZoneKnown ? range.timezone : null;
  const at = { timezone, now: deps.now() };
  const plan = await planFetch(await workspace.lake(), { table, from: range.from, to: range.to, selection }, at);
  const filtered = await countFiltered(range, selection, counting);
  const counted = filtered.days === null ? await countEvents(range, selection.events, counting) : countedWith(filtered.days);
  const isCounted = counted.confidence !== 'low';
  // Export days are days of another zone; at an end of the range the nearest day of the project stands for them.
  const eventsOf = (day: string) => counted.days[day] ?? counted.days[addDays(day, 1)] ?? counted.days[addDays(day, -1)] ?? 0;
  const { export: exports } = workspace.quota.status();
  const exportsLeft = Math.max(0, exports.limit - exports.used);
  const eventsIn = (days: readonly string[]) => (isCounted ? days.reduce((sum, day) => sum + eventsOf(day), 0) : null);
  return {
    timezone: range.timezone,
    isTimezoneKnown: range.isZoneKnown,
    dayZone: dayZone(plan.rule),
    days: plan.days.length,
    daysToFetch: plan.daysToFetch,
    events: eventsIn(plan.days),
    eventsToFetch: eventsIn(plan.daysToFetch),
    isUpperBound: selection.where !== undefined && filtered.days === null,
    confidence: counted.confidence,
    source: counted.source,
    notes: [filtered.error, counted.error].filter((note) => note !== null),
    exportRequests: countRequests(plan.daysToFetch, eventsOf, exportsLeft),
    exportsLeft,
    queryCalls,
    isAddedToOther: isAdded,
  };
}

function countedWith(days: Readonly<Record<string, number>>) {
  return { days, confidence: 'high' as const, source: 'counts of each day from Mixpanel, the filter included', error: null };
}

async function fetchEvents(
  deps: AppFetchDeps,
  wish: FetchWish,
  entry: OpenActivity,
  signal: AbortSignal | undefined,
): Promise<JobSnapshot> {
  const asking = askingOf(deps, entry, signal);
  const { range, table, selection } = await check(wish, asking);
  const room = await asking.workspace();
  const started = await startFetchEvents({
    room,
    jobs: deps.jobs,
    table,
    from: range.from,
    to: range.to,
    timezone: range.isZoneKnown ? range.timezone : null,
    selection,
    append: await isAddedToOther(room, { table, selection }),
    startedBy: deps.session.client.name,
    now: deps.now,
  });
  return started.job;
}

async function fetchProfiles({ session, jobs, now }: AppFetchDeps, wish: ProfilesWish): Promise<JobSnapshot> {
  const room = await session.workspace();
  const table = wish.table ?? 'profiles';
  const where = wish.where === undefined || wish.where.trim() === '' ? undefined : whereArgument(wish.where);
  const selection = { where, cohortId: wish.cohortId };
  const started = await startFetchProfiles({ room, jobs, table, selection, append: false, startedBy: session.client.name, now });
  return started.job;
}

async function unfinished({ session, jobs, now }: AppFetchDeps, signal: AbortSignal | undefined): Promise<UnfinishedFetch[]> {
  const workspace = await session.workspace();
  const running = new Set(
    jobs
      .list()
      .filter(({ endedAt }) => endedAt === null)
      .map(({ jobId }) => jobId),
  );
  const stopped = workspace.unfinished.list().filter(({ jobId }) => !running.has(jobId));
  if (stopped.length === 0) return [];
  const { timezone } = await workspace.facts({ signal });
  return Promise.all(stopped.map((fetch) => describe(workspace, fetch, { timezone, now: now() })));
}

async function describe(
  { lake }: Workspace,
  { asked, ...fetch }: KeptFetch,
  at: { timezone: string | null; now: number },
): Promise<UnfinishedFetch> {
  const { id, title, table, startedBy, startedAt, stoppedAt } = fetch;
  const plan = asked.kind === 'fetch_events' ? await planFetch(await lake(), { table, ...asked }, at) : undefined;
  return {
    id,
    kind: asked.kind,
    title,
    table,
    startedBy,
    startedAt,
    stoppedAt,
    reason: fetch.reason ?? 'Mixlake or its engine ended before the fetch did.',
    days: plan?.days.length ?? null,
    daysLeft: plan?.daysToFetch.length ?? null,
  };
}

async function resume({ session, jobs, now }: AppFetchDeps, id: string, signal: AbortSignal | undefined): Promise<JobSnapshot> {
  const room = await session.workspace();
  const found = room.unfinished.list().find((each) => each.id === id);
  if (found === undefined) throw inputError('This fetch is not waiting any more.', 'Start it again with the form.');
  const { asked, table, title } = found;
  const exists = (await (await room.lake()).kindOf(table)) !== undefined;
  const common = { room, jobs, table, startedBy: session.client.name, now };
  if (asked.kind === 'fetch_profiles') {
    return (await startFetchProfiles({ ...common, selection: asked.selection, append: asked.append && exists })).job;
  }
  const { from, to, selection, refresh } = asked;
  const { timezone } = await room.facts({ signal });
  // A table may hold other selections as well; nothing is doubled.
  return (await startFetchEvents({ ...common, from, to, timezone, selection, append: exists, refresh, title })).job;
}

async function discard({ session, jobs }: AppFetchDeps, id: string): Promise<Record<never, never>> {
  const room = await session.workspace();
  room.unfinished.forget(id);
  if (jobs.list().some(({ jobId, endedAt }) => jobId === id && endedAt === null)) jobs.cancel(id);
  return {};
}

function tellNames({ events }: { events: string[] }) {
  return { summary: `${plural(events.length, 'event name')} of the project.` };
}

function tellEstimate(found: FetchEstimate) {
  const events = found.eventsToFetch === null ? 'events that could not be counted' : `about ${plural(found.eventsToFetch, 'event')}`;
  return { summary: `${events} in ${plural(found.daysToFetch.length, 'day')} to fetch.` };
}
