// Fetches profiles page by page (each page costs one query call of the hour) and loads them in one transaction at the end.
// A session that has expired starts again at page 0, once; until the end the old table stays as it was.
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import PQueue from 'p-queue';
import { count, plural } from '#core/count-words.ts';
import { AppError } from '#shared/errors.ts';
import type { Lake } from '../lake/lake.ts';
import type { CallOptions, MixpanelHttp } from '../mixpanel/http.ts';
import { type ProfilePage, type ProfileSelection, profilePage } from '../mixpanel/profiles.ts';
import type { JobContext, JobOutcome } from './job-runner.ts';

const PARALLEL_PAGES = 3;
const JOB_MAX_WAIT_MS = 2 * 3_600_000;
/** What Mixpanel sends when it does not say. */
const USUAL_PAGE_SIZE = 1_000;

export interface FetchProfilesDeps {
  lake: Lake;
  http: MixpanelHttp;
  now: () => number;
  onRequest?: CallOptions['onRequest'];
}

export interface FetchProfilesInput {
  table: string;
  selection: ProfileSelection;
  mode: 'merge' | 'replace';
}

interface Pages {
  files: string[];
  profiles: number;
  total: number | null;
}

export async function fetchProfiles(deps: FetchProfilesDeps, input: FetchProfilesInput, job: JobContext): Promise<JobOutcome> {
  const startedMs = deps.now();
  const endLoading = deps.lake.beginLoading(input.table);
  const made: string[] = [];
  try {
    const pages = await readAllPages(deps, input, job, made);
    job.report({ message: 'Loading the profiles.' });
    const stored = await deps.lake.ingestProfiles({
      table: input.table,
      selection: { kind: 'profiles', ...input.selection },
      pageFiles: pages.files,
      mode: input.mode,
      fetchedAtMs: deps.now(),
    });
    return await answer(deps, input, { pages, stored, seconds: (deps.now() - startedMs) / 1000 });
  } finally {
    endLoading();
    await Promise.all(made.map((file) => rm(file, { force: true })));
  }
}

async function readAllPages(deps: FetchProfilesDeps, input: FetchProfilesInput, job: JobContext, made: string[]): Promise<Pages> {
  try {
    return await readSession(deps, input, job, made);
  } catch (error) {
    if (!(error instanceof AppError) || !/uncached query/i.test(error.message)) throw error;
    job.report({ message: 'The paging session expired; starting again at page 0.' });
    return readSession(deps, input, job, made);
  }
}

async function readSession(deps: FetchProfilesDeps, input: FetchProfilesInput, job: JobContext, made: string[]): Promise<Pages> {
  const pages: Pages = { files: [], profiles: 0, total: null };
  const read = async (page: number, sessionId?: string): Promise<ProfilePage> => {
    const answer = await profilePage(
      deps.http,
      input.selection,
      sessionId === undefined ? { page } : { page, sessionId },
      callOptions(deps, job),
    );
    if (answer.count > 0) {
      const file = join(deps.lake.stagingDir, `${job.jobId}-page-${page}-${made.length}.json`);
      made.push(file);
      await writeFile(file, answer.text, { mode: 0o600 });
      pages.files.push(file);
      pages.profiles += answer.count;
    }
    const total = pages.total;
    job.report({
      message: total === null ? `Page ${page + 1} read.` : `${count(pages.profiles)} of ${plural(total, 'profile')} read.`,
      progress: { done: pages.profiles, total, rows: pages.profiles },
    });
    return answer;
  };
  const first = await read(0);
  pages.total = first.total;
  const size = first.pageSize ?? USUAL_PAGE_SIZE;
  const session = first.sessionId;
  if (session === null || first.count === 0 || first.count < size) return pages;
  if (first.total !== null) await readKnownPages(Math.ceil(first.total / size), (page) => read(page, session));
  else await readUntilShort(size, (page) => read(page, session));
  return pages;
}

async function readKnownPages(pages: number, read: (page: number) => Promise<ProfilePage>): Promise<void> {
  const queue = new PQueue({ concurrency: PARALLEL_PAGES });
  await Promise.all(Array.from({ length: pages - 1 }, (_, index) => queue.add(() => read(index + 1)))).catch(async (error) => {
    // The pages under way must have ended before their files are removed.
    queue.clear();
    await queue.onIdle();
    throw error;
  });
}

async function readUntilShort(size: number, read: (page: number) => Promise<ProfilePage>): Promise<void> {
  for (let page = 1; ; page += 1) {
    const answer = await read(page);
    if (answer.count < size) return;
  }
}

function callOptions(deps: FetchProfilesDeps, job: JobContext): CallOptions {
  return {
    signal: job.signal,
    maxWaitMs: JOB_MAX_WAIT_MS,
    onRequest: deps.onRequest,
    onWait: (untilMs) =>
      job.report({ status: 'waiting', message: `Waiting for Mixpanel until ${new Date(untilMs).toISOString().slice(11, 19)} UTC.` }),
  };
}

async function answer(
  deps: FetchProfilesDeps,
  input: FetchProfilesInput,
  done: { pages: Pages; stored: number; seconds: number },
): Promise<JobOutcome> {
  const { pages, stored } = done;
  const lacking = pages.total === null ? 0 : Math.max(0, pages.total - pages.profiles);
  const notes =
    lacking === 0
      ? []
      : [`Mixpanel announced ${plural(pages.total ?? 0, 'profile')} but sent ${count(pages.profiles)}; fetch again to get the rest.`];
  return {
    status: lacking === 0 ? 'completed' : 'partial',
    message: `${plural(stored, 'profile')} fetched into ${input.table}.`,
    result: {
      table: input.table,
      type: 'profiles',
      rows: stored,
      table_rows: await deps.lake.countRows(input.table),
      pages_fetched: pages.files.length,
      repeated_profiles: pages.profiles - stored,
      duration_seconds: Math.round(done.seconds * 100) / 100,
      fetched_at: new Date(deps.now()).toISOString(),
      notes,
    },
  };
}
