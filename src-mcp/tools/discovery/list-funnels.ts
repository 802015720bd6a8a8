import { z } from 'zod';
import { fitting, paragraphs, plural, table } from '../../format/text.ts';
import { savedFunnels } from '../../mixpanel/lists.ts';
import { defineTool } from '../../server/tool-definition.ts';
import { READS_MIXPANEL } from '../arguments.ts';

export const listFunnels = defineTool({
  name: 'list_funnels',
  title: 'List saved funnels',
  about: 'Lists the saved funnels of the project by name, with the id that the funnel tool needs. Costs one query call.',
  input: z.object({}),
  output: z.object({ funnels: z.array(z.object({ funnel_id: z.number().int(), name: z.string() })), total: z.number().int() }),
  hints: READS_MIXPANEL,
  cacheSeconds: 300,
  async run(_input, context) {
    const { http } = await context.workspace();
    const all = await savedFunnels(http, context.call);
    return {
      funnels: fitting(all, (row) => row.name.length + 20).map((row) => ({ funnel_id: row.funnelId, name: row.name })),
      total: all.length,
    };
  },
  say: ({ funnels, total }) =>
    total === 0
      ? 'The project has no saved funnels. Save one in Mixpanel to use the funnel tool.'
      : paragraphs(
          `${plural(total, 'saved funnel')}${funnels.length < total ? ` (the first ${funnels.length} shown)` : ''}:`,
          table(
            ['funnel_id', 'name'],
            funnels.map((row) => [row.funnel_id, row.name]),
          ),
        ),
  rows: ({ funnels }) => funnels.length,
});
