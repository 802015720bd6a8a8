// A job's progress in words, units included.
import type { JobProgress, JobSnapshot } from '#shared/model/job.ts';
import { counted, formatCompact, formatSeconds } from '../ui/quantities.ts';

export function isRunning(job: JobSnapshot): boolean {
  return job.endedAt === null;
}

/** "12 of 30 days" */
export function progressCount({ done, total, unit }: JobProgress): string {
  return total === null ? `${done} ${unit}` : `${done} of ${total} ${unit}`;
}

/** Why the count may differ from the days one asked for; undefined where nothing needs to be explained. */
export function progressNote({ unit }: JobProgress): string | undefined {
  return unit === 'days' ? 'days as the export counts them (UTC); one more than the project’s days when the zones differ' : undefined;
}

/** "98,123 rows · 12.4K rows/s · about 12 s left" */
export function progressDetail(progress: JobProgress): string {
  const parts = [counted(progress.rows, 'row')];
  if (progress.rowsPerSecond !== null) parts.push(`${formatCompact(Math.round(progress.rowsPerSecond))} rows/s`);
  if (progress.etaSeconds !== null) parts.push(`about ${formatSeconds(progress.etaSeconds)} left`);
  return parts.join(' · ');
}
