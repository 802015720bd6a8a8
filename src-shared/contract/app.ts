// Calls and events that the app itself serves.
import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { AccountSummary } from '../model/account.ts';
import { AppChange } from '../model/app-change.ts';
import { AppStatus } from '../model/app-status.ts';
import { JobSnapshot } from '../model/job.ts';
import { procedure } from './procedure.ts';

export const appContract = {
  app: {
    status: procedure.output(AppStatus),
    /**
     * All that changes, in one stream: a browser opens at most six connections to one address over all its tabs. Begins with
     * the status. Goes on when the engine is lost or another account is chosen: as soon as an engine is ready again, `tables`
     * comes once, and every job it knows. Has no end.
     */
    changes: procedure.output(eventIterator(AppChange)),
    /** After a failed start: try again now. */
    retryEngine: procedure.output(AppStatus),
  },
  accounts: {
    list: procedure.output(z.object({ accounts: z.array(AccountSummary) })),
    /** Works with this account from now on. */
    use: procedure.input(z.object({ name: z.string() })).output(AppStatus),
  },
  demo: {
    /** Starts the demo project, connects, and fetches its last 30 days into `events`. */
    start: procedure.output(z.object({ status: AppStatus, job: JobSnapshot })),
  },
};
