// Deleting a table for good, as a job that waits until the person has agreed.
import type { Lake } from '../lake/lake.ts';
import type { Jobs } from './job-runner.ts';
import type { Started } from './start-fetch.ts';

export interface DropForever {
  lake: Lake;
  jobs: Jobs;
  projectId: string;
  table: string;
  startedBy: string;
  /** Fails in words when the person does not agree. */
  consent(signal: AbortSignal): Promise<void>;
  now(): number;
}

export function startDropForever({ lake, jobs, projectId, table, startedBy, consent, now }: DropForever): Started {
  return jobs.start({
    kind: 'drop_table',
    title: `Delete the table ${table} forever`,
    projectId,
    table,
    startedBy,
    unit: 'rows',
    key: JSON.stringify(['drop_table', projectId, table]),
    async run({ report, signal }) {
      report({ status: 'waiting', message: 'Waiting for approval in Mixlake.' });
      await consent(signal);
      const { rows } = await lake.dropTable(table, { isForever: true, nowMs: now() });
      return { status: 'completed', message: `The table ${JSON.stringify(table)} is deleted forever.`, result: { rows } };
    },
  });
}
