// What a query found: its numbers as data, and the same numbers as sentences for the report.
import type { JsonValue } from '#shared/model/json.ts';
import type { Change } from '../../../analysis/health/change.ts';
import { count } from '../../../format/text.ts';
import { type Range, rangeNotes, zoneWords } from '../../arguments.ts';
import { pWords, round } from '../../diagnosis-words.ts';
import { sourceWords } from '../../lake-source.ts';

export interface Origin {
  source: string;
  table: string | null;
  fetched_at: string | null;
}

export interface Finding {
  data: Record<string, JsonValue>;
  /** Sentences; each stands alone. */
  lines: string[];
  notes: string[];
  /** Set when the question asks for a value or an event that is not there: what to ask instead. */
  nothing?: { why: string; closest: string[] };
}

export function spanWords(range: Range): string {
  const days = range.from === range.to ? `on ${range.from}` : `from ${range.from} to ${range.to}`;
  return `${days} (${zoneWords(range)})`;
}

/** Fields that every result has: the days, their zone, and where the numbers come from. */
export function about(range: Range, origin: Origin): Record<string, JsonValue> {
  return { from_date: range.from, to_date: range.to, time_zone: zoneWords(range), ...origin };
}

export function originNotes(range: Range, origin: Origin, notes: readonly string[]): string[] {
  return origin.table === null ? [...rangeNotes(range), ...notes] : [`Numbers ${sourceWords(origin)}.`, ...notes];
}

export function perDay(value: number): string {
  return count(round(value, value < 100 ? 1 : 0));
}

export function signedPercent(share: number): string {
  const value = round(share * 100, 1);
  return `${value > 0 ? '+' : ''}${value.toFixed(1)} %`;
}

/** How large a change is, and whether chance alone would do as much. */
export function changeWords({ change, usualLow, usualHigh, pValue, trend }: Change): string {
  if (change === null) return 'there was nothing before to compare with';
  if (usualLow === null || usualHigh === null || pValue === null) return signedPercent(change);
  const usual = `without a change 95 of 100 such periods would lie between ${count(round(usualLow))} and ${count(round(usualHigh))}`;
  return `${signedPercent(change)}; ${usual}, so this ${trend === 'flat' ? 'may be chance' : 'is more than chance'} (p = ${pWords(pValue)})`;
}

export function changeData(change: Change | undefined): Record<string, JsonValue> {
  return {
    change_pct: change === undefined || change.change === null ? null : round(change.change * 100, 2),
    usual_low: change === undefined || change.usualLow === null ? null : round(change.usualLow, 1),
    usual_high: change === undefined || change.usualHigh === null ? null : round(change.usualHigh, 1),
    p_value: change?.pValue ?? null,
  };
}

const MAX_DAYS = 92;

/** By day, or by month when there are many. */
export function dailyData(days: readonly string[], counts: readonly number[]): Record<string, JsonValue> {
  if (days.length <= MAX_DAYS) return { daily: Object.fromEntries(days.map((day, index) => [day, counts[index] ?? 0])) };
  const months = new Map<string, number>();
  for (const [index, day] of days.entries()) months.set(day.slice(0, 7), (months.get(day.slice(0, 7)) ?? 0) + (counts[index] ?? 0));
  return { monthly: Object.fromEntries(months) };
}
