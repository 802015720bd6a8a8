// Calls and events that the app itself serves.
import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { AccountSummary } from '../model/account.ts';
import { AppStatus } from '../model/app-status.ts';
import { JobSnapshot } from '../model/job.ts';
import { procedure } from './procedure.ts';

export const appContract = {
  app: {
    status: procedure.output(AppStatus),
    /** The status at the start, then after every change. */
    statusChanges: procedure.output(eventIterator(AppStatus)),
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
