import { z } from 'zod';
import { inputError, isAbort } from '#shared/errors.ts';
import { count, paragraphs, plural, table } from '../../format/text.ts';
import { propertyValues } from '../../mixpanel/lists.ts';
import { defineTool, type ToolContext } from '../../server/tool-definition.ts';
import { Detail, READS_MIXPANEL } from '../arguments.ts';
import { refuseUnknownEvent } from '../known-names.ts';
import { sampledEvents } from '../stream/sample-events.ts';
import { typeFromValues, typesFromEvents, typesFromLake } from './property-types.ts';

/** Values asked for when nothing else knows the type; each property asked costs a query call, so only a few are. */
const VALUES_FOR_TYPE = 20;
const MAX_PROPERTIES_ASKED = 3;
/** What so many fetched events do not have is not worth an export. */
const ENOUGH_LOCAL_EVENTS = 200;
/** A call for types must not keep the names waiting. */
const LEXICON_MAX_WAIT_MS = 2_000;

const Source = z.enum(['local table', 'Lexicon', 'sampled events', 'sampled values', 'not seen']);
interface Typed {
  type: string;
  type_source: z.infer<typeof Source>;
}

export const listProperties = defineTool({
  name: 'list_properties',
  title: 'List properties of an event',
  about:
    'Properties seen on one event, most frequent first, with their types: from local tables, the Lexicon, or a sample of events. Costs one query call, and one export when nothing local tells the types.',
  input: z.object({ event: z.string().min(1).describe('Name of the event, exactly as list_events shows it'), detail: Detail }),
  output: z.object({
    event: z.string(),
    properties: z.array(z.object({ name: z.string(), type: z.string(), type_source: Source, count: z.number().nullable() })),
    total: z.number().int(),
  }),
  hints: READS_MIXPANEL,
  cacheSeconds: 300,
  async run({ event }, context) {
    const { names } = await context.workspace();
    const found = await names.properties(event, context.call);
    if (found.length === 0) {
      await refuseUnknownEvent(event, context);
      throw inputError(`The event ${JSON.stringify(event)} has no properties.`, 'list_events shows the other events.');
    }
    const types = await typesOf(
      event,
      found.map((each) => each.name),
      context,
    );
    const properties = found.map((each) => ({ ...each, ...(types.get(each.name) ?? NOT_SEEN) }));
    return { event, properties, total: found.length };
  },
  long: 'properties',
  say: ({ event, properties, total }) =>
    paragraphs(
      `${plural(total, 'property', 'properties')} on ${JSON.stringify(event)}:`,
      table(
        ['property', 'type', 'seen on events', 'type from'],
        properties.map((row) => [row.name, row.type, row.count === null ? '' : count(row.count), row.type_source]),
      ),
    ),
  rows: ({ total }) => total,
});

/** The property is so rare that the sample did not hold it: a type would be a guess. */
const NOT_SEEN: Typed = { type: 'rare: not in the sample', type_source: 'not seen' };

/** Each source is asked only for what the ones before it do not know; the cheapest and surest come first. */
async function typesOf(event: string, names: readonly string[], context: ToolContext): Promise<Map<string, Typed>> {
  const types = new Map<string, Typed>();
  const missing = (): string[] => names.filter((name) => !types.has(name));
  const add = (known: ReadonlyMap<string, string>, source: Typed['type_source']): void => {
    for (const name of missing()) {
      const type = known.get(name);
      if (type !== undefined) types.set(name, { type, type_source: source });
    }
  };
  const local = await typesFromLake(await context.workspace(), event);
  add(local.types, 'local table');
  if (missing().length > 0) add(await typesFromLexicon(event, context), 'Lexicon');
  if (missing().length > 0 && local.events < ENOUGH_LOCAL_EVENTS)
    add(typesFromEvents(await sampledEvents(event, context)), 'sampled events');
  for (const name of missing().slice(0, types.size === 0 ? MAX_PROPERTIES_ASKED : 0)) {
    types.set(name, { type: await sampledType(event, name, context), type_source: 'sampled values' });
  }
  return types;
}

async function typesFromLexicon(event: string, context: ToolContext): Promise<Map<string, string>> {
  const { names } = await context.workspace();
  const entries = await names.lexicon.eventsIfReadable({ ...context.call, maxWaitMs: LEXICON_MAX_WAIT_MS });
  const described = entries?.find((entry) => entry.name === event)?.schema.properties ?? {};
  const stated = Object.entries(described).filter(([, { type }]) => type !== 'not stated');
  return new Map(stated.map(([name, { type }]) => [name, type]));
}

async function sampledType(event: string, property: string, context: ToolContext): Promise<string> {
  const { http } = await context.workspace();
  try {
    return typeFromValues(await propertyValues(http, { event, property, limit: VALUES_FOR_TYPE }, context.call));
  } catch (error) {
    if (isAbort(error)) throw error;
    return NOT_SEEN.type; // the names are worth more than a type
  }
}
