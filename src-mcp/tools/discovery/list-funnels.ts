import { z } from 'zod';
import { paragraphs, plural, table } from '../../format/text.ts';
import { defineTool } from '../../server/tool-definition.ts';
import { Detail, READS_MIXPANEL } from '../arguments.ts';

export const listFunnels = defineTool({
  name: 'list_funnels',
  title: 'List saved funnels',
  about: 'Lists the saved funnels of the project by name, with the id that the funnel tool needs. Costs one query call.',
  input: z.object({ detail: Detail }),
  output: z.object({ funnels: z.array(z.object({ funnel_id: z.number().int(), name: z.string() })), total: z.number().int() }),
  hints: READS_MIXPANEL,
  cacheSeconds: 300,
  async run(_input, context) {
    const { names } = await context.workspace();
    const all = await names.funnels(context.call);
    return { funnels: all.map((row) => ({ funnel_id: row.funnelId, name: row.name })), total: all.length };
  },
  say: ({ funnels, total }) =>
    total === 0
      ? 'The project has no saved funnels. Save one in Mixpanel to use the funnel tool.'
      : paragraphs(
          `${plural(total, 'saved funnel')}:`,
          table(
            ['funnel_id', 'name'],
            funnels.map((row) => [row.funnel_id, row.name]),
          ),
        ),
  long: 'funnels',
  rows: ({ funnels }) => funnels.length,
});
