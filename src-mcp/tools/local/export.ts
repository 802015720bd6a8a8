import { z } from 'zod';
import { inputError } from '#shared/errors.ts';
import { startExport } from '../../jobs/export.ts';
import { quoteName } from '../../lake/names.ts';
import { defineTool } from '../../server/tool-definition.ts';
import { firstAnswer, JobAnswer, sayJob } from '../jobs/job-answer.ts';

export const exportData = defineTool({
  name: 'export',
  title: 'Export to a file',
  about:
    "Writes a local table, or the full result of a query, to a file on the person's computer (CSV, Parquet or NDJSON; never over another file) and gives its path. Cells that a spreadsheet would take for formulas get an apostrophe. Times are UTC.",
  input: z.object({
    query: z.string().min(1).max(100_000).nullish().describe('One SELECT; or give table'),
    table: z.string().min(1).nullish().describe('A whole local table. Example: events'),
    format: z.enum(['csv', 'parquet', 'json']).default('csv').describe('json: one object a line'),
    name: z.string().min(1).max(100).nullish().describe('File name without ending; left out: the table, or query'),
    by_day: z.boolean().default(false).describe('Parquet of an events table: a folder a day (day=2026-05-01), project time zone'),
  }),
  output: JobAnswer,
  hints: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  async run({ query, table: asked, format, name, by_day }, context) {
    if (!query === !asked) throw inputError('What to export is not clear.', 'Give either query or table.');
    const workspace = await context.workspace();
    const lake = await workspace.lake();
    const table = asked ? ((await lake.resolveTable(asked)) ?? asked) : undefined;
    if (table !== undefined) await lake.columns(table);
    const { timezone } = await workspace.facts(context.call);
    const started = startExport({
      lake,
      jobs: context.jobs,
      projectId: workspace.projectId,
      sql: table === undefined ? (query ?? '') : `SELECT * FROM ${quoteName(table)}`,
      subject: table ?? 'a query',
      format,
      name: name ?? table ?? 'query',
      byDay: by_day ? { column: 'event_time', timezone: timezone ?? 'UTC' } : undefined,
      folder: workspace.exportsDir,
      client: context.client,
    });
    return firstAnswer(started, context);
  },
  say: sayJob,
  rows: (output) => output.rows ?? 0,
});
