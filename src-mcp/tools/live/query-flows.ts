import { z } from 'zod';
import { Json, JsonRecord } from '#shared/model/json.ts';
import { count, notesText, paragraphs, percent, table } from '../../format/text.ts';
import { savedFlow } from '../../mixpanel/flows.ts';
import { defineTool } from '../../server/tool-definition.ts';
import { Detail, READS_MIXPANEL } from '../arguments.ts';
import { notASavedReport } from './report-errors.ts';

const BEST_EFFORT = 'Mixpanel does not document this answer; compare with the report itself before you decide on it.';

export const queryFlows = defineTool({
  name: 'query_flows',
  title: 'Run a saved Flows report',
  about:
    'Runs a saved Flows report: per step the events people did, and how many went on to which event. The report decides about its days. Live; one query call.',
  input: z.object({
    bookmark_id: z.number().int().positive().describe('Id of a flows report from list_bookmarks'),
    detail: Detail,
  }),
  output: z.object({
    bookmark_id: z.number().int(),
    computed_at: z.string().nullable(),
    overall_conversion_rate: z.number().nullable(),
    steps_total: z.number().int(),
    steps: z.array(
      z.object({
        step: z.number().int(),
        nodes: z.array(
          z.object({
            event: z.string(),
            type: z.string(),
            is_custom_event: z.boolean(),
            count: z.number(),
            edges: z.array(z.object({ event: z.string(), type: z.string(), step: z.number().nullable(), count: z.number() })),
          }),
        ),
      }),
    ),
    breakdowns: z.array(Json),
    metadata: JsonRecord,
    notes: z.array(z.string()),
  }),
  hints: READS_MIXPANEL,
  async run(input, context) {
    const { http } = await context.workspace();
    const flow = await savedFlow(http, input.bookmark_id, context.call).catch((error: unknown) => {
      throw notASavedReport(error, input.bookmark_id, 'flows');
    });
    return {
      bookmark_id: input.bookmark_id,
      computed_at: flow.computedAt,
      overall_conversion_rate: flow.conversionRate,
      steps_total: flow.steps.length,
      steps: flow.steps.map(({ nodes }, index) => ({
        step: index + 1,
        nodes: nodes.map(({ isCustomEvent, ...node }) => ({ ...node, is_custom_event: isCustomEvent })),
      })),
      breakdowns: z.array(Json).parse(flow.breakdowns),
      metadata: JsonRecord.parse(flow.metadata),
      notes: [BEST_EFFORT],
    };
  },
  long: 'steps',
  say: (output) =>
    paragraphs(
      `Flows report ${output.bookmark_id}${output.computed_at === null ? '' : `, computed at ${output.computed_at}`}: ${output.steps_total} steps${output.overall_conversion_rate === null ? '' : `, ${percent(output.overall_conversion_rate)} went through`}. Counts are people's passages as Mixpanel counts them.`,
      table(
        ['step', 'event', 'count', 'went on to'],
        output.steps.flatMap(({ step, nodes }) =>
          nodes.map((node) => [
            step,
            node.event,
            count(node.count),
            node.edges.map((edge) => `${edge.event} ${count(edge.count)}`).join(', '),
          ]),
        ),
      ),
      notesText(output.notes),
    ),
  rows: (output) => output.steps_total,
});
