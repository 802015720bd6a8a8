// A job's progress in words, units included.
import type { JobProgress, JobSnapshot } from '#shared/model/job.ts';
import { words } from './words.ts';

export function isRunning(job: JobSnapshot): boolean {
  return job.endedAt === null;
}

/** "12 of 30 days" */
export function progressCount(progress: JobProgress): string {
  return words.job.count(progress);
}

/** Why the count may differ from the days one asked for; undefined where nothing needs to be explained. */
export function progressNote({ unit }: JobProgress): string | undefined {
  return unit === 'days' ? words.job.daysAreUtc : undefined;
}

/** "98,123 rows · 12.4K rows/s · about 12 s left" */
export function progressDetail(progress: JobProgress): string {
  return words.job.detail(progress);
}
