// Saved syncs: "keep the last N days of these events fresh". A run is an ordinary fetch of those days: the ledger knows which of
// them are missing or may have grown, so a second run right after the first asks for little.
import { type AppError, inputError } from '#shared/errors.ts';
import { isEnded, type JobSnapshot } from '#shared/model/job.ts';
import type { SavedSync, SyncSettings } from '#shared/model/sync.ts';
import { addDays, todayIn } from '../lake/day-range.ts';
import type { Lake } from '../lake/lake.ts';
import { checkTableName } from '../lake/names.ts';
import type { Jobs } from './job-runner.ts';
import { type FetchRoom, type Started, startFetchEvents } from './start-fetch.ts';

export const MAX_SYNC_DAYS = 1_000;
const MAX_SYNCS = 100;
const MAX_NAME_CHARS = 100;

export interface SyncDeps {
  room: FetchRoom;
  jobs: Jobs;
  /** The project's zone; null when Mixpanel does not tell. */
  timezone: string | null;
  startedBy: string;
  now: () => number;
}

export async function saveSync(lake: Lake, given: SyncSettings, now: () => number): Promise<SavedSync> {
  const name = given.name.trim();
  if (name === '' || name.length > MAX_NAME_CHARS) {
    throw inputError('A sync needs a name of 1 to 100 characters.', 'Name what it keeps fresh, for example "orders".');
  }
  if (given.events?.length === 0 || given.events?.some((event) => event.trim() === '')) {
    throw inputError('An event name in events is blank.', 'Remove it, or leave events out to fetch all events.');
  }
  const table = checkTableName(given.table);
  const others = (await lake.syncs()).filter((each) => each.name !== name);
  if (others.length >= MAX_SYNCS) throw inputError(`There are ${MAX_SYNCS} saved syncs already.`, 'Delete one first.');
  const kind = await lake.kindOf(table);
  if (kind !== undefined && kind !== 'events') {
    throw inputError(`The table ${table} does not hold events.`, 'Choose another name with the argument table.');
  }
  await lake.saveSync({ ...given, name, table }, now());
  return findSync(lake, name);
}

export async function findSync(lake: Lake, name: string): Promise<SavedSync> {
  const all = await lake.syncs();
  const found = all.find((each) => each.name === name.trim());
  if (found === undefined) throw unknownSync(name, all);
  return found;
}

export async function removeSync(lake: Lake, name: string): Promise<SavedSync> {
  const sync = await findSync(lake, name);
  await lake.removeSync(sync.name);
  return sync;
}

export async function runSync(deps: SyncDeps, name: string): Promise<Started> {
  const { room, jobs, now } = deps;
  const lake = await room.lake();
  const sync = await findSync(lake, name);
  const to = todayIn(deps.timezone ?? 'UTC', now());
  const started = await startFetchEvents({
    room,
    jobs,
    table: sync.table,
    from: addDays(to, 1 - sync.days),
    to,
    timezone: deps.timezone,
    selection: { events: sync.events, where: sync.where },
    // A table may hold other selections as well; nothing is doubled.
    append: (await lake.kindOf(sync.table)) !== undefined,
    startedBy: deps.startedBy,
    title: `Sync ${sync.name}: the last ${sync.days} days into ${sync.table}`,
    now,
  });
  if (started.isNew) rememberEnd({ lake, jobs, name: sync.name, job: started.job, now });
  return started;
}

/** All that are wanted at the start of an engine, one after the other in the order of their names. */
export async function runSyncsAtStart(
  deps: Omit<SyncDeps, 'timezone' | 'startedBy'>,
  timezone: () => Promise<string | null>,
): Promise<void> {
  const wanted = (await (await deps.room.lake()).syncs()).filter((each) => each.onStart);
  if (wanted.length === 0) return;
  const zone = await timezone();
  for (const { name } of wanted) await runSync({ ...deps, timezone: zone, startedBy: 'Mixlake, at its start' }, name);
}

interface Watched {
  lake: Lake;
  jobs: Jobs;
  name: string;
  job: JobSnapshot;
  now: () => number;
}

function rememberEnd({ lake, jobs, name, job: { jobId }, now }: Watched): void {
  const stop = jobs.onChange((job) => {
    if (job.jobId !== jobId || !isEnded(job.status)) return;
    stop();
    // At the engine's end the lake may be closed already: the next run tells.
    lake.noteSyncRun({ name, endedAtMs: now(), status: job.status, message: job.message }).catch(() => undefined);
  });
}

function unknownSync(name: string, all: readonly SavedSync[]): AppError {
  const names = all.map((each) => JSON.stringify(each.name)).join(', ');
  return inputError(
    `There is no saved sync ${JSON.stringify(name)}.`,
    names === '' ? 'None is saved yet: save makes one.' : `Saved: ${names}.`,
  );
}
