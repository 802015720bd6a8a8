// What Mixpanel knows of the project itself. `/me` is the only place that tells the time zone; a service account may be refused
// there, so every field can be missing.
import { z } from 'zod';
import type { CallOptions, MixpanelHttp } from './http.ts';

export interface ProjectFacts {
  name: string | null;
  /** IANA name, e.g. `Europe/Vienna`; null when Mixpanel does not tell. */
  timezone: string | null;
}

const Me = z.looseObject({
  results: z.looseObject({
    projects: z.record(z.string(), z.looseObject({ name: z.string().nullish(), timezone: z.string().nullish() })).nullish(),
  }),
});

export async function projectFacts(http: MixpanelHttp, projectId: string, call: CallOptions): Promise<ProjectFacts> {
  const parsed = Me.safeParse(await http.get('app', '/me', {}, call));
  const project = parsed.success ? parsed.data.results.projects?.[projectId] : undefined;
  const timezone = project?.timezone ?? null;
  return { name: project?.name ?? null, timezone: timezone !== null && isTimezone(timezone) ? timezone : null };
}

/** The projects that these credentials open, as `/me` lists them. */
export async function reachableProjects(http: MixpanelHttp, call: CallOptions): Promise<{ id: string; name: string | null }[]> {
  const { results } = Me.parse(await http.get('app', '/me', {}, call));
  return Object.entries(results.projects ?? {}).map(([id, project]) => ({ id, name: project.name ?? null }));
}

const Views = z.looseObject({ results: z.array(z.looseObject({ id: z.union([z.number(), z.string()]), name: z.string().nullish() })) });

/** The data views of a project, as Mixpanel lists them for everybody. */
export async function dataViews(http: MixpanelHttp, projectId: string, call: CallOptions): Promise<{ id: string; name: string | null }[]> {
  const { results } = Views.parse(await http.get('app', `/projects/${projectId}/workspaces/public`, {}, call));
  return results.map(({ id, name }) => ({ id: String(id), name: name ?? null }));
}

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false; // a name this runtime does not know: treated as unknown, and said so
  }
}
