import { z } from 'zod';
import { Json, type JsonValue } from '#shared/model/json.ts';
import { count, notesText, paragraphs, plural } from '../../format/text.ts';
import { runJql } from '../../mixpanel/jql.ts';
import { defineTool } from '../../server/tool-definition.ts';
import { Detail, READS_MIXPANEL } from '../arguments.ts';

/** Bounds the memory that kept answers take. */
const MAX_RESULTS = 10_000;
const LEGACY =
  'JQL is a legacy of Mixpanel and may end at any time. It sees ids before identity merge, so its user counts differ from segmentation. fetch_events and sql answer the same questions.';

export const jql = defineTool({
  name: 'jql',
  title: 'Run a JQL script (legacy)',
  about:
    'Legacy: runs a JavaScript Query Language script that defines main(). Only for scripts that exist already; for new questions use fetch_events and sql. Live; one query call.',
  input: z.object({
    script: z.string().min(1).describe('JavaScript with function main() { return Events({…}).reduce(…) }'),
    params: z.record(z.string(), z.unknown()).nullish().describe('Object that the script reads as params'),
    detail: Detail,
  }),
  output: z.object({ results: z.array(Json), total: z.number().int(), notes: z.array(z.string()) }),
  hints: READS_MIXPANEL,
  async run(input, context) {
    const { http } = await context.workspace();
    const all = await runJql(http, { script: input.script, params: input.params ?? undefined }, context.call);
    const results: JsonValue[] = z.array(Json).parse(all.slice(0, MAX_RESULTS));
    const notes = [LEGACY];
    if (all.length > results.length)
      notes.unshift(`Only the first ${count(results.length)} of ${plural(all.length, 'result')} are kept: reduce them in the script.`);
    return { results, total: all.length, notes };
  },
  long: 'results',
  say: (output) =>
    paragraphs(
      `The script gave ${plural(output.total, 'result')}.`,
      output.results.map((result) => JSON.stringify(result)).join('\n'),
      notesText(output.notes),
    ),
  rows: (output) => output.total,
});
