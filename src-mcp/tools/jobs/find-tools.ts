import { z } from 'zod';
import { JsonRecord } from '#shared/model/json.ts';
import { closestNames } from '../../format/closest.ts';
import { paragraphs, plural } from '../../format/text.ts';
import { type CatalogueEntry, defineTool } from '../../server/tool-definition.ts';
import { READS_LAKE } from '../arguments.ts';

const MAX_WITH_SCHEMA = 5;

export const findTools = defineTool({
  name: 'find_tools',
  title: 'Find more tools',
  about:
    'Finds the tools that are not in this list (reports, statistics, local tables, accounts, cache …) by words or name, with their arguments; use_tool calls them. Without a query it names all. Costs no quota.',
  input: z.object({ query: z.string().max(200).default('').describe('Words or a name. Example: saved report') }),
  output: z.object({
    tools: z.array(z.object({ name: z.string(), about: z.string(), arguments: JsonRecord.optional() })),
    total: z.number().int(),
  }),
  hints: READS_LAKE,
  run: async ({ query }, context) => {
    const catalogue = context.catalogue();
    const found = query.trim() === '' ? catalogue : matching(query, catalogue);
    const hasFew = found.length <= MAX_WITH_SCHEMA || query.trim() !== '';
    return {
      total: found.length,
      tools: found.map((tool, index) => ({
        name: tool.name,
        about: tool.about,
        ...(hasFew && index < MAX_WITH_SCHEMA ? { arguments: tool.inputSchema } : {}),
      })),
    };
  },
  say: ({ tools, total }) =>
    total === 0
      ? 'No tool fits these words. find_tools without a query names all of them.'
      : paragraphs(
          `${plural(total, 'tool')}; call one with use_tool:`,
          tools
            .map(
              (tool) =>
                `- ${tool.name}: ${tool.about}${tool.arguments === undefined ? '' : `\n  arguments: ${JSON.stringify(tool.arguments)}`}`,
            )
            .join('\n'),
        ),
  long: 'tools',
  rows: ({ tools }) => tools.length,
});

/** By how many of the words a tool's name, title and description hold; a name weighs more. */
function matching(query: string, catalogue: readonly CatalogueEntry[]): CatalogueEntry[] {
  const words = query
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 1);
  const close = closestNames(
    query.trim().replaceAll(/\s+/g, '_'),
    catalogue.map((tool) => tool.name),
  );
  return catalogue
    .map((tool) => ({ tool, score: scoreOf(tool, words) + (close.includes(tool.name) ? 3 : 0) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || (a.tool.name < b.tool.name ? -1 : 1))
    .slice(0, 15)
    .map(({ tool }) => tool);
}

function scoreOf(tool: CatalogueEntry, words: readonly string[]): number {
  const name = tool.name.toLowerCase();
  const text = `${tool.title} ${tool.about}`.toLowerCase();
  return words.reduce((sum, word) => sum + (name.includes(word) ? 3 : 0) + (text.includes(word) ? 1 : 0), 0);
}
