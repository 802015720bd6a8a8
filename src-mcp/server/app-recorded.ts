// What a person does in the window is recorded like an assistant's call.
import { toWireError } from '#shared/errors.ts';
import type { JobSnapshot } from '#shared/model/job.ts';
import type { ActivityLog, OpenActivity } from '../activity/activity-log.ts';
import type { Session } from './sessions.ts';

/** What a call of the person came to, for its entry. */
export interface Outcome {
  summary: string;
  rows?: number | null;
  jobId?: string;
}

export interface RecordedCall<T> {
  tool: string;
  arguments: object;
  tell: (value: T) => Outcome;
}

export async function recorded<T>(
  deps: { activity: ActivityLog; session: Session },
  call: RecordedCall<T>,
  work: (entry: OpenActivity) => Promise<T>,
): Promise<T> {
  const entry = deps.activity.begin({
    client: deps.session.client,
    projectId: deps.session.projectId(),
    tool: call.tool,
    arguments: call.arguments,
  });
  try {
    const value = await work(entry);
    entry.end({ outcome: 'ok', ...call.tell(value) });
    return value;
  } catch (error) {
    const wire = toWireError(error, entry.id);
    const outcome = wire.kind === 'cancelled' ? 'cancelled' : wire.kind === 'sql' || wire.kind === 'input' ? 'refused' : 'error';
    entry.end({ outcome, summary: wire.message, errorKind: wire.kind });
    throw error;
  }
}

export function tellJob(job: JobSnapshot): Outcome {
  return { summary: job.title, jobId: job.jobId };
}
