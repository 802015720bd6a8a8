// What is worth a notice of the desktop while the window is in the background: a job that has ended, a question that waits.
import type { AppChange } from '#shared/model/app-change.ts';
import { isEnded, type JobSnapshot } from '#shared/model/job.ts';
import type { WindowCommand } from '#shared/model/window-command.ts';

export interface Notice {
  readonly title: string;
  readonly body: string;
  /** Where a click on it leads. */
  readonly command: WindowCommand;
}

/** Takes each change in its order; answers with what is new about it. */
export function createNotices(): (change: AppChange) => Notice[] {
  const running = new Set<string>();
  const asked = new Set<string>();
  return (change) => {
    switch (change.kind) {
      case 'job': {
        const { job } = change;
        if (!isEnded(job.status)) running.add(job.jobId);
        // A job that had ended before anybody looked is old news.
        else if (running.delete(job.jobId)) return [jobNotice(job)];
        return [];
      }
      case 'approvals': {
        const fresh = change.approvals.filter(({ id }) => !asked.has(id));
        for (const { id } of fresh) asked.add(id);
        return fresh.map(({ client, question }) => ({
          title: `${client} asks for your consent`,
          body: question,
          command: { kind: 'go', path: '/activity' },
        }));
      }
      default:
        return [];
    }
  };
}

const ENDINGS: Partial<Record<JobSnapshot['status'], string>> = {
  completed: 'Done',
  partial: 'Done in part',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

function jobNotice(job: JobSnapshot): Notice {
  return { title: `${ENDINGS[job.status] ?? job.status}: ${job.title}`, body: job.message, command: { kind: 'go', path: '/explorer' } };
}
