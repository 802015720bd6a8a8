import { z } from 'zod';
import { count, notesText, paragraphs, plural, table } from '../../format/text.ts';
import { describeDays } from '../../jobs/plan-days.ts';
import { defineTool } from '../../server/tool-definition.ts';
import { READS_LAKE } from '../arguments.ts';

/** Of one table; years of missing days would fill the answer. */
const MAX_MISSING_DAYS = 100;

export const listTables = defineTool({
  name: 'list_tables',
  title: 'List local tables',
  about: 'Lists the local tables with rows, the days they hold, days that are missing, and when data last arrived. Costs no quota.',
  input: z.object({}),
  output: z.object({
    tables: z.array(
      z.object({
        name: z.string(),
        type: z.string().describe('events, profiles, view or other'),
        row_count: z.number().int(),
        fetched_at: z.string().nullable(),
        from_date: z.string().nullable(),
        to_date: z.string().nullable(),
        day_zone: z.string().nullable().describe('The zone the fetched days are counted in'),
        missing_days: z.array(z.string()).describe('The first 100'),
        missing_days_total: z.number().int(),
        quarantined_lines: z.number().int(),
        is_loading: z.boolean(),
        bytes: z.number().int().nullable().describe('In the database file, as of its last checkpoint'),
        typed_view: z.string().nullable().describe('SQL reads properties as columns from it'),
      }),
    ),
    total: z.number().int(),
    notes: z.array(z.string()),
  }),
  hints: READS_LAKE,
  async run(_input, context) {
    const workspace = await context.workspace();
    const lake = await workspace.lake();
    const tables = await lake.tables({ withSizes: true });
    return {
      tables: tables.map((each) => ({
        name: each.name,
        type: each.kind,
        row_count: each.rowCount,
        fetched_at: each.fetchedAt,
        from_date: each.fromDate,
        to_date: each.toDate,
        day_zone: each.dayZone,
        missing_days: each.missingDays.slice(0, MAX_MISSING_DAYS),
        missing_days_total: each.missingDays.length,
        quarantined_lines: each.quarantinedLines,
        is_loading: each.isLoading,
        bytes: each.bytes ?? null,
        typed_view: each.typedView?.name ?? null,
      })),
      total: tables.length,
      // How the file was opened, where that is worth a word: a damaged log set aside, days that are to be fetched again.
      notes: [...lake.notes],
    };
  },
  say: ({ tables, total, notes }) =>
    tables.length === 0
      ? paragraphs('There are no local tables yet: fetch_events or fetch_profiles makes one.', notesText(notes))
      : paragraphs(
          `${plural(total, 'local table')}:`,
          table(
            ['table', 'type', 'rows', 'MB', 'days', 'fetched (UTC)', 'remarks'],
            tables.map((row) => [
              row.name,
              row.type,
              count(row.row_count),
              row.bytes === null ? '' : (row.bytes / 1e6).toFixed(1),
              row.from_date === null ? '' : `${row.from_date} to ${row.to_date} (${row.day_zone} days)`,
              row.fetched_at,
              [
                row.typed_view === null ? '' : `properties as columns: ${row.typed_view}`,
                row.is_loading ? 'being loaded now' : '',
                row.missing_days.length === 0 ? '' : `missing: ${describeDays(row.missing_days)}${more(row)}`,
                row.quarantined_lines === 0 ? '' : `${plural(row.quarantined_lines, 'line')} in mixlake.quarantine`,
              ]
                .filter((each) => each !== '')
                .join('; '),
            ]),
          ),
          notesText(notes),
        ),
  long: 'tables',
  rows: ({ tables }) => tables.length,
});

function more(row: { missing_days: string[]; missing_days_total: number }): string {
  const left = row.missing_days_total - row.missing_days.length;
  return left === 0 ? '' : ` and ${plural(left, 'later day')}`;
}
