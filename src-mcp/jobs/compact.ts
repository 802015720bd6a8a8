// Compacting as a job: the lake's questions wait until it is done, so the person should see what they wait for.
import type { Lake } from '../lake/lake.ts';
import type { Jobs } from './job-runner.ts';
import type { Started } from './start-fetch.ts';

export interface CompactStart {
  lake: Lake;
  jobs: Jobs;
  projectId: string;
  startedBy: string;
}

export function startCompact({ lake, jobs, projectId, startedBy }: CompactStart): Started {
  return jobs.start({
    kind: 'compact',
    title: 'Compact the local database',
    projectId,
    table: 'all tables',
    startedBy,
    unit: 'rows',
    key: JSON.stringify(['compact', projectId]),
    async run({ report }) {
      report({ status: 'running', message: 'Writing the database anew; questions to local tables wait.' });
      const { bytesBefore, bytesAfter } = await lake.compact();
      return {
        status: 'completed',
        message: `The local database takes ${megabytes(bytesAfter)} now; before it took ${megabytes(bytesBefore)}.`,
        result: { bytes_before: bytesBefore, bytes_after: bytesAfter },
      };
    },
  });
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
