import { z } from 'zod';
import { ActivityEntry } from './activity-entry.ts';
import { AppStatus } from './app-status.ts';
import { Approval } from './approval.ts';
import { ConnectedClient } from './connected-client.ts';
import { JobSnapshot } from './job.ts';
import { WindowCommand } from './window-command.ts';

/** One thing that changed, as the window is told. */
export const AppChange = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('status'), status: AppStatus }),
  /** Data or columns of some table. */
  z.object({ kind: z.literal('tables'), revision: z.number().int() }),
  z.object({ kind: z.literal('job'), job: JobSnapshot }),
  /** All that wait for the person's consent. */
  z.object({ kind: z.literal('approvals'), approvals: z.array(Approval) }),
  /** Everybody who is connected to the engine. */
  z.object({ kind: z.literal('clients'), clients: z.array(ConnectedClient) }),
  /** A menu, the tray or a link from outside wants something of the window. */
  z.object({ kind: z.literal('command'), command: WindowCommand }),
  /** An entry when it starts and again when it ends. */
  z.object({ kind: z.literal('activity'), entry: ActivityEntry }),
]);
export type AppChange = z.infer<typeof AppChange>;
