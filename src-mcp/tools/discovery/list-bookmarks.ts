import { z } from 'zod';
import { count, paragraphs, plural, table } from '../../format/text.ts';
import { type Bookmark, savedReports } from '../../mixpanel/bookmarks.ts';
import { defineTool } from '../../server/tool-definition.ts';
import { READS_MIXPANEL } from '../arguments.ts';

const Row = z.object({
  id: z.number().int(),
  name: z.string(),
  type: z.string(),
  project_id: z.number().int().optional(),
  created: z.string().optional(),
  modified: z.string().optional(),
  workspace_id: z.number().int().optional(),
  dashboard_id: z.number().int().optional(),
  description: z.string().optional(),
  creator_id: z.number().int().optional(),
  creator_name: z.string().optional(),
});

export const listBookmarks = defineTool({
  name: 'list_bookmarks',
  title: 'List saved reports',
  about:
    'Lists the saved reports, the last changed first, with the id and type that query_saved_report and query_flows take. Slow in projects with thousands of reports (20 s). Costs no query call.',
  input: z.object({
    bookmark_type: z
      .enum(['insights', 'funnels', 'retention', 'flows', 'launch-analysis'])
      .nullish()
      .describe('Only this kind; left out: all'),
    limit: z.number().int().min(0).default(100).describe('Most reports given; 0: all'),
  }),
  output: z.object({
    bookmarks: z.array(Row),
    truncated: z.boolean(),
    total_count: z.number().int(),
    note: z.string().optional(),
  }),
  hints: READS_MIXPANEL,
  cacheSeconds: 300,
  async run({ bookmark_type: type, limit }, context) {
    const { http, projectId } = await context.workspace();
    const all = await savedReports(http, projectId, type ?? undefined, context.call);
    const kept = limit === 0 ? all : all.slice(0, limit);
    const truncated = kept.length < all.length;
    return {
      bookmarks: kept.map(toRow),
      truncated,
      total_count: all.length,
      ...(truncated
        ? {
            note: `The ${count(kept.length)} last changed of ${plural(all.length, 'saved report')}; limit 0 gives all, bookmark_type one kind.`,
          }
        : {}),
    };
  },
  long: 'bookmarks',
  say: (output) =>
    output.total_count === 0
      ? 'The project has no such saved reports.'
      : paragraphs(
          `${plural(output.total_count, 'saved report')}, the last changed first (times as Mixpanel writes them, without a zone):`,
          table(
            ['id', 'type', 'name', 'modified', 'by', 'description'],
            output.bookmarks.map((row) => [row.id, row.type, row.name, row.modified, row.creator_name, row.description]),
          ),
          output.note,
        ),
  rows: (output) => output.bookmarks.length,
});

function toRow({ projectId, workspaceId, dashboardId, creatorId, creatorName, ...rest }: Bookmark): z.infer<typeof Row> {
  return {
    ...rest,
    description: rest.description === '' ? undefined : rest.description,
    project_id: projectId,
    workspace_id: workspaceId,
    dashboard_id: dashboardId,
    creator_id: creatorId,
    creator_name: creatorName,
  };
}
