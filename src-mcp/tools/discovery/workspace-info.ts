import { z } from 'zod';
import type { AppError } from '#shared/errors.ts';
import { count, notesText, paragraphs, plural, table } from '../../format/text.ts';
import { defineTool } from '../../server/tool-definition.ts';
import { READS_LAKE } from '../arguments.ts';

export const workspaceInfo = defineTool({
  name: 'workspace_info',
  title: 'About this workspace',
  about:
    'Reports which Mixpanel project, account and region are connected, the project time zone, how much of the hourly Mixpanel quota is used, and which local tables exist. Costs no quota.',
  input: z.object({}),
  output: z.object({
    project_id: z.string(),
    project_name: z.string().nullable(),
    region: z.string(),
    account: z.string(),
    timezone: z.string(),
    timezone_known: z.boolean(),
    notes: z.array(z.string()),
    quota: z.object({
      query_used: z.number().int(),
      query_limit: z.number().int(),
      export_used: z.number().int(),
      export_limit: z.number().int(),
      next_free_at: z.string().nullable(),
    }),
    tables: z.array(z.object({ name: z.string(), type: z.string(), row_count: z.number().int(), fetched_at: z.string().nullable() })),
  }),
  hints: READS_LAKE,
  async run(_input, context) {
    const workspace = await context.workspace();
    const info = await workspace.describe(context.call);
    const { problem } = await workspace.facts(context.call);
    const tables = await (await workspace.lake()).tables();
    return {
      project_id: info.projectId,
      project_name: info.projectName,
      region: info.region,
      account: workspace.account.name,
      timezone: info.timezone,
      timezone_known: info.isTimezoneKnown,
      notes: problem === null ? [] : [problemNote(problem)],
      quota: {
        query_used: info.quota.query.used,
        query_limit: info.quota.query.limit,
        export_used: info.quota.export.used,
        export_limit: info.quota.export.limit,
        next_free_at: info.quota.nextFreeAt,
      },
      tables: tables.map((each) => ({ name: each.name, type: each.kind, row_count: each.rowCount, fetched_at: each.fetchedAt })),
    };
  },
  say: (info) =>
    paragraphs(
      `Mixpanel project ${info.project_name ?? ''} (${info.project_id}), region ${info.region}, account ${info.account}.`.replace(
        '  ',
        ' ',
      ),
      `Time zone: ${info.timezone_known ? info.timezone : 'not known (days are taken as UTC days)'}. ` +
        `Quota of the last hour: ${info.quota.query_used} of ${info.quota.query_limit} query calls, ${info.quota.export_used} of ${info.quota.export_limit} exports` +
        `${info.quota.next_free_at === null ? '' : `; the next call can go at ${info.quota.next_free_at}`}.`,
      info.tables.length === 0
        ? 'No local tables yet: fetch_events makes one.'
        : `${plural(info.tables.length, 'local table')}:\n${table(
            ['table', 'type', 'rows', 'fetched (UTC)'],
            info.tables.map((row) => [row.name, row.type, count(row.row_count), row.fetched_at]),
          )}`,
      notesText(info.notes),
    ),
  rows: (info) => info.tables.length,
});

/** A wrong secret shows here first: the reader must hear that, and not only that a time zone is missing. */
function problemNote(problem: AppError): string {
  return `Mixpanel did not tell about the project (${problem.kind}): ${problem.message}${problem.hint === undefined ? '' : ` ${problem.hint}`}`;
}
