// Compacting, asked for in the window.
import { inputError } from '#shared/errors.ts';
import type { JobSnapshot } from '#shared/model/job.ts';
import { startCompact } from '../jobs/compact.ts';
import type { Jobs } from '../jobs/job-runner.ts';
import type { Lake } from '../lake/lake.ts';

interface CompactRoom {
  projectId: string;
  lake(): Promise<Lake>;
}

/** Refused before it begins, in words of the window: the job itself would only fail later, and a fetch would stand still meanwhile. */
export async function compactForPerson(room: CompactRoom, jobs: Jobs, startedBy: string): Promise<JobSnapshot> {
  const { projectId } = room;
  const running = jobs.list().find((job) => job.projectId === projectId && job.endedAt === null && job.kind !== 'compact');
  if (running !== undefined) {
    throw inputError(`“${running.title}” is still running.`, 'Compact the database when it has ended, or cancel it first.');
  }
  return startCompact({ lake: await room.lake(), jobs, projectId, startedBy }).job;
}
