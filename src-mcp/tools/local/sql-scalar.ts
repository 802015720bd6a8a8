import { z } from 'zod';
import { Json } from '#shared/model/json.ts';
import { notesText, paragraphs, plural } from '../../format/text.ts';
import { defineTool } from '../../server/tool-definition.ts';
import { READS_LAKE } from '../arguments.ts';

const TIME_LIMIT_MS = 18_000;

export const sqlScalar = defineTool({
  name: 'sql_scalar',
  title: 'One value from SQL',
  about: 'Runs one read-only DuckDB statement on the local tables and gives the first value of its first row. Costs no quota.',
  input: z.object({
    query: z.string().min(1).max(100_000).describe('One SELECT. Example: SELECT count(DISTINCT distinct_id) FROM events'),
  }),
  output: z.object({ value: Json, column: z.string().nullable(), type: z.string().nullable(), notes: z.array(z.string()) }),
  hints: READS_LAKE,
  async run({ query }, context) {
    const lake = await (await context.workspace()).lake();
    const found = await lake.queries.run(query, {
      limits: { maxRows: 1, timeoutMs: TIME_LIMIT_MS, maxCellChars: 8_000 },
      signal: context.signal,
      client: context.client.id,
    });
    const notes = [];
    if (found.rows.length === 0) notes.push('The statement gave no row; the value is null.');
    if (found.hasMore) notes.push('The statement gives more rows; only the first counts here.');
    if (found.columns.length > 1) notes.push(`The row has ${plural(found.columns.length, 'column')}; only the first counts here.`);
    if (found.cutCells > 0) notes.push('The value is longer than 8,000 characters and was cut; substr() reads the rest.');
    const column = found.columns[0];
    return { value: found.rows[0]?.[0] ?? null, column: column?.name ?? null, type: column?.type ?? null, notes };
  },
  say: ({ value, column, type, notes }) =>
    paragraphs(
      `${column ?? 'value'} = ${typeof value === 'string' ? value : JSON.stringify(value)}${type?.startsWith('TIMESTAMP') === true ? ' (UTC)' : ''}`,
      notesText(notes),
    ),
  rows: () => 1,
});
