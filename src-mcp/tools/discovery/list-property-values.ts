import { z } from 'zod';
import { paragraphs } from '../../format/text.ts';
import { propertyValues } from '../../mixpanel/lists.ts';
import { defineTool } from '../../server/tool-definition.ts';
import { READS_MIXPANEL } from '../arguments.ts';
import { refuseUnknownEvent } from '../known-names.ts';

export const listPropertyValues = defineTool({
  name: 'list_property_values',
  title: 'List values of a property',
  about:
    'Samples the values that one property of one event takes, in the order Mixpanel gives them, as text. Use it before filtering on a property. Costs one query call.',
  input: z.object({
    event: z.string().min(1).describe('Name of the event. Example: Sign Up'),
    property_name: z.string().min(1).describe('Bare name of the property. Example: $browser'),
    limit: z.number().int().min(1).max(10_000).default(100).describe('Most values asked for'),
  }),
  output: z.object({ event: z.string(), property_name: z.string(), values: z.array(z.string()), has_more: z.boolean() }),
  hints: READS_MIXPANEL,
  cacheSeconds: 300,
  async run({ event, property_name, limit }, context) {
    const { http } = await context.workspace();
    // One more than asked for tells whether there are more.
    const all = await propertyValues(http, { event, property: property_name, limit: limit + 1 }, context.call);
    if (all.length === 0) await refuseUnknownEvent(event, context);
    return { event, property_name, values: all.slice(0, limit), has_more: all.length > limit };
  },
  say: ({ event, property_name, values, has_more }) =>
    values.length === 0
      ? `No values of ${JSON.stringify(property_name)} were seen on ${JSON.stringify(event)}. list_properties shows which properties it has.`
      : paragraphs(
          `Values of ${JSON.stringify(property_name)} on ${JSON.stringify(event)}${has_more ? ' (Mixpanel has more than were asked for)' : ''}:`,
          values.map((value) => `- ${value}`).join('\n'),
        ),
  long: 'values',
  rows: ({ values }) => values.length,
});
