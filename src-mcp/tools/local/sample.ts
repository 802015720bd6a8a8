import { z } from 'zod';
import { notesText, paragraphs, plural, table as textTable } from '../../format/text.ts';
import { quoteName } from '../../lake/names.ts';
import { defineTool } from '../../server/tool-definition.ts';
import { Columns, distinctNames, Rows, rowObjects } from './row-objects.ts';

export const sample = defineTool({
  name: 'sample',
  title: 'Random rows of a local table',
  about: 'Shows random rows of a local table, to see what the data look like. Another call gives other rows. Costs no quota.',
  input: z.object({
    table: z.string().min(1).describe('Name of the table. Example: events'),
    limit: z.number().int().min(1).max(1_000).default(10).describe('Most rows shown'),
  }),
  output: z.object({
    table: z.string(),
    columns: Columns,
    rows: Rows,
    row_count: z.number().int(),
    notes: z.array(z.string()),
  }),
  hints: { readOnlyHint: true, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  async run({ table: asked, limit }, context) {
    const lake = await (await context.workspace()).lake();
    const table = (await lake.resolveTable(asked)) ?? asked;
    await lake.columns(table);
    const found = await lake.queries.run(`SELECT * FROM ${quoteName(table)} USING SAMPLE reservoir(${limit} ROWS)`, {
      limits: { maxRows: limit },
      signal: context.signal,
      client: context.client.id,
    });
    const columns = distinctNames(found.columns);
    const { rows, cutValues } = rowObjects(columns, found.rows);
    const notes = [];
    if (found.cutCells > 0) notes.push(`${plural(found.cutCells, 'long value')} cut; sql with substr() reads the rest.`);
    if (cutValues > 0) notes.push(`${plural(cutValues, 'value')} cut, because the rows are wide; sql can ask for fewer columns.`);
    return { table, columns, rows, row_count: rows.length, notes };
  },
  say: ({ table, columns, rows, row_count, notes }) =>
    paragraphs(
      `${plural(row_count, 'random row')} of ${JSON.stringify(table)}; times are UTC:`,
      textTable(
        columns.map((column) => column.name),
        rows.map((row) => columns.map((column) => row[column.name])),
      ),
      notesText(notes),
    ),
  long: 'rows',
  rows: ({ rows }) => rows.length,
});
