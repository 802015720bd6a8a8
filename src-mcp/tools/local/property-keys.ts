import { z } from 'zod';
import { inputError } from '#shared/errors.ts';
import { count, notesText, paragraphs, plural } from '../../format/text.ts';
import type { Lake } from '../../lake/lake.ts';
import { quoteName, quoteText } from '../../lake/names.ts';
import { defineTool } from '../../server/tool-definition.ts';
import { READS_LAKE } from '../arguments.ts';
import { TableName } from './table-name.ts';

const TIME_LIMIT_MS = 18_000;
const MAX_KEYS = 10_000;

export const propertyKeys = defineTool({
  name: 'property_keys',
  title: 'Properties in a local table',
  about:
    "Lists the property names found in the JSON column of a local table (all rows are read), sorted. SQL reads one with prop(properties, 'name'). Costs no quota.",
  input: z.object({ table: TableName, event: z.string().min(1).nullish().describe('Only rows of this event. Example: Sign Up') }),
  output: z.object({
    table: z.string(),
    event: z.string().nullable(),
    keys: z.array(z.string()),
    rows_read: z.number().int(),
    total: z.number().int(),
    notes: z.array(z.string()),
  }),
  hints: READS_LAKE,
  async run({ table: asked, event }, context) {
    const lake = await (await context.workspace()).lake();
    const table = (await lake.resolveTable(asked)) ?? asked;
    const columns = await lake.columns(table);
    if (!columns.some((column) => column.name === 'properties' && column.type === 'JSON')) {
      throw inputError(`${JSON.stringify(table)} has no JSON column named properties.`, 'table_schema shows its columns.');
    }
    if (event !== undefined && event !== null && !columns.some((column) => column.name === 'event_name')) {
      throw inputError(`${JSON.stringify(table)} is not an events table.`, 'Leave event out.');
    }
    const from = `${quoteName(table)}${event === undefined || event === null ? '' : ` WHERE event_name = ${quoteText(event)}`}`;
    const ask = (sql: string) =>
      lake.queries.run(sql, { limits: { maxRows: MAX_KEYS, timeoutMs: TIME_LIMIT_MS }, signal: context.signal, client: context.client.id });
    const rows = Number((await ask(`SELECT count(*) FROM ${from}`)).rows[0]?.[0] ?? 0);
    if (rows === 0 && event !== undefined && event !== null) throw await noSuchEvent(lake, table, event);
    const found = await ask(`SELECT DISTINCT unnest(json_keys(properties)) AS name FROM ${from} ORDER BY name`);
    return {
      table,
      event: event ?? null,
      keys: found.rows.map((row) => String(row[0])),
      rows_read: rows,
      total: found.rows.length,
      notes: found.hasMore ? [`There are more than ${count(MAX_KEYS)} names; the first ones are shown.`] : [],
    };
  },
  say: ({ table, event, keys, rows_read, total, notes }) =>
    paragraphs(
      `${plural(total, 'property', 'properties')} in ${plural(rows_read, 'row')} of ${JSON.stringify(table)}${event === null ? '' : `, event ${JSON.stringify(event)}`}:`,
      keys.map((key) => `- ${key}`).join('\n'),
      notesText(notes),
    ),
  long: 'keys',
  rows: ({ keys }) => keys.length,
});

async function noSuchEvent(lake: Lake, table: string, event: string): Promise<Error> {
  const found = await lake.queries.run(`SELECT event_name FROM ${quoteName(table)} GROUP BY 1 ORDER BY count(*) DESC, 1`, {
    limits: { maxRows: 20, timeoutMs: TIME_LIMIT_MS },
  });
  const names = found.rows.map((row) => JSON.stringify(row[0])).join(', ');
  return inputError(
    `${JSON.stringify(table)} holds no event named ${JSON.stringify(event)}.`,
    names === '' ? 'The table is empty.' : `Its most frequent events: ${names}.`,
  );
}
