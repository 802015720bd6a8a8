import { z } from 'zod';
import { inputError } from '#shared/errors.ts';
import { count, fitting, paragraphs, plural, table } from '../../format/text.ts';
import { propertyNames, propertyValues } from '../../mixpanel/lists.ts';
import { defineTool, type ToolContext } from '../../server/tool-definition.ts';
import { READS_MIXPANEL } from '../arguments.ts';
import { refuseUnknownEvent } from '../known-names.ts';
import { typeFromLake, typeFromValues } from './property-types.ts';

/** Values asked for when no local table knows the type; each property asked costs a query call, so only a few are. */
const VALUES_FOR_TYPE = 20;
const MAX_PROPERTIES_ASKED = 3;

export const listProperties = defineTool({
  name: 'list_properties',
  title: 'List properties of an event',
  about:
    'Lists the properties seen on one event, most frequent first, with their types. Types come from the local tables where the event has been fetched, else from sampled values; "not sampled" means that nobody has looked yet (fetch_events or list_property_values tells more). Costs one query call, up to four without local data.',
  input: z.object({ event: z.string().min(1).describe('Name of the event, exactly as list_events shows it. Example: Sign Up') }),
  output: z.object({
    event: z.string(),
    properties: z.array(
      z.object({
        name: z.string(),
        type: z.string(),
        type_source: z.enum(['local table', 'sampled values', 'not sampled']),
        count: z.number().nullable().describe('Events with this property, as far as Mixpanel tells'),
      }),
    ),
    total: z.number().int(),
  }),
  hints: READS_MIXPANEL,
  cacheSeconds: 300,
  async run({ event }, context) {
    const workspace = await context.workspace();
    const found = await propertyNames(workspace.http, event, context.call);
    if (found.length === 0) {
      await refuseUnknownEvent(event, context);
      throw inputError(`The event ${JSON.stringify(event)} has no properties.`, 'list_events shows the other events.');
    }
    const local = await typeFromLake(workspace, event);
    let asked = 0;
    const properties = [];
    for (const property of fitting(found, (each) => each.name.length + 60)) {
      const known = local.get(property.name);
      if (known !== undefined) properties.push({ ...property, type: known, type_source: 'local table' as const });
      else if (local.size === 0 && asked < MAX_PROPERTIES_ASKED) {
        asked += 1;
        properties.push({ ...property, type: await sampledType(event, property.name, context), type_source: 'sampled values' as const });
      } else properties.push({ ...property, type: 'not sampled', type_source: 'not sampled' as const });
    }
    return { event, properties, total: found.length };
  },
  say: ({ event, properties, total }) =>
    paragraphs(
      `${plural(total, 'property', 'properties')} on ${JSON.stringify(event)}${properties.length < total ? `, the first ${count(properties.length)} shown` : ''}:`,
      table(
        ['property', 'type', 'seen on events', 'type from'],
        properties.map((row) => [row.name, row.type, row.count === null ? '' : count(row.count), row.type_source]),
      ),
    ),
  rows: ({ properties }) => properties.length,
});

async function sampledType(event: string, property: string, context: ToolContext): Promise<string> {
  const { http } = await context.workspace();
  return typeFromValues(await propertyValues(http, { event, property, limit: VALUES_FOR_TYPE }, context.call));
}
