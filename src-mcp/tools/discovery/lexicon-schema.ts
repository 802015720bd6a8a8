import { z } from 'zod';
import { inputError } from '#shared/errors.ts';
import { closestNames } from '../../format/closest.ts';
import { paragraphs, table } from '../../format/text.ts';
import { defineTool, type ToolContext } from '../../server/tool-definition.ts';
import { READS_MIXPANEL } from '../arguments.ts';
import { Entity, marksOf, toEntity } from './lexicon-words.ts';

export const lexiconSchema = defineTool({
  name: 'lexicon_schema',
  title: 'One entry of the data dictionary (Lexicon)',
  about:
    'What the team wrote down about one event or profile property: description, label, tags, its properties with types. Answers are kept 5 minutes, because Mixpanel allows few such calls.',
  input: z.object({
    entity_type: z.enum(['event', 'profile']).describe('Kind of the entry'),
    name: z.string().min(1).describe('Exact name. Example: Sign Up'),
  }),
  output: z.object(Entity.shape),
  hints: READS_MIXPANEL,
  async run({ entity_type: type, name }, context) {
    const { names } = await context.workspace();
    const found = await names.lexicon.entry({ type, name }, context.call);
    if (found === undefined) throw await notFound(type, name, context);
    return toEntity(found);
  },
  say: (entity) =>
    paragraphs(
      `${entity.entity_type === 'event' ? 'Event' : 'Profile property'} ${JSON.stringify(entity.name)} in the Lexicon: ${(entity.schema_json.description ?? 'no description').replace(/\.$/, '')}.`,
      marksOf(entity),
      Object.keys(entity.schema_json.properties).length === 0
        ? 'No properties are described.'
        : table(
            ['property', 'type', 'description'],
            Object.entries(entity.schema_json.properties).map(([name, property]) => [
              name,
              property.metadata?.display_name === undefined
                ? property.type
                : `${property.type} (shown as ${property.metadata.display_name})`,
              property.description ?? '',
            ]),
          ),
    ),
  rows: () => 1,
});

async function notFound(type: 'event' | 'profile', name: string, context: ToolContext): Promise<Error> {
  const { names } = await context.workspace();
  const known = (await names.lexicon.entries(type, context.call)).map((entry) => entry.name);
  const close = closestNames(name, known);
  return inputError(
    `The Lexicon has no ${type} named ${JSON.stringify(name)}.`,
    known.length === 0
      ? `The Lexicon of this project describes no ${type === 'event' ? 'events' : 'profile properties'} at all; list_events and list_properties show what is really tracked.`
      : close.length > 0
        ? `Did you mean ${close.map((each) => JSON.stringify(each)).join(', ')}? lexicon_schemas lists all entries.`
        : 'lexicon_schemas lists all entries; only described entities are in it.',
  );
}
