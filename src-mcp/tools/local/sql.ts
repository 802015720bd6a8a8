import { z } from 'zod';
import { notesText, paragraphs, plural, table } from '../../format/text.ts';
import { defineTool } from '../../server/tool-definition.ts';
import { Detail, READS_LAKE } from '../arguments.ts';
import { Columns, distinctNames, Rows, rowObjects } from './row-objects.ts';

/** Rows that are asked of DuckDB; what fits into the answer may be fewer. */
const MAX_ROWS = 1_000;
/** A first answer must come within 20 s. */
const TIME_LIMIT_MS = 18_000;

export const sql = defineTool({
  name: 'sql',
  title: 'Ask the local tables in SQL',
  about:
    "Runs one read-only DuckDB statement on the local tables and gives the rows. Columns of events tables: event_name, event_time (UTC), distinct_id, insert_id, properties (JSON); of profiles tables: distinct_id, properties, last_seen. Read a property as prop(properties, '$browser') or properties->>'$.\"$browser\"', with a cast for numbers. Aggregate in SQL: at most 1,000 rows, fewer when they are wide, and the answer says when there are more. Costs no quota.",
  input: z.object({
    query: z
      .string()
      .min(1)
      .max(100_000)
      .describe(
        'One SELECT (also WITH, FROM-first, DESCRIBE, SUMMARIZE, EXPLAIN). Example: SELECT event_name, count(*) AS n FROM events GROUP BY 1 ORDER BY n DESC',
      ),
    detail: Detail,
  }),
  output: z.object({
    columns: Columns,
    rows: Rows.describe('One object a row; integers beyond 2^53 are text, so that no digit is lost'),
    row_count: z.number().int().describe('Rows in this answer'),
    has_more: z.boolean().describe('The statement gives more rows than this answer holds'),
    elapsed_ms: z.number(),
    notes: z.array(z.string()),
  }),
  hints: READS_LAKE,
  async run({ query }, context) {
    const lake = await (await context.workspace()).lake();
    const found = await lake.queries.run(query, {
      limits: { maxRows: MAX_ROWS, timeoutMs: TIME_LIMIT_MS, maxCellChars: 4_000 },
      signal: context.signal,
      client: context.client.id,
    });
    const columns = distinctNames(found.columns);
    const { rows, cutValues } = rowObjects(columns, found.rows);
    const notes = [];
    if (found.hasMore) {
      notes.push(
        `Only the first ${plural(rows.length, 'row')} ${rows.length === 1 ? 'was' : 'were'} read. Aggregate, or page with ORDER BY … LIMIT … OFFSET.`,
      );
    }
    if (found.cutCells > 0) notes.push(`${plural(found.cutCells, 'long value')} cut; substr() reads the rest.`);
    if (cutValues > 0) notes.push(`${plural(cutValues, 'value')} cut, because the rows are wide; ask for fewer columns.`);
    const loading = (await lake.tables()).filter((each) => each.isLoading).map((each) => each.name);
    if (loading.length > 0) notes.push(`Being loaded right now, so counts may still grow: ${loading.join(', ')}.`);
    return { columns, rows, row_count: rows.length, has_more: found.hasMore, elapsed_ms: Math.round(found.elapsedMs), notes };
  },
  say: ({ columns, rows, row_count, has_more, elapsed_ms, notes }) =>
    paragraphs(
      `${has_more ? 'The first ' : ''}${plural(row_count, 'row')} in ${elapsed_ms} ms${columns.some((column) => column.type.startsWith('TIMESTAMP')) ? ' (times are UTC)' : ''}:`,
      table(
        columns.map((column) => column.name),
        rows.map((row) => columns.map((column) => row[column.name])),
      ),
      notesText(notes),
    ),
  long: 'rows',
  rows: ({ rows }) => rows.length,
});
