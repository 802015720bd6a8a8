import { z } from 'zod';
import { count, fitting, paragraphs, plural } from '../../format/text.ts';
import { eventNames } from '../../mixpanel/lists.ts';
import { defineTool } from '../../server/tool-definition.ts';
import { READS_MIXPANEL } from '../arguments.ts';

export const listEvents = defineTool({
  name: 'list_events',
  title: 'List events',
  about:
    'Lists the names of the events tracked in the project, alphabetically (events seen in the last 31 days). Start here to learn what can be asked. Costs one query call.',
  input: z.object({}),
  output: z.object({ events: z.array(z.string()), total: z.number().int() }),
  hints: READS_MIXPANEL,
  cacheSeconds: 300,
  async run(_input, context) {
    const { http } = await context.workspace();
    const names = await eventNames(http, context.call);
    // Names beyond the answer's budget are left out of both forms; the total tells.
    const events = fitting(names, (name) => name.length + 6);
    return { events, total: names.length };
  },
  say: ({ events, total }) =>
    paragraphs(
      `${plural(total, 'event')} in the project${events.length < total ? `, the first ${count(events.length)} shown` : ''}:`,
      events.map((name) => `- ${name}`).join('\n'),
    ),
  rows: ({ events }) => events.length,
});
