import { z } from 'zod';
import { ActivityEntry } from './activity-entry.ts';
import { AppStatus } from './app-status.ts';
import { JobSnapshot } from './job.ts';

/** One thing that changed, as the window is told. */
export const AppChange = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('status'), status: AppStatus }),
  /** Data or columns of some table. */
  z.object({ kind: z.literal('tables'), revision: z.number().int() }),
  z.object({ kind: z.literal('job'), job: JobSnapshot }),
  /** An entry when it starts and again when it ends. */
  z.object({ kind: z.literal('activity'), entry: ActivityEntry }),
]);
export type AppChange = z.infer<typeof AppChange>;
