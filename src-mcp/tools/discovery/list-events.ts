import { z } from 'zod';
import { paragraphs, plural } from '../../format/text.ts';
import { defineTool } from '../../server/tool-definition.ts';
import { Detail, READS_MIXPANEL } from '../arguments.ts';

export const listEvents = defineTool({
  name: 'list_events',
  title: 'List events',
  about:
    'Lists the names of the events tracked in the project, alphabetically (events seen in the last 31 days). Start here to learn what can be asked. Costs one query call.',
  input: z.object({ detail: Detail }),
  output: z.object({ events: z.array(z.string()), total: z.number().int() }),
  hints: READS_MIXPANEL,
  cacheSeconds: 300,
  async run(_input, context) {
    const { names } = await context.workspace();
    const events = await names.events(context.call);
    return { events, total: events.length };
  },
  say: ({ events, total }) => paragraphs(`${plural(total, 'event')} in the project:`, events.map((name) => `- ${name}`).join('\n')),
  long: 'events',
  rows: ({ events }) => events.length,
});
