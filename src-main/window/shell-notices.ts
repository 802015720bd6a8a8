// Follows what the window is told, for the shell: notices of the desktop while the window is in the background, and the tray.
import type { AppChange } from '#shared/model/app-change.ts';
import type { AppStatus } from '#shared/model/app-status.ts';
import { isEnded } from '#shared/model/job.ts';
import { createNotices, type Notice } from './notices.ts';
import type { TrayFacts } from './tray.ts';

export interface ShellFollowing {
  changes: AsyncIterable<AppChange>;
  status: () => AppStatus;
  /** The person looks at the window right now. */
  isInFront: () => boolean;
  areNoticesOn: () => boolean;
  show: (notice: Notice) => void;
  onFacts: (facts: TrayFacts) => void;
}

export async function followForShell(deps: ShellFollowing): Promise<void> {
  const noticesIn = createNotices();
  const running = new Set<string>();
  let status = deps.status();
  let connectedAssistants = 0;
  let waitingQuestions = 0;
  for await (const change of deps.changes) {
    if (change.kind === 'status') status = change.status;
    else if (change.kind === 'clients') connectedAssistants = change.clients.filter(({ kind }) => kind === 'assistant').length;
    else if (change.kind === 'approvals') waitingQuestions = change.approvals.length;
    else if (change.kind === 'job') {
      if (isEnded(change.job.status)) running.delete(change.job.jobId);
      else running.add(change.job.jobId);
    } else continue;
    const notices = noticesIn(change);
    if (deps.areNoticesOn() && !deps.isInFront()) notices.forEach(deps.show);
    deps.onFacts({ status, runningJobs: running.size, connectedAssistants, waitingQuestions });
  }
}
