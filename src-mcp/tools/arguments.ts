// Arguments that several tools share: dates, filters, and properties given by bare name or as an expression.
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { inputError } from '#shared/errors.ts';
import { onExpression, whereExpression } from '../expression/expressions.ts';
import { todayIn } from '../lake/day-range.ts';
import type { ToolContext } from '../server/tool-definition.ts';

export const FromDate = z.string().describe('First day, inclusive, YYYY-MM-DD, in the project time zone. Example: 2026-05-01');
export const ToDate = z.string().describe('Last day, inclusive, YYYY-MM-DD, in the project time zone. Example: 2026-05-31');
export const Unit = z.enum(['day', 'week', 'month']).default('day').describe('Width of a time bucket');

export const Detail = z.enum(['normal', 'full']).default('normal').describe('full: up to 20,000 tokens instead of 6,000');

export const READS_MIXPANEL = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true } as const;
export const READS_LAKE = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false } as const;

/** Mixpanel refuses years before this. */
const FIRST_YEAR = 2000;

export interface Range {
  from: string;
  to: string;
  /** The project's zone; UTC when Mixpanel does not tell (isZoneKnown is false then). */
  timezone: string;
  isZoneKnown: boolean;
  /** The last day is today, so it is not over yet. */
  endsToday: boolean;
}

/** Both dates must exist, be in order, and not lie in the future of the project. */
export async function checkRange(
  input: { from_date: string; to_date: string },
  context: Pick<ToolContext, 'workspace' | 'call' | 'now'>,
): Promise<Range> {
  const from = parseDay(input.from_date, 'from_date');
  const to = parseDay(input.to_date, 'to_date');
  if (Temporal.PlainDate.compare(from, to) > 0) {
    throw inputError(`The range is reversed: from_date ${from.toString()} is after to_date ${to.toString()}.`, 'Swap the two dates.');
  }
  const workspace = await context.workspace();
  const { timezone } = await workspace.facts(context.call);
  const zone = timezone ?? 'UTC';
  const today = todayIn(zone, context.now());
  if (to.toString() > today) {
    throw inputError(
      `to_date ${to.toString()} lies in the future: today is ${today} in the project's time zone (${zone}).`,
      `Use ${today} or an earlier day.`,
    );
  }
  return { from: from.toString(), to: to.toString(), timezone: zone, isZoneKnown: timezone !== null, endsToday: to.toString() === today };
}

function parseDay(text: string, name: string): Temporal.PlainDate {
  const isShaped = /^\d{4}-\d{2}-\d{2}$/.test(text);
  try {
    if (!isShaped) throw new RangeError('not YYYY-MM-DD');
    const day = Temporal.PlainDate.from(text, { overflow: 'reject' });
    if (day.year < FIRST_YEAR) throw inputError(`${name} ${text} is before ${FIRST_YEAR}.`, 'Mixpanel refuses dates before the year 2000.');
    return day;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw isShaped
      ? inputError(`${name} ${text} is not a day of the calendar.`, 'Check month and day.')
      : inputError(`${name} ${JSON.stringify(text)} is not a date.`, 'Write it as YYYY-MM-DD, for example 2026-05-01.');
  }
}

/** What the reader must know of the days of an answer. */
export function rangeNotes(range: Range): string[] {
  const notes = [];
  if (!range.isZoneKnown) notes.push("The project's time zone could not be read; days are shown as Mixpanel counts them.");
  if (range.endsToday) notes.push('The last day is today and not over yet.');
  return notes;
}

/** The first and last week or month may lie half outside the range; their numbers are then those of the days inside. */
export function bucketNotes(range: Range, unit: string): string[] {
  if (unit !== 'week' && unit !== 'month') return [];
  const [from, after] = [Temporal.PlainDate.from(range.from), Temporal.PlainDate.from(range.to).add({ days: 1 })];
  const begins = (day: Temporal.PlainDate): boolean => (unit === 'week' ? day.dayOfWeek === 1 : day.day === 1);
  const parts = [...(begins(from) ? [] : ['first']), ...(begins(after) ? [] : ['last'])];
  if (parts.length === 0) return [];
  return [
    `The ${parts.join(' and the ')} ${unit} ${parts.length === 1 ? 'is' : 'are'} only partly in the range: ${parts.length === 1 ? 'it holds' : 'they hold'} the days inside it.`,
  ];
}

export function zoneWords(range: Range): string {
  return range.isZoneKnown ? range.timezone : 'project time zone';
}

/** A filter as Mixpanel takes it; left out stays left out. */
export function whereArgument(text: string | null | undefined): string | undefined {
  return text === undefined || text === null ? undefined : whereExpression(text);
}

/** A split as Mixpanel takes it: a bare name is that property. */
export function onArgument(text: string | null | undefined): string | undefined {
  return text === undefined || text === null ? undefined : onExpression(text);
}
