import { z } from 'zod';
import { inputError } from '#shared/errors.ts';
import { count, paragraphs, percent, plural, table as textTable } from '../../format/text.ts';
import { quoteName } from '../../lake/names.ts';
import { defineTool } from '../../server/tool-definition.ts';
import { READS_LAKE } from '../arguments.ts';
import { TableName } from './table-name.ts';

const TIME_LIMIT_MS = 18_000;
/** Mixpanel's soft limit of event names is 5,000. */
const MAX_EVENTS = 10_000;

export const eventBreakdown = defineTool({
  name: 'event_breakdown',
  title: 'Events of a local table',
  about: 'Counts the rows of a local events table per event name, with users, share, first and last time (UTC). Costs no quota.',
  input: z.object({ table: TableName }),
  output: z.object({
    table: z.string(),
    total: z.number().int(),
    events: z.array(
      z.object({
        event_name: z.string(),
        count: z.number().int(),
        unique_users: z.number().int(),
        percentage: z.number(),
        first_seen: z.string(),
        last_seen: z.string(),
      }),
    ),
    events_total: z.number().int(),
  }),
  hints: READS_LAKE,
  async run({ table: asked }, context) {
    const lake = await (await context.workspace()).lake();
    const table = (await lake.resolveTable(asked)) ?? asked;
    const columns = await lake.columns(table);
    if (!columns.some((column) => column.name === 'event_name')) {
      throw inputError(`${JSON.stringify(table)} is not an events table.`, 'list_tables shows the type of each table.');
    }
    const found = await lake.queries.run(
      `SELECT event_name, count(*) AS n, count(DISTINCT nullif(distinct_id, '')) AS users,
         strftime(min(event_time), '%Y-%m-%dT%H:%M:%SZ') AS first_seen, strftime(max(event_time), '%Y-%m-%dT%H:%M:%SZ') AS last_seen
       FROM ${quoteName(table)} GROUP BY event_name ORDER BY n DESC, event_name`,
      { limits: { maxRows: MAX_EVENTS, timeoutMs: TIME_LIMIT_MS }, signal: context.signal, client: context.client.id },
    );
    const total = found.rows.reduce((sum, row) => sum + Number(row[1]), 0);
    return {
      table,
      total,
      events: found.rows.map(([name, rows, users, first, last]) => ({
        event_name: String(name),
        count: Number(rows),
        unique_users: Number(users),
        percentage: (100 * Number(rows)) / total,
        first_seen: String(first),
        last_seen: String(last),
      })),
      events_total: found.rows.length,
    };
  },
  say: ({ table, total, events, events_total }) =>
    paragraphs(
      `${JSON.stringify(table)}: ${plural(total, 'event')} of ${plural(events_total, 'name')}; times are UTC, users are distinct ids.`,
      events.length > 0 &&
        textTable(
          ['event', 'rows', 'users', 'share', 'first', 'last'],
          events.map((row) => [
            row.event_name,
            count(row.count),
            count(row.unique_users),
            percent(row.percentage / 100),
            row.first_seen,
            row.last_seen,
          ]),
        ),
    ),
  long: 'events',
  rows: ({ events }) => events.length,
});
