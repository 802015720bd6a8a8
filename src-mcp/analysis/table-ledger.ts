// Which days of a table are here, for a calendar: the ledger with its gaps filled, one list per selection that was fetched.
import { Temporal } from 'temporal-polyfill';
import { inputError } from '#shared/errors.ts';
import type { LedgerDay, LedgerSelection, LedgerState, TableLedger } from '#shared/model/fetch.ts';
import { addDays, daysBetween, dayZone, LATE_ARRIVAL_DAYS, parseRule, ruleText, type TimeRule, UTC_RULE } from '../lake/day-range.ts';
import type { Lake } from '../lake/lake.ts';
import type { LedgerRow } from '../lake/ledger.ts';
import { readSelections, type Selection } from './lake-coverage.ts';

const MOST_NAMES = 3;

export async function tableLedger(lake: Lake, name: string): Promise<TableLedger> {
  const table = await lake.resolveTable(name);
  if (table === undefined) throw inputError(`There is no table ${JSON.stringify(name)}.`);
  const rule = (await lake.timeRule()) ?? UTC_RULE;
  const selections = await readSelections(lake);
  const bySelection = Map.groupBy(await lake.ledger(table), (row) => row.selection);
  const found = [...bySelection].map(([id, rows]) => describe(id, rows, { selection: selections.get(id), rule }));
  return { table, dayZone: dayZone(rule), selections: found.toSorted((a, b) => b.days.length - a.days.length) };
}

function describe(
  id: string,
  rows: readonly LedgerRow[],
  { selection, rule }: { selection: Selection | undefined; rule: TimeRule },
): LedgerSelection {
  const byDay = new Map(rows.map((row) => [row.day, row]));
  const [first = '', last = first] = [rows[0]?.day, rows.at(-1)?.day];
  const isSample = selection?.limit !== undefined;
  const days = daysBetween(first, last).map((day): LedgerDay => {
    const row = byDay.get(day);
    if (row === undefined) return { day, state: 'missing', rows: 0, fetchedAt: null };
    return { day, state: stateOf(row, rule, isSample), rows: row.lines - row.duplicates, fetchedAt: row.fetchedAt };
  });
  return { id, words: selectionWords(selection), wish: wishOf(selection), days };
}

/** A day that was fetched under another rule holds other events than it should; the next fetch replaces it. */
function stateOf(row: LedgerRow, rule: TimeRule, isSample: boolean): LedgerState {
  if (!row.isComplete) return row.lines > 0 || isSample ? 'partial' : 'missing';
  if (row.timeRule !== ruleText(rule)) return 'partial';
  if (Date.parse(row.fetchedAt) < endOf(row, 0)) return 'partial';
  return Date.parse(row.fetchedAt) < endOf(row, LATE_ARRIVAL_DAYS) ? 'stale' : 'complete';
}

function endOf(row: LedgerRow, daysAfter: number): number {
  return Temporal.PlainDate.from(addDays(row.day, 1 + daysAfter)).toZonedDateTime(dayZone(parseRule(row.timeRule))).epochMilliseconds;
}

function wishOf(selection: Selection | undefined): LedgerSelection['wish'] {
  if (selection === undefined) return null;
  const { events, where } = selection;
  return { ...(events === undefined ? {} : { events }), ...(where === undefined ? {} : { where }) };
}

function selectionWords(selection: Selection | undefined): string {
  if (selection === undefined) return 'a selection that is not known any more';
  const { events, where, limit } = selection;
  const names = events === undefined ? 'all events' : eventWords(events);
  const sample = limit === undefined ? '' : `, a sample of at most ${limit}`;
  return `${names}${where === undefined ? '' : ` where ${where}`}${sample}`;
}

function eventWords(events: readonly string[]): string {
  const more = events.length > MOST_NAMES ? ` and ${events.length - MOST_NAMES} more` : '';
  return `${events.slice(0, MOST_NAMES).join(', ')}${more}`;
}
