import { z } from 'zod';
import { count, paragraphs, plural, table } from '../../format/text.ts';
import { defineTool } from '../../server/tool-definition.ts';
import { Detail, READS_MIXPANEL } from '../arguments.ts';

export const listCohorts = defineTool({
  name: 'list_cohorts',
  title: 'List saved cohorts',
  about:
    'Lists the saved cohorts of the project by name, with size and the id that fetch_profiles takes as cohort_id. Costs one query call.',
  input: z.object({ detail: Detail }),
  output: z.object({
    cohorts: z.array(
      z.object({
        id: z.number().int(),
        name: z.string(),
        count: z.number().int().describe('Users in the cohort'),
        description: z.string(),
        created: z.string().describe('As Mixpanel writes it, without a zone'),
        is_visible: z.boolean(),
      }),
    ),
    total: z.number().int(),
  }),
  hints: READS_MIXPANEL,
  cacheSeconds: 300,
  async run(_input, context) {
    const { names } = await context.workspace();
    const all = await names.cohorts(context.call);
    return { cohorts: all.map(({ isVisible, ...row }) => ({ ...row, is_visible: isVisible })), total: all.length };
  },
  say: ({ cohorts, total }) =>
    total === 0
      ? 'The project has no saved cohorts.'
      : paragraphs(
          `${plural(total, 'saved cohort')}:`,
          table(
            ['id', 'name', 'users', 'description', 'created'],
            cohorts.map((row) => [row.id, row.name, count(row.count), row.description, row.created]),
          ),
        ),
  long: 'cohorts',
  rows: ({ cohorts }) => cohorts.length,
});
