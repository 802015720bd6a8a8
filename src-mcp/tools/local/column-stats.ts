import { z } from 'zod';
import { Json, type JsonValue } from '#shared/model/json.ts';
import { cellText, count, notesText, paragraphs } from '../../format/text.ts';
import type { Lake } from '../../lake/lake.ts';
import { quoteName, quoteText } from '../../lake/names.ts';
import { defineTool } from '../../server/tool-definition.ts';
import { READS_LAKE } from '../arguments.ts';
import { TableName } from './table-name.ts';

const TIME_LIMIT_MS = 18_000;
const MAX_VALUE_CHARS = 500;

export const columnStats = defineTool({
  name: 'column_stats',
  title: 'Statistics of one column',
  about:
    'Counts values, nulls and distinct values of one column, property or SQL expression of a local table, with smallest and largest; for numbers also mean and sum. Costs no quota.',
  input: z.object({
    table: TableName,
    column: z.string().min(1).max(2_000).describe("Column, property name, or expression. Example: properties->>'$.plan'"),
  }),
  output: z.object({
    table: z.string(),
    column: z.string(),
    expression: z.string(),
    row_count: z.number().int(),
    count: z.number().int(),
    null_count: z.number().int(),
    distinct_count: z.number().int(),
    min_value: Json,
    max_value: Json,
    numeric: z.object({ count: z.number().int(), min: z.number(), max: z.number(), sum: z.number(), mean: z.number() }).nullable(),
    note: z.string().nullable(),
  }),
  hints: READS_LAKE,
  async run({ table: asked, column }, context) {
    const lake = await (await context.workspace()).lake();
    const table = (await lake.resolveTable(asked)) ?? asked;
    const expression = await expressionOf(lake, table, column);
    // The line breaks keep a comment at the end of the expression from swallowing the bracket.
    const found = await lake.queries.run(
      `SELECT count(*) AS n, count(v) AS filled, count(DISTINCT v) AS different, min(v) AS smallest, max(v) AS largest,
         count(x) AS numbers, min(x) AS low, max(x) AS high, sum(x) AS total, avg(x) AS mean
       FROM (SELECT v, TRY_CAST(v AS DOUBLE) AS x FROM (SELECT (\n${expression}\n) AS v FROM ${quoteName(table)}))`,
      {
        limits: { maxRows: 1, timeoutMs: TIME_LIMIT_MS, maxCellChars: MAX_VALUE_CHARS },
        signal: context.signal,
        client: context.client.id,
      },
    );
    const row = found.rows[0] ?? [];
    const number = (index: number): number => Number(row[index] ?? 0);
    const rows = number(0);
    const filled = number(1);
    const numbers = number(5);
    const isNumeric = numbers > 0 && numbers === filled && row.slice(6, 10).every((value) => Number.isFinite(Number(value)));
    return {
      table,
      column,
      expression,
      row_count: rows,
      count: filled,
      null_count: rows - filled,
      distinct_count: number(2),
      min_value: row[3] ?? null,
      max_value: row[4] ?? null,
      numeric: isNumeric ? { count: numbers, min: number(6), max: number(7), sum: number(8), mean: number(9) } : null,
      note: noteOf({ rows, filled, numbers, type: found.columns[3]?.type ?? '', smallest: row[3] ?? null }),
    };
  },
  say: (output) =>
    paragraphs(
      `${output.column} of ${JSON.stringify(output.table)}: ${count(output.count)} of ${count(output.row_count)} rows have a value${output.count === 0 ? '' : `, ${count(output.distinct_count)} different ones; smallest ${cellText(output.min_value)}, largest ${cellText(output.max_value)}`}.`,
      output.numeric !== null &&
        `As numbers: min ${output.numeric.min}, max ${output.numeric.max}, mean ${output.numeric.mean}, sum ${output.numeric.sum}.`,
      notesText(output.note === null ? [] : [output.note]),
    ),
  rows: () => 1,
});

/** A column by its name, else a property by its name, else the text as SQL: read-only like every statement here. */
async function expressionOf(lake: Lake, table: string, column: string): Promise<string> {
  const columns = await lake.columns(table);
  const wanted = column.trim().replace(/^"(.*)"$/, '$1');
  const known = columns.find((each) => each.name.toLowerCase() === wanted.toLowerCase());
  if (known !== undefined) return known.type === 'JSON' ? `${quoteName(known.name)}::VARCHAR` : quoteName(known.name);
  const hasProperties = columns.some((each) => each.name === 'properties' && each.type === 'JSON');
  const isPlainName = /^[$\w][\w $.-]*$/.test(wanted) && !/^\d+$/.test(wanted);
  if (hasProperties && (isPlainName || (await lake.properties(table)).includes(wanted))) return `prop(properties, ${quoteText(wanted)})`;
  return column;
}

function noteOf(seen: { rows: number; filled: number; numbers: number; type: string; smallest: JsonValue }): string | null {
  if (seen.rows === 0) return 'The table is empty.';
  if (seen.filled === 0) return 'No row has a value: check the name with property_keys or table_schema (letter case counts).';
  if (seen.type === 'VARCHAR' && seen.numbers === seen.filled) {
    return 'The values are numbers kept as text, so smallest and largest go by letters; "numeric" goes by value.';
  }
  return null;
}
