import { z } from 'zod';
import { Json, type JsonValue } from '#shared/model/json.ts';
import { count, paragraphs, plural, table as textTable } from '../../format/text.ts';
import { quoteName } from '../../lake/names.ts';
import { defineTool } from '../../server/tool-definition.ts';
import { READS_LAKE } from '../arguments.ts';
import { TableName } from './table-name.ts';

const TIME_LIMIT_MS = 18_000;
/** A JSON column's smallest and largest value are whole documents. */
const MAX_VALUE_CHARS = 120;

export const summarize = defineTool({
  name: 'summarize',
  title: 'Summary of a local table',
  about:
    'Summarises each column of a local table: smallest, largest, distinct values (approximate), mean, quartiles, share of nulls. For single properties use column_stats. Costs no quota.',
  input: z.object({ table: TableName }),
  output: z.object({
    table: z.string(),
    row_count: z.number().int(),
    columns: z.array(
      z.object({
        column_name: z.string(),
        column_type: z.string(),
        min: Json,
        max: Json,
        approx_unique: z.number(),
        avg: z.number().nullable(),
        std: z.number().nullable(),
        q25: Json,
        q50: Json,
        q75: Json,
        count: z.number().int(),
        null_percentage: z.number(),
      }),
    ),
  }),
  hints: READS_LAKE,
  async run({ table: asked }, context) {
    const lake = await (await context.workspace()).lake();
    const table = (await lake.resolveTable(asked)) ?? asked;
    await lake.columns(table);
    const found = await lake.queries.run(`SUMMARIZE ${quoteName(table)}`, {
      limits: { maxRows: 500, timeoutMs: TIME_LIMIT_MS, maxCellChars: MAX_VALUE_CHARS },
      signal: context.signal,
      client: context.client.id,
    });
    const at = (row: JsonValue[], name: string): JsonValue => row[found.columns.findIndex((column) => column.name === name)] ?? null;
    return {
      table,
      row_count: await lake.countRows(table),
      columns: found.rows.map((row) => ({
        column_name: String(at(row, 'column_name')),
        column_type: String(at(row, 'column_type')),
        min: at(row, 'min'),
        max: at(row, 'max'),
        approx_unique: Number(at(row, 'approx_unique')),
        avg: numberOrNull(at(row, 'avg')),
        std: numberOrNull(at(row, 'std')),
        q25: at(row, 'q25'),
        q50: at(row, 'q50'),
        q75: at(row, 'q75'),
        count: Number(at(row, 'count')),
        null_percentage: Number(at(row, 'null_percentage')),
      })),
    };
  },
  say: ({ table, row_count, columns }) =>
    paragraphs(
      `${JSON.stringify(table)}: ${plural(row_count, 'row')}, ${plural(columns.length, 'column')}; times are UTC, distinct counts approximate.`,
      textTable(
        ['column', 'type', 'min', 'max', 'distinct', 'mean', 'std', 'q25', 'q50', 'q75', 'null %'],
        columns.map((row) => [
          row.column_name,
          row.column_type,
          row.min,
          row.max,
          count(row.approx_unique),
          row.avg,
          row.std,
          row.q25,
          row.q50,
          row.q75,
          row.null_percentage,
        ]),
      ),
    ),
  long: 'columns',
  rows: ({ columns }) => columns.length,
});

/** SUMMARIZE gives means as text, and for times a time. */
function numberOrNull(value: JsonValue): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}
