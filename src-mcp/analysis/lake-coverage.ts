// Whether a local events table holds everything of some events in some days of the project, so that a question can be answered
// from it instead of from Mixpanel. The ledger knows days as the export endpoint counts them; a question counts the project's days.
// Fetches with a filter or a limit never cover anything. A day that was fetched before it was over covers only for a while.
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { addDays, dayZone, exportDays, LATE_ARRIVAL_DAYS, ruleText, type TimeRule, UTC_RULE } from '../lake/day-range.ts';
import type { Lake } from '../lake/lake.ts';
import { type LedgerRow, selectionId } from '../lake/ledger.ts';
import { quoteName, quoteText } from '../lake/names.ts';

/** So old may the copy of a day be that was not over when it was fetched. */
const UNFINISHED_DAY_MAX_AGE_MS = 60 * 60_000;
/** Computed by Mixpanel from other events; the export has none of them. */
const CUSTOM_EVENT = '$custom_event:';

/** What a question needs of the events: some days of the project, and some events or all of them. */
export interface Wanted {
  from: string;
  to: string;
  timezone: string;
  /** Left out: all events. */
  events?: readonly string[] | undefined;
}

export interface Coverage {
  table: string;
  rule: TimeRule;
  timezone: string;
  /** First instant of the days and first one after them, UTC, for TIMESTAMP columns. */
  start: string;
  end: string;
  /** ISO 8601, UTC: when the day that was fetched first was fetched. */
  fetchedAt: string;
  /** Export days that were fetched within five days of their end: late events may be missing. */
  growingDays: string[];
  /** Export days that were not over when they were fetched. */
  unfinishedDays: string[];
  quarantined: number;
}

export interface Uncovered {
  table: undefined;
  /** The fetch that would make the question answerable: arguments of fetch_events. */
  fetch: { from_date: string; to_date: string; events?: string[]; append?: true };
  missingDays: number;
}

interface Candidate {
  table: string;
  ledger: LedgerRow[];
}

export async function lakeCoverage(lake: Lake, wanted: Wanted, now: number): Promise<Coverage | Uncovered> {
  const rule = (await lake.timeRule()) ?? UTC_RULE;
  const days = exportDays(rule, wanted.timezone, wanted, now);
  const selections = await readSelections(lake);
  const tables = (await lake.tables()).filter((table) => table.kind === 'events').map((table) => table.name);
  const candidates: Candidate[] = [];
  for (const table of tables) candidates.push({ table, ledger: await lake.ledger(table) });
  const isComputed = wanted.events?.some((event) => event.startsWith(CUSTOM_EVENT)) ?? false;
  const covering = candidates.flatMap(({ table, ledger }) => {
    const rows = isComputed ? undefined : coveringRows({ days, ledger, selections, wanted, rule, now });
    return rows === undefined ? [] : [describe(table, rows, wanted, rule)];
  });
  const best = covering.toSorted(betterFirst)[0];
  return best ?? uncovered(candidates, selections, { days, wanted, rule, now });
}

const Selection = z.looseObject({ events: z.array(z.string()).optional(), where: z.string().optional(), limit: z.number().optional() });
export type Selection = z.output<typeof Selection>;

export async function readSelections(lake: Lake): Promise<Map<string, Selection>> {
  const found = await lake.queries.run('SELECT selection, description FROM mixlake.selections', { limits: { maxRows: 100_000 } });
  const out = new Map<string, Selection>([[selectionId({}), {}]]);
  for (const [id, description] of found.rows) {
    const parsed = Selection.safeParse(JSON.parse(String(description)));
    if (parsed.success) out.set(String(id), parsed.data);
  }
  return out;
}

interface Question {
  days: readonly string[];
  ledger: readonly LedgerRow[];
  selections: ReadonlyMap<string, Selection>;
  wanted: Wanted;
  rule: TimeRule;
  now: number;
}

/** The ledger rows that together hold every wanted event of every day, or undefined when one is missing. */
function coveringRows(question: Question): LedgerRow[] | undefined {
  if (question.days.length === 0) return undefined;
  const rows: LedgerRow[] = [];
  for (const day of question.days) {
    const ofDay = coveringDay(day, question);
    if (ofDay === undefined) return undefined;
    rows.push(...ofDay);
  }
  return rows;
}

function coveringDay(day: string, { ledger, selections, wanted, rule, now }: Question): LedgerRow[] | undefined {
  const usable = ledger.filter((row) => row.day === day && isUsable(row, rule, now)).toSorted(latestFirst);
  const whole = usable.find((row) => isWhole(selections.get(row.selection)));
  if (whole !== undefined) return [whole];
  if (wanted.events === undefined) return undefined;
  const rows = wanted.events.map((event) => usable.find((row) => holds(selections.get(row.selection), event)));
  return rows.every((row) => row !== undefined) ? rows : undefined;
}

function isUsable(row: LedgerRow, rule: TimeRule, now: number): boolean {
  if (!row.isComplete || !row.isDeduplicated || row.timeRule !== ruleText(rule)) return false;
  return isOver(row, rule) || now - Date.parse(row.fetchedAt) <= UNFINISHED_DAY_MAX_AGE_MS;
}

/** Whether the day, and so many days after it, were over when it was fetched. */
function isOver(row: LedgerRow, rule: TimeRule, daysAfter = 0): boolean {
  const end = Temporal.PlainDate.from(addDays(row.day, 1 + daysAfter)).toZonedDateTime(dayZone(rule)).epochMilliseconds;
  return Date.parse(row.fetchedAt) >= end;
}

function latestFirst(a: LedgerRow, b: LedgerRow): number {
  return Date.parse(b.fetchedAt) - Date.parse(a.fetchedAt);
}

function isWhole(selection: Selection | undefined): boolean {
  return selection !== undefined && selection.events === undefined && holds(selection, '');
}

function holds(selection: Selection | undefined, event: string): boolean {
  if (selection === undefined || selection.where !== undefined || selection.limit !== undefined) return false;
  return selection.events === undefined || selection.events.includes(event);
}

function describe(table: string, rows: readonly LedgerRow[], wanted: Wanted, rule: TimeRule): Coverage {
  const inOrder = rows.toSorted((a, b) => (a.day < b.day ? -1 : 1));
  const days = (chosen: LedgerRow[]): string[] => [...new Set(chosen.map((row) => row.day))];
  const unfinished = inOrder.filter((row) => !isOver(row, rule));
  return {
    table,
    rule,
    timezone: wanted.timezone,
    start: utcStart(wanted.from, wanted.timezone),
    end: utcStart(addDays(wanted.to, 1), wanted.timezone),
    fetchedAt: rows.map((row) => row.fetchedAt).toSorted()[0] ?? '',
    growingDays: days(inOrder.filter((row) => isOver(row, rule) && !isOver(row, rule, LATE_ARRIVAL_DAYS))),
    unfinishedDays: days(unfinished),
    quarantined: rows.reduce((sum, row) => sum + row.quarantined, 0),
  };
}

function utcStart(day: string, timezone: string): string {
  return Temporal.PlainDate.from(day).toZonedDateTime(timezone).toInstant().toString().replace('T', ' ').replace('Z', '');
}

/** The copy with the fewest days that may still grow, then the freshest. */
function betterFirst(a: Coverage, b: Coverage): number {
  const open = (each: Coverage): number => each.growingDays.length + each.unfinishedDays.length;
  return open(a) - open(b) || Date.parse(b.fetchedAt) - Date.parse(a.fetchedAt) || (a.table < b.table ? -1 : 1);
}

/** A fetch into the usual table. It adds to what stands there, so that it never ends in a refusal. */
function uncovered(
  candidates: readonly Candidate[],
  selections: ReadonlyMap<string, Selection>,
  question: Omit<Question, 'ledger' | 'selections'>,
): Uncovered {
  const { wanted, days } = question;
  const usual = candidates.find(({ table }) => table === 'events')?.ledger ?? [];
  const hasAll = usual.some((row) => isWhole(selections.get(row.selection)));
  const events = wanted.events === undefined || hasAll ? undefined : [...wanted.events];
  const isKnown = usual.length === 0 || usual.some((row) => row.selection === selectionId({ events }));
  return {
    table: undefined,
    fetch: {
      from_date: wanted.from,
      to_date: wanted.to,
      ...(events === undefined ? {} : { events }),
      ...(isKnown ? {} : { append: true as const }),
    },
    missingDays: days.filter((day) => coveringDay(day, { ...question, ledger: usual, selections }) === undefined).length,
  };
}

/** The covered events as a table expression; `events` narrows them further. */
export function coveredEvents(coverage: Coverage, events?: readonly string[]): string {
  const names = events === undefined ? '' : ` AND event_name IN (${events.map(quoteText).join(', ')})`;
  return `(SELECT * FROM ${quoteName(coverage.table)} WHERE event_time >= TIMESTAMP ${quoteText(coverage.start)}
    AND event_time < TIMESTAMP ${quoteText(coverage.end)}${names})`;
}

/** The day of the project on which an event happened, as DATE. */
export function projectDay(coverage: Coverage, time: string): string {
  return `timezone(${quoteText(coverage.timezone)}, timezone('UTC', ${time}))::DATE`;
}

/** The last of the asked days whose events are all here; the day before the first one when there is none. */
export function lastFullDay(coverage: Coverage, range: { to: string; endsToday: boolean }): string {
  const asked = range.endsToday ? addDays(range.to, -1) : range.to;
  const [open] = coverage.unfinishedDays;
  if (open === undefined) return asked;
  const start = Temporal.PlainDate.from(open).toZonedDateTime(dayZone(coverage.rule)).toInstant();
  const before = addDays(start.toZonedDateTimeISO(coverage.timezone).toPlainDate().toString(), -1);
  return before < asked ? before : asked;
}

/** What a reader must know of numbers from a local table. */
export function coverageNotes(coverage: Coverage): string[] {
  const notes = [];
  const { growingDays, unfinishedDays, quarantined } = coverage;
  if (unfinishedDays.length > 0) {
    notes.push(
      `${spanOf(unfinishedDays)} ${unfinishedDays.length === 1 ? 'was' : 'were'} not over when fetched (${coverage.fetchedAt}); later events are missing.`,
    );
  }
  if (growingDays.length > 0) {
    notes.push(
      `${spanOf(growingDays)} ${growingDays.length === 1 ? 'was' : 'were'} fetched less than ${LATE_ARRIVAL_DAYS} days after the end, so events that arrived late may be missing; fetch_events again adds them.`,
    );
  }
  if (quarantined > 0) notes.push(`${quarantined} lines of these days could not be read and are not counted.`);
  return notes;
}

function spanOf(days: readonly string[]): string {
  const [first = ''] = days;
  const last = days.at(-1) ?? first;
  return days.length === 1 ? first : `${first} to ${last} (${days.length} days)`;
}
