import { z } from 'zod';
import { count, notesText, paragraphs, table } from '../../format/text.ts';
import { frequency as askFrequency, type FrequencyPeriod } from '../../mixpanel/frequency.ts';
import { defineTool } from '../../server/tool-definition.ts';
import {
  bucketNotes,
  checkRange,
  Detail,
  FromDate,
  READS_MIXPANEL,
  rangeNotes,
  ToDate,
  Unit,
  whereArgument,
  zoneWords,
} from '../arguments.ts';
import { refuseUnknownEvent } from '../known-names.ts';
import { Where } from './series-words.ts';

/** Columns of the text; the structured part has all numbers. */
const MAX_COLUMNS = 24;
const TRIMMED = 'Lists end where nobody is left: every longer number of hours or days has 0 users.';
const RISING =
  'Within a period the numbers rise, which "at least n" cannot: Mixpanel may have answered "exactly n" here. Check before you compare.';

export const frequency = defineTool({
  name: 'frequency',
  title: 'How often users come',
  about:
    'Per day, week or month: how many users were active in at least 1, 2, 3, … different hours (or days) of it. Entry n counts at least n, not exactly n. Live; one query call.',
  input: z.object({
    from_date: FromDate,
    to_date: ToDate,
    event: z.string().min(1).nullish().describe('Only this event; left out: any event'),
    unit: Unit,
    addiction_unit: z.enum(['hour', 'day']).default('hour').describe('What is counted within each unit'),
    where: Where,
    detail: Detail,
  }),
  output: z.object({
    event: z.string().nullable(),
    from_date: z.string(),
    to_date: z.string(),
    unit: z.string(),
    addiction_unit: z.string(),
    time_zone: z.string(),
    counted: z.string(),
    periods_total: z.number().int(),
    data: z.record(z.string(), z.array(z.number())),
    notes: z.array(z.string()),
  }),
  hints: READS_MIXPANEL,
  async run(input, context) {
    const range = await checkRange(input, context);
    const { http } = await context.workspace();
    const event = input.event ?? undefined;
    const { unit, addiction_unit: part } = input;
    const periods = await askFrequency(
      http,
      { event, fromDate: range.from, toDate: range.to, unit, addictionUnit: part, where: whereArgument(input.where) },
      context.call,
    );
    if (event !== undefined && periods.every((each) => each.users.every((users) => users === 0))) await refuseUnknownEvent(event, context);
    return {
      event: event ?? null,
      from_date: range.from,
      to_date: range.to,
      unit,
      addiction_unit: part,
      time_zone: zoneWords(range),
      counted: `users active in at least n different ${part}s of the ${unit}; the first entry is n = 1`,
      periods_total: periods.length,
      data: Object.fromEntries(periods.map(({ date, users }) => [date, withoutTrailingZeros(users)])),
      notes: [...rangeNotes(range), ...bucketNotes(range, input.unit), TRIMMED, ...(periods.some(rises) ? [RISING] : [])],
    };
  },
  long: 'data',
  say: (output) => {
    const periods = Object.entries(output.data);
    const columns = Math.min(MAX_COLUMNS, Math.max(1, ...periods.map(([, users]) => users.length)));
    const hasMore = periods.some(([, users]) => users.length > columns);
    return paragraphs(
      `Users by how many ${output.addiction_unit}s of a ${output.unit} they did ${output.event === null ? 'anything' : JSON.stringify(output.event)} in, ${output.from_date} to ${output.to_date} (${output.time_zone}). "≥ n" is at least n ${output.addiction_unit}s.`,
      table(
        [output.unit, ...Array.from({ length: columns }, (_, index) => `≥ ${index + 1}`)],
        periods.map(([date, users]) => [date, ...Array.from({ length: columns }, (_, index) => count(users[index] ?? 0))]),
      ),
      hasMore && `Columns beyond ${columns} are in the structured answer.`,
      notesText(output.notes),
    );
  },
  rows: (output) => output.periods_total,
});

function withoutTrailingZeros(users: readonly number[]): number[] {
  return users.slice(0, users.findLastIndex((each) => each !== 0) + 1);
}

function rises({ users }: FrequencyPeriod): boolean {
  return users.some((each, index) => index > 0 && each > (users[index - 1] ?? 0));
}
