import { z } from 'zod';
import { paragraphs, plural, table as textTable } from '../../format/text.ts';
import { defineTool } from '../../server/tool-definition.ts';
import { READS_LAKE } from '../arguments.ts';

export const tableSchema = defineTool({
  name: 'table_schema',
  title: 'Columns of a local table',
  about:
    'Describes the columns of a local table, and for tables with a JSON column properties the property names found in it. Costs no quota.',
  input: z.object({ table: z.string().min(1).describe('Name of the table. Example: events') }),
  output: z.object({
    table: z.string(),
    columns: z.array(z.object({ name: z.string(), type: z.string(), nullable: z.boolean(), primary_key: z.boolean() })),
    properties: z.array(z.string()).describe('Names in the JSON column properties, most frequent first (from a sample of rows)'),
  }),
  hints: READS_LAKE,
  async run({ table: asked }, context) {
    const lake = await (await context.workspace()).lake();
    const table = (await lake.resolveTable(asked)) ?? asked;
    const columns = await lake.columns(table);
    const hasProperties = columns.some((column) => column.name === 'properties' && column.type === 'JSON');
    return {
      table,
      // Keys are held by the loader, not by an index: an index would make loading slower and the file larger.
      columns: columns.map((column) => ({ ...column, primary_key: false })),
      properties: hasProperties ? await lake.properties(table) : [],
    };
  },
  say: ({ table, columns, properties }) =>
    paragraphs(
      `Table ${JSON.stringify(table)}, ${plural(columns.length, 'column')} (times are UTC):`,
      textTable(
        ['column', 'type', 'may be null'],
        columns.map((row) => [row.name, row.type, row.nullable ? 'yes' : 'no']),
      ),
      properties.length > 0 &&
        `Properties, read in SQL as prop(properties, 'name') or properties->>'$."name"': ${properties
          .slice(0, 200)
          .map((name) => JSON.stringify(name))
          .join(', ')}${properties.length > 200 ? `, and ${properties.length - 200} more` : ''}.`,
    ),
  rows: ({ columns }) => columns.length,
});
