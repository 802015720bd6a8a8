import { z } from 'zod';
import { fitting, paragraphs, plural } from '../../format/text.ts';
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
    const values = fitting(all.slice(0, limit), (value) => value.length + 6);
    return { event, property_name, values, has_more: all.length > values.length };
  },
  say: ({ event, property_name, values, has_more }) =>
    values.length === 0
      ? `No values of ${JSON.stringify(property_name)} were seen on ${JSON.stringify(event)}. list_properties shows which properties it has.`
      : paragraphs(
          `${plural(values.length, 'value')} of ${JSON.stringify(property_name)} on ${JSON.stringify(event)}${has_more ? ' (there are more)' : ''}:`,
          values.map((value) => `- ${value}`).join('\n'),
        ),
  rows: ({ values }) => values.length,
});
