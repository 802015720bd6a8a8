import { z } from 'zod';
import { notesText, paragraphs, table } from '../../format/text.ts';
import { defineTool } from '../../server/tool-definition.ts';
import { READS_MIXPANEL } from '../arguments.ts';
import { askNumbers, NumbersInput, NumbersSaid, numberText } from './number-by-bucket.ts';

const NOT_A_NUMBER = 'A value that is no number counts as 0 in the average.';
const EMPTY = 'Empty (null): Mixpanel named no average, the event did not happen.';
const ZERO = 'An average of 0 may also mean that the event did not happen: Mixpanel writes both as 0.';

export const segmentationAverage = defineTool({
  name: 'segmentation_average',
  title: 'Average of a number over time',
  about:
    'Mean of a numeric property of one event per hour or day, over its events. Unit: that of the property. Averages must not be averaged again: divide segmentation_sum by counts. Live; one query call.',
  input: z.object(NumbersInput),
  output: z.object({
    ...NumbersSaid,
    results: z.record(z.string(), z.union([z.number(), z.string()]).nullable()),
    notes: z.array(z.string()),
  }),
  hints: READS_MIXPANEL,
  async run(input, context) {
    const { common, answer } = await askNumbers('average', input, context);
    const values = answer.results.map(({ value }) => value);
    return {
      ...common,
      results: Object.fromEntries(answer.results.map(({ date, value }) => [date, value])),
      notes: [...common.notes, NOT_A_NUMBER, ...(values.includes(null) ? [EMPTY] : []), ...(values.includes(0) ? [ZERO] : [])],
    };
  },
  long: 'results',
  say: (output) =>
    paragraphs(
      `Average of ${output.property_expr} on ${JSON.stringify(output.event)}, ${output.from_date} to ${output.to_date} (${output.time_zone}), by ${output.unit}.`,
      table(
        [output.unit, 'average'],
        Object.entries(output.results).map(([date, value]) => [date, value === null ? '' : numberText(value)]),
      ),
      notesText(output.notes),
    ),
  rows: (output) => Object.keys(output.results).length,
});
