import { z } from 'zod';
import { count, paragraphs, percent, table } from '../../format/text.ts';
import { topEvents as askTopEvents } from '../../mixpanel/lists.ts';
import { defineTool } from '../../server/tool-definition.ts';
import { READS_MIXPANEL } from '../arguments.ts';

const METHOD = { general: 'events', unique: 'unique users', average: 'events per user' } as const;

export const topEvents = defineTool({
  name: 'top_events',
  title: 'Top events of today',
  about:
    'Ranks the most frequent events of today so far, with their change against yesterday. Covers today only: use segmentation for longer ranges. Costs one query call.',
  input: z.object({
    limit: z.number().int().min(1).max(500).default(10).describe('Most events shown'),
    type: z
      .enum(['general', 'unique', 'average'])
      .default('general')
      .describe('What is counted: general = events, unique = users, average = events per user'),
  }),
  output: z.object({
    type: z.string(),
    events: z.array(
      z.object({ event: z.string(), count: z.number(), percent_change: z.number().describe('Ratio against yesterday: 0.125 is +12.5 %') }),
    ),
  }),
  hints: READS_MIXPANEL,
  cacheSeconds: 300,
  async run({ limit, type }, context) {
    const { http } = await context.workspace();
    const rows = await askTopEvents(http, { limit, type }, context.call);
    return { type, events: rows.map((row) => ({ event: row.event, count: row.count, percent_change: row.percentChange })) };
  },
  say: ({ type, events }) =>
    events.length === 0
      ? 'No events have arrived today yet.'
      : paragraphs(
          `Top events of today so far, compared with yesterday:`,
          table(
            ['event', type === 'unique' || type === 'average' || type === 'general' ? METHOD[type] : type, 'change'],
            events.map((row) => [row.event, count(row.count), `${row.percent_change > 0 ? '+' : ''}${percent(row.percent_change)}`]),
          ),
        ),
  long: 'events',
  rows: ({ events }) => events.length,
});
