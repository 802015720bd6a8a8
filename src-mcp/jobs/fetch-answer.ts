// What a finished fetch of events says: counts, days, what is missing and why, and the table to ask. A reference, not the data.

import { count, plural } from '#core/count-words.ts';
import type { JsonObject } from '#shared/model/json.ts';
import type { TypedView } from '#shared/model/table.ts';
import { utcBounds } from '../lake/day-range.ts';
import type { FetchRun, FetchTally, MissingDays } from './fetch-run.ts';
import type { JobOutcome } from './job-runner.ts';
import { describeDays } from './plan-days.ts';

/** The types of what came are worth this wait; those of a larger table would take longer, and it goes on without. */
const TYPING_PATIENCE_MS = 2_000;
const TYPED_AT_ONCE_ROWS = 200_000;

export interface FetchAnswerInput {
  run: FetchRun;
  /** Days that needed no fetching. */
  alreadyThere: number;
  seconds: number;
}

export async function answerFetch({ run, alreadyThere, seconds }: FetchAnswerInput): Promise<JobOutcome> {
  const { deps, input, asked, rule, tally } = run;
  const failedDays = tally.missing.flatMap((each) => each.days).sort();
  const missingDays = failedDays.filter((day) => !run.stood.has(day));
  const notRefreshed = failedDays.filter((day) => run.stood.has(day));
  const first = asked[0];
  const last = asked.at(-1);
  const exists = (await deps.lake.kindOf(input.table)) !== undefined;
  const tableRows = exists ? await deps.lake.countRows(input.table) : 0;
  if (exists && tableRows <= TYPED_AT_ONCE_ROWS) await deps.lake.whenTyped(input.table, TYPING_PATIENCE_MS);
  const typedView = (await deps.lake.tables()).find((each) => each.name === input.table)?.typedView;
  const rowsInRange =
    exists && first !== undefined && last !== undefined ? await deps.lake.countRows(input.table, utcBounds(rule, first, last)) : 0;
  const notes = [...tally.warnings, ...zoneNotes(run), ...limitNotes(run), ...lineNotes(tally), ...typedNotes(typedView, tableRows)];
  for (const each of tally.missing) notes.push(...failureNotes(each, run.stood));
  const isWhole = failedDays.length === 0;
  const result: JsonObject = {
    table: input.table,
    type: 'events',
    rows: rowsInRange,
    rows_fetched: tally.rows,
    table_rows: tableRows,
    date_range: [input.from, input.to],
    days_fetched: tally.daysDone,
    days_already_there: alreadyThere,
    missing_days: missingDays,
    days_not_refreshed: notRefreshed,
    typed_view: typedView?.name ?? null,
    duplicates_removed: tally.duplicates,
    quarantined_lines: tally.quarantined,
    repaired_lines: tally.repaired,
    duration_seconds: Math.round(seconds * 100) / 100,
    fetched_at: new Date(deps.now()).toISOString(),
    notes,
  };
  return {
    status: isWhole ? 'completed' : 'partial',
    message: isWhole
      ? `${plural(tally.rows, 'event')} fetched into ${input.table}.`
      : `${plural(tally.rows, 'event')} fetched into ${input.table}; ${failureWords(missingDays, notRefreshed)}. The same fetch again asks for them.`,
    result,
  };
}

function typedNotes(view: TypedView | undefined, tableRows: number): string[] {
  if (view === undefined && tableRows <= TYPED_AT_ONCE_ROWS) return [];
  return view === undefined
    ? ['In some seconds SQL can read the properties as typed columns from a view of this table; list_tables then names it.']
    : [`SQL reads properties as typed columns from ${view.name}, for example SELECT "$city" FROM ${view.name}.`];
}

/** A day that could not be fetched again is not missing: what was there before is there still. */
function failureNotes({ days, reason }: MissingDays, stood: ReadonlySet<string>): string[] {
  const missing = days.filter((day) => !stood.has(day));
  const old = days.filter((day) => stood.has(day));
  return [
    ...(missing.length > 0 ? [`Missing ${describeDays(missing)}: ${reason.message}`] : []),
    ...(old.length > 0 ? [`Not fetched again, as it was before: ${describeDays(old)}: ${reason.message}`] : []),
  ];
}

function failureWords(missing: string[], notRefreshed: string[]): string {
  const words: string[] = [];
  if (missing.length > 0) words.push(`${areDays(missing.length)} missing: ${describeDays(missing)}`);
  if (notRefreshed.length > 0) words.push(`${areDays(notRefreshed.length)} as they were before: ${describeDays(notRefreshed)}`);
  return words.join('; ');
}

function areDays(length: number): string {
  return `${plural(length, 'day')} ${length === 1 ? 'is' : 'are'}`;
}

function limitNotes({ input, tally }: FetchRun): string[] {
  const { limit } = input.selection;
  if (limit === undefined) return [];
  const note = `This is a sample of at most ${plural(limit, 'event')}, so its days do not count as complete.`;
  return tally.rows > limit ? [note, `Mixpanel sent more than the limit; all ${count(tally.rows)} are kept.`] : [note];
}

function zoneNotes({ deps, input, asked, rule }: FetchRun): string[] {
  if (rule.kind === 'wall-clock') {
    return [`This project writes event times in its own zone (${rule.timezone}); event_time is converted to UTC.`];
  }
  if (deps.timezone === null) {
    return ["The project's time zone could not be read; days are UTC days. event_time is UTC."];
  }
  if (asked[0] === input.from && asked.at(-1) === input.to) return ['event_time is UTC.'];
  return [
    `The export counts days in UTC: to cover ${input.from} to ${input.to} in ${deps.timezone}, the UTC days ${asked[0]} to ${asked.at(-1)} were loaded. event_time is UTC; timezone('${deps.timezone}', timezone('UTC', event_time)) gives project time.`,
  ];
}

function lineNotes(tally: FetchTally): string[] {
  const notes: string[] = [];
  if (tally.quarantined > 0)
    notes.push(`Lines that were not events, kept in mixlake.quarantine with the reason: ${count(tally.quarantined)}.`);
  if (tally.repaired > 0)
    notes.push(`Lines with invalid text that were repaired (U+FFFD stands for what was lost): ${count(tally.repaired)}.`);
  return notes;
}
