// Starts fetches, from a tool or from the window: checks what the table holds, then hands the work to the job runner.
import { inputError } from '#shared/errors.ts';
import type { JobSnapshot } from '#shared/model/job.ts';
import type { Lake } from '../lake/lake.ts';
import { type EventSelection, selectionId } from '../lake/ledger.ts';
import { checkTableName } from '../lake/names.ts';
import type { MixpanelHttp } from '../mixpanel/http.ts';
import type { ProfileSelection } from '../mixpanel/profiles.ts';
import type { Quota } from '../mixpanel/quota.ts';
import { fetchEvents } from './fetch-events.ts';
import { fetchProfiles } from './fetch-profiles.ts';
import type { JobContext, JobOutcome, Jobs } from './job-runner.ts';
import type { AskedFetch, UnfinishedFetches } from './unfinished-fetches.ts';

/** What a fetch needs of the project it works on. */
export interface FetchRoom {
  projectId: string;
  http: MixpanelHttp;
  quota: Quota;
  /** Remembers what was not finished. */
  unfinished: UnfinishedFetches;
  lake(): Promise<Lake>;
}

export interface Started {
  job: JobSnapshot;
  isNew: boolean;
}

export interface StartEvents {
  room: FetchRoom;
  jobs: Jobs;
  table: string;
  from: string;
  to: string;
  timezone: string | null;
  selection: EventSelection;
  append: boolean;
  /** Fetch complete days again. */
  refresh?: boolean | undefined;
  startedBy: string;
  /** One line for people; left out: what it fetches. */
  title?: string | undefined;
  /** Waited for before anything is fetched; its failure ends the job. */
  consent?: ((signal: AbortSignal) => Promise<void>) | undefined;
  now: () => number;
}

export async function startFetchEvents(start: StartEvents): Promise<Started> {
  const lake = await start.room.lake();
  const table = await storedName(lake, start.table);
  const kind = await lake.kindOf(table);
  refuseOtherKind(table, kind, 'events');
  if (kind === undefined && start.append) throw missingForAppend(table);
  if (kind === 'events' && !start.append) {
    const selections = new Set((await lake.ledger(table)).map((row) => row.selection));
    if (selections.size > 0 && !selections.has(selectionId(start.selection))) throw holdsOther(table);
  }
  const title = start.title ?? `Fetch events ${start.from} to ${start.to} into ${table}`;
  const work = ['events', start.room.projectId, table, start.from, start.to, selectionId(start.selection), start.refresh === true];
  const { events, where, limit } = start.selection;
  const asked = {
    kind: 'fetch_events' as const,
    from: start.from,
    to: start.to,
    selection: { events, where },
    refresh: start.refresh === true,
  };
  return start.jobs.start({
    kind: 'fetch_events',
    title,
    projectId: start.room.projectId,
    table,
    startedBy: start.startedBy,
    unit: 'days',
    // One that needs no consent must not wait for another's.
    key: JSON.stringify([...work, start.consent !== undefined]),
    run: async (job) => {
      if (start.consent !== undefined) {
        job.report({ status: 'waiting', message: 'Waiting for approval in Mixlake.' });
        await start.consent(job.signal);
      }
      const fetch = () =>
        fetchEvents(
          { lake, http: start.room.http, quota: start.room.quota, timezone: start.timezone, now: start.now, onRequest: job.onRequest },
          { table, from: start.from, to: start.to, selection: start.selection, refresh: start.refresh },
          job,
        );
      // A sample is one request: there is nothing to go on with.
      return limit === undefined ? remembered({ start, job, table, title, key: JSON.stringify(work), asked }, fetch) : fetch();
    },
  });
}

interface Remembered {
  start: Pick<StartEvents, 'room' | 'startedBy'>;
  job: JobContext;
  table: string;
  title: string;
  key: string;
  asked: AskedFetch;
}

function remembered({ start, job, ...fetch }: Remembered, work: () => Promise<JobOutcome>): Promise<JobOutcome> {
  return start.room.unfinished.during({ ...fetch, jobId: job.jobId, startedBy: start.startedBy }, work);
}

export interface StartProfiles {
  room: FetchRoom;
  jobs: Jobs;
  table: string;
  selection: ProfileSelection;
  append: boolean;
  startedBy: string;
  now: () => number;
}

export async function startFetchProfiles(start: StartProfiles): Promise<Started> {
  const lake = await start.room.lake();
  const table = await storedName(lake, start.table);
  const kind = await lake.kindOf(table);
  refuseOtherKind(table, kind, 'profiles');
  if (kind === undefined && start.append) throw missingForAppend(table);
  const selection = { kind: 'profiles', ...start.selection };
  if (kind === 'profiles' && !start.append) {
    const selections = await lake.profileSelections(table);
    if (selections.length > 0 && !selections.includes(selectionId(selection))) throw holdsOther(table);
  }
  const title = `Fetch profiles into ${table}`;
  const key = JSON.stringify(['profiles', start.room.projectId, table, selectionId(selection), start.append]);
  const asked = { kind: 'fetch_profiles' as const, selection: start.selection, append: start.append };
  return start.jobs.start({
    kind: 'fetch_profiles',
    title,
    projectId: start.room.projectId,
    table,
    startedBy: start.startedBy,
    unit: 'profiles',
    key,
    run: (job) =>
      remembered({ start, job, table, title, key, asked }, () =>
        fetchProfiles(
          { lake, http: start.room.http, now: start.now, onRequest: job.onRequest },
          { table, selection: start.selection, mode: start.append ? 'merge' : 'replace' },
          job,
        ),
      ),
  });
}

/** SQL takes names in any letter case; the ledger and the tables keep the spelling of the first fetch. */
async function storedName(lake: Lake, given: string): Promise<string> {
  const name = checkTableName(given);
  return (await lake.resolveTable(name)) ?? name;
}

function refuseOtherKind(table: string, kind: string | undefined, wanted: 'events' | 'profiles'): void {
  if (kind === undefined || kind === wanted) return;
  throw inputError(`The table ${table} does not hold ${wanted}.`, 'Choose another name with the argument table.');
}

function missingForAppend(table: string) {
  return inputError(`There is no table ${table} to append to.`, 'Leave append out: the fetch then makes the table.');
}

function holdsOther(table: string) {
  return inputError(
    `The table ${table} already holds another selection.`,
    'Set append to true to add to it (nothing is doubled), or choose another name with the argument table.',
  );
}
