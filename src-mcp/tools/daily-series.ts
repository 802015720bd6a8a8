// Daily counts of one event, whole or split by a property: the raw material of every diagnosis. From a local table that holds the
// days, which costs nothing, else one query call.
import { projectDay } from '../analysis/lake-coverage.ts';
import { canonicalText } from '../expression/canonical.ts';
import { parseOn } from '../expression/expressions.ts';
import { callSql } from '../expression/sql-operators.ts';
import { daysBetween } from '../lake/day-range.ts';
import { quoteText } from '../lake/names.ts';
import { segmentation } from '../mixpanel/segmentation.ts';
import type { ToolContext } from '../server/tool-definition.ts';
import type { Range } from './arguments.ts';
import { countsPerDay } from './counts-per-day.ts';
import { FROM_MIXPANEL, findSource, type LakeSource, lakeValue } from './lake-source.ts';

export interface DailySeries {
  days: string[];
  /** Per day; the sum of the segments. */
  total: number[];
  /** Value of the property, as text, to counts per day, the largest first; the event's name without a split. */
  segments: Map<string, number[]>;
  origin: { source: string; table: string | null; fetched_at: string | null };
  notes: string[];
}

export interface DailyQuestion {
  event: string;
  range: Range;
  /** A property's bare name or an expression. */
  on?: string | undefined;
}

export async function dailySeries(question: DailyQuestion, context: ToolContext): Promise<DailySeries> {
  const days = daysBetween(question.range.from, question.range.to);
  const source = await findSource(question.range, [question.event], context);
  if (source.coverage !== undefined) {
    const segments = await fromLake(source, question, days);
    if (segments !== undefined) return { days, total: totals(segments, days), segments, origin: source.origin, notes: source.notes };
  }
  const segments = await fromMixpanel(question, days, context);
  return { days, total: totals(segments, days), segments, origin: FROM_MIXPANEL, notes: [] };
}

/** Undefined when the lake cannot compute the expression. */
async function fromLake(
  source: LakeSource,
  { event, on }: DailyQuestion,
  days: readonly string[],
): Promise<Map<string, number[]> | undefined> {
  const value = on === undefined ? undefined : lakeValue(source, parseOn(on), 'e');
  if (on !== undefined && value === undefined) return undefined;
  const time = { timezone: 'UTC', isWallClock: false, quoted: quoteText };
  // Named as Mixpanel names segments: text, with "undefined" where there is no value.
  const text =
    value === undefined
      ? quoteText(event)
      : `coalesce(${callSql('string', value, time).text}, ${value.list}, ${value.object}, CASE WHEN ${value.isNull} THEN 'null' END, 'undefined')`;
  const rows = await source.rows(
    `SELECT ${text} AS value, ${projectDay(source.coverage, 'event_time')}::VARCHAR AS day, count(*) FROM ${source.events} e GROUP BY ALL`,
    { maxRows: 400_000, maxCellChars: 200 },
  );
  return countsPerDay(
    rows.map(([name, day, n]) => ({ name: String(name), day: String(day), count: Number(n) })),
    days,
    true,
  );
}

async function fromMixpanel(
  { event, range, on }: DailyQuestion,
  days: readonly string[],
  context: ToolContext,
): Promise<Map<string, number[]>> {
  const { http } = await context.workspace();
  const span = { event, fromDate: range.from, toDate: range.to, unit: 'day', timezone: range.timezone } as const;
  const answer = await segmentation(http, { ...span, on: on === undefined ? undefined : canonicalText(parseOn(on)) }, context.call);
  const rows = answer.series.flatMap(({ segment, counts }) =>
    answer.dates.map((date, index) => ({ name: segment, day: date.slice(0, 10), count: counts[index] ?? 0 })),
  );
  return countsPerDay(rows, days, true);
}

function totals(segments: ReadonlyMap<string, readonly number[]>, days: readonly string[]): number[] {
  return days.map((_, index) => [...segments.values()].reduce((sum, counts) => sum + (counts[index] ?? 0), 0));
}
