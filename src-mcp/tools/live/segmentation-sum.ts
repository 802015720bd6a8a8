import { z } from 'zod';
import { notesText, paragraphs, table } from '../../format/text.ts';
import { defineTool } from '../../server/tool-definition.ts';
import { READS_MIXPANEL } from '../arguments.ts';
import { askNumbers, NumbersInput, NumbersSaid, numberText } from './number-by-bucket.ts';

const COUNTS_AS_ZERO = 'A value that is no number counts as 0; 0 also stands where the event did not happen.';

export const segmentationSum = defineTool({
  name: 'segmentation_sum',
  title: 'Sum of a number over time',
  about:
    'Adds up a numeric property of one event per hour or day, for example revenue. Unit of the sum: that of the property. Live; one query call.',
  input: z.object(NumbersInput),
  output: z.object({
    ...NumbersSaid,
    total: z.number().nullable(),
    results: z.record(z.string(), z.union([z.number(), z.string()])),
    computed_at: z.string().optional(),
    notes: z.array(z.string()),
  }),
  hints: READS_MIXPANEL,
  async run(input, context) {
    const { common, answer } = await askNumbers('sum', input, context);
    const values = answer.results.map(({ date, value }): [string, number | string] => [date, value ?? 0]);
    const numbers = values.map(([, value]) => value).filter((value) => typeof value === 'number');
    return {
      ...common,
      // A sum with more digits than a number holds comes as text, and is not added up with the others.
      total: numbers.length < values.length ? null : rounded(numbers.reduce((sum, value) => sum + value, 0)),
      results: Object.fromEntries(values),
      ...(answer.computedAt === null ? {} : { computed_at: answer.computedAt }),
      notes: [...common.notes, COUNTS_AS_ZERO],
    };
  },
  long: 'results',
  say: (output) =>
    paragraphs(
      `Sum of ${output.property_expr} on ${JSON.stringify(output.event)}, ${output.from_date} to ${output.to_date} (${output.time_zone}), by ${output.unit}${output.total === null ? '' : `: ${numberText(output.total)} in all`}.`,
      table(
        [output.unit, 'sum'],
        Object.entries(output.results).map(([date, value]) => [date, numberText(value)]),
      ),
      notesText(output.notes),
    ),
  rows: (output) => Object.keys(output.results).length,
});

/** Adding doubles leaves dust behind the fifteenth digit. */
function rounded(value: number): number {
  return Number(value.toPrecision(15));
}
