// The person stops a call that is running; a call that has ended, but whose job goes on, stops with its job.
import { inputError } from '#shared/errors.ts';
import type { ActivityLog } from '../activity/activity-log.ts';
import type { Jobs } from '../jobs/job-runner.ts';

/** So far back a call is looked for. */
const MAX_ENTRIES = 500;

export function cancelCall({ activity, jobs }: { activity: ActivityLog; jobs: Jobs }, id: string): Record<never, never> {
  if (activity.cancel(id)) return {};
  const jobId = activity.list({ limit: MAX_ENTRIES }).entries.find((entry) => entry.id === id)?.jobId;
  const job = jobs.list().find((each) => each.jobId === jobId);
  if (job === undefined || job.endedAt !== null) throw inputError('This call is not running any more.');
  jobs.cancel(job.jobId);
  return {};
}
