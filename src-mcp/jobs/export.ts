// An export as a job: it goes on when the caller stops waiting, and can be cancelled.

import { plural } from '#core/count-words.ts';
import type { JobSnapshot } from '#shared/model/job.ts';
import type { Arrangement, ExportFormat } from '#shared/model/result-view.ts';
import type { Lake } from '../lake/lake.ts';
import type { Jobs } from './job-runner.ts';

export interface ExportStart {
  lake: Lake;
  jobs: Jobs;
  projectId: string;
  /** The checked or to be checked statement, and what it is called in titles. */
  sql: string;
  subject: string;
  format: ExportFormat;
  name: string;
  byDay?: { column: string; timezone: string } | undefined;
  /** The order and the filters of the grid, when only these rows are wanted. */
  arrangement?: Arrangement | undefined;
  folder: string;
  client: { id: string; name: string };
}

export function startExport(start: ExportStart): { job: JobSnapshot; isNew: boolean } {
  const { lake, jobs, projectId, sql, subject, format, name, byDay, arrangement, folder, client } = start;
  return jobs.start({
    kind: 'export',
    title: `Export ${subject} as ${format}`,
    projectId,
    table: subject,
    startedBy: client.name,
    unit: 'rows',
    key: JSON.stringify(['export', projectId, sql, format, name, byDay ?? null, arrangement ?? null]),
    async run({ signal, report }) {
      report({ status: 'running', message: 'Writing the file.' });
      const onBytes = (bytes: number): void => report({ progress: { bytes } });
      const done = await lake.exportQuery({ sql, format, name, byDay, arrangement, folder, signal, client: client.id, onBytes });
      report({ progress: { done: done.rows, total: done.rows, rows: done.rows, bytes: done.bytes } });
      return {
        status: 'completed',
        message: `${plural(done.rows, 'row')} (${plural(done.bytes, 'byte')}) written to ${done.path}.${done.notes.map((note) => ` ${note}`).join('')}`,
        result: { path: done.path, format, rows: done.rows, bytes: done.bytes, notes: done.notes },
      };
    },
  });
}
