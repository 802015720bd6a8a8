import { z } from 'zod';
import type { CallOptions, MixpanelHttp } from './http.ts';
import { byText, parseAnswer } from './lists.ts';

/** A saved report. What is undefined Mixpanel did not tell. */
export interface Bookmark {
  id: number;
  name: string;
  type: string;
  projectId: number | undefined;
  /** Times as Mixpanel writes them, without a zone. */
  created: string | undefined;
  modified: string | undefined;
  workspaceId: number | undefined;
  dashboardId: number | undefined;
  description: string | undefined;
  creatorId: number | undefined;
  creatorName: string | undefined;
}

const Id = z.coerce.number().int();
const Row = z.looseObject({
  id: Id,
  name: z.string().nullish(),
  type: z.string().nullish(),
  project_id: Id.nullish(),
  created: z.string().nullish(),
  modified: z.string().nullish(),
  workspace_id: Id.nullish(),
  dashboard_id: Id.nullish(),
  description: z.string().nullish(),
  creator_id: Id.nullish(),
  creator_name: z.string().nullish(),
});
const Answer = z.looseObject({ results: z.union([z.array(Row), z.looseObject({ results: z.array(Row) })]) });

/** All saved reports of the project, or those of one kind; the last changed first. Nothing is paged here, so this can take long. */
export async function savedReports(
  http: MixpanelHttp,
  projectId: string,
  type: string | undefined,
  call: CallOptions,
): Promise<Bookmark[]> {
  const answer = await http.get('app', `/projects/${encodeURIComponent(projectId)}/bookmarks`, { v: 2, type }, call);
  const { results } = parseAnswer(Answer, answer, 'bookmarks');
  const rows = Array.isArray(results) ? results : results.results;
  return rows.map(toBookmark).sort((a, b) => byText(b.modified ?? '', a.modified ?? '') || a.id - b.id);
}

function toBookmark(row: z.infer<typeof Row>): Bookmark {
  return {
    id: row.id,
    name: row.name ?? '',
    type: row.type ?? '',
    projectId: row.project_id ?? undefined,
    created: row.created ?? undefined,
    modified: row.modified ?? undefined,
    workspaceId: row.workspace_id ?? undefined,
    dashboardId: row.dashboard_id ?? undefined,
    description: row.description ?? undefined,
    creatorId: row.creator_id ?? undefined,
    creatorName: row.creator_name ?? undefined,
  };
}
