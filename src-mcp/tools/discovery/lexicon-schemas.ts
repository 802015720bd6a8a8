import { z } from 'zod';
import { paragraphs, plural, table } from '../../format/text.ts';
import { defineTool } from '../../server/tool-definition.ts';
import { Detail, READS_MIXPANEL } from '../arguments.ts';
import { Entity, marksOf, toEntity } from './lexicon-words.ts';

export const lexiconSchemas = defineTool({
  name: 'lexicon_schemas',
  title: 'The data dictionary (Lexicon)',
  about:
    'What the team wrote down about events and profile properties: descriptions, labels, types, tags, hidden or dropped. Only described entities are in it; list_events lists all. Mixpanel allows 5 such calls a minute; answers are kept 5 minutes.',
  input: z.object({
    entity_type: z.enum(['event', 'profile']).nullish().describe('Only this kind; left out: both'),
    detail: Detail,
  }),
  output: z.object({ schemas: z.array(Entity), total: z.number().int() }),
  hints: READS_MIXPANEL,
  async run(input, context) {
    const { names } = await context.workspace();
    const entries = await names.lexicon.entries(input.entity_type ?? undefined, context.call);
    return { schemas: entries.map(toEntity), total: entries.length };
  },
  long: 'schemas',
  say: ({ schemas, total }) =>
    total === 0
      ? 'The Lexicon of this project has no such entries: nobody has described them. list_events, list_properties and list_property_values show what is really tracked.'
      : paragraphs(
          `${plural(total, 'entry', 'entries')} in the Lexicon. Only described entities are listed.`,
          table(
            ['kind', 'name', 'description', 'marks', 'properties'],
            schemas.map((each) => [
              each.entity_type,
              each.name,
              each.schema_json.description ?? '',
              marksOf(each),
              Object.entries(each.schema_json.properties)
                .map(([name, property]) => `${name} (${property.type})`)
                .join(', '),
            ]),
          ),
        ),
  rows: ({ total }) => total,
});
