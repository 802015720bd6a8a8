// The state of one fetch of events while it runs, and what it has come to so far.
import type PQueue from 'p-queue';
import type { AppError } from '#shared/errors.ts';
import type { TimeRule } from '../lake/day-range.ts';
import type { Lake } from '../lake/lake.ts';
import type { EventSelection } from '../lake/ledger.ts';
import type { CallOptions, MixpanelHttp } from '../mixpanel/http.ts';
import type { Quota } from '../mixpanel/quota.ts';
import type { JobContext } from './job-runner.ts';

export interface FetchEventsDeps {
  lake: Lake;
  http: MixpanelHttp;
  quota: Quota;
  /** The project's zone; null when Mixpanel does not tell. */
  timezone: string | null;
  now: () => number;
  onRequest?: CallOptions['onRequest'];
  /** Free bytes of the disk that holds this folder; left out: as the system tells. */
  freeBytes?: ((folder: string) => Promise<number>) | undefined;
}

export interface FetchEventsInput {
  table: string;
  /** Project days, inclusive. */
  from: string;
  to: string;
  selection: EventSelection;
  /** Days that are complete are fetched again as well. */
  refresh?: boolean | undefined;
}

export interface MissingDays {
  days: string[];
  reason: AppError;
}

export interface FetchTally {
  rows: number;
  bytes: number;
  duplicates: number;
  quarantined: number;
  repaired: number;
  daysDone: number;
  missing: MissingDays[];
  warnings: Set<string>;
}

export interface FetchRun {
  deps: FetchEventsDeps;
  input: FetchEventsInput;
  job: JobContext;
  /** Cancels the downloads of this run: the job was cancelled, or a fault ends the whole fetch. */
  signal: AbortSignal;
  tally: FetchTally;
  rule: TimeRule;
  isRuleKnown: boolean;
  /** Export days that cover the asked project days under the rule. */
  asked: string[];
  totalDays: number;
  /** Days that stood complete before: when they cannot be fetched again, that state stays. */
  stood: ReadonlySet<string>;
  /** Places for downloads; a chunk that waits for the writer or is loaded takes none. */
  downloads: PQueue;
  /** Raw size of a day as far as earlier fetches tell. */
  bytesPerDay: number | undefined;
}

export function newTally(): FetchTally {
  return { rows: 0, bytes: 0, duplicates: 0, quarantined: 0, repaired: 0, daysDone: 0, missing: [], warnings: new Set() };
}
