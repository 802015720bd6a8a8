// What a person does with a result that is shown: sort and filter it, look at a column, write it to a file.
import type { JobSnapshot } from '#shared/model/job.ts';
import type { ArrangedResult, Arrangement, ColumnProfile, ExportFormat } from '#shared/model/result-view.ts';
import { startExport } from '../jobs/export.ts';
import type { Jobs } from '../jobs/job-runner.ts';
import { quoteName } from '../lake/names.ts';
import type { Session } from './sessions.ts';

/** A person may wait for a large result; Cancel is always at hand. */
export const PERSON_TIME_LIMIT_MS = 30 * 60_000;

interface Deps {
  session: Session;
  jobs: Jobs;
}

function optionsOf({ session }: Deps, signal: AbortSignal | undefined) {
  return { timeoutMs: PERSON_TIME_LIMIT_MS, signal, client: session.id };
}

export async function arrangeResult(
  deps: Deps,
  { resultId, order, filters }: Arrangement & { resultId: string },
  signal: AbortSignal | undefined,
): Promise<ArrangedResult> {
  const { results } = await (await deps.session.workspace()).lake();
  return results.arrange(resultId, { order, filters }, optionsOf(deps, signal));
}

export async function profileResult(
  deps: Deps,
  { resultId, column }: { resultId: string; column: number },
  signal: AbortSignal | undefined,
): Promise<ColumnProfile> {
  const { results } = await (await deps.session.workspace()).lake();
  return results.profile(resultId, column, optionsOf(deps, signal));
}

export async function profileTable(
  deps: Deps,
  { table, column }: { table: string; column: string },
  signal: AbortSignal | undefined,
): Promise<ColumnProfile> {
  const lake = await (await deps.session.workspace()).lake();
  return lake.profileTable({ table, column, ...optionsOf(deps, signal) });
}

export async function exportResult(
  { session, jobs }: Deps,
  input: { resultId: string; table?: string | undefined; format: ExportFormat; name: string; arrangement?: Arrangement | undefined },
): Promise<JobSnapshot> {
  const workspace = await session.workspace();
  const lake = await workspace.lake();
  const { resultId, table, format, name, arrangement } = input;
  const sql =
    table === undefined ? lake.results.statementOf(resultId).sql : `SELECT * FROM ${quoteName((await lake.resolveTable(table)) ?? table)}`;
  const started = startExport({
    ...{ lake, jobs, projectId: workspace.projectId, sql, subject: name, format, name, arrangement },
    ...{ folder: workspace.exportsDir, client: session.client },
  });
  return started.job;
}
