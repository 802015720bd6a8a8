import { z } from 'zod';
import { AccountSummary } from './account.ts';

export const EngineState = z.enum(['starting', 'ready', 'restarting', 'failed', 'stopped']);
export type EngineState = z.infer<typeof EngineState>;

/** What the window's status line shows. */
export const AppStatus = z.object({
  version: z.string(),
  engine: z.object({ state: EngineState, reason: z.string().nullable(), pid: z.number().int().nullable() }),
  /** The account in use; null on a machine without one: the window then shows the first screen. */
  account: AccountSummary.nullable(),
  /** Why the configured account cannot be used, in words; null when it can or when there is none. */
  accountProblem: z.string().nullable(),
  isDemo: z.boolean(),
});
export type AppStatus = z.infer<typeof AppStatus>;

export const QuotaStatus = z.object({
  query: z.object({ used: z.number().int(), limit: z.number().int() }),
  export: z.object({ used: z.number().int(), limit: z.number().int() }),
  /** When the next call can go if the hour is used up (ISO 8601, UTC). */
  nextFreeAt: z.string().nullable(),
});
export type QuotaStatus = z.infer<typeof QuotaStatus>;

export const WorkspaceInfo = z.object({
  projectId: z.string(),
  projectName: z.string().nullable(),
  region: z.string(),
  timezone: z.string(),
  /** False when Mixpanel did not tell the zone and a default stands in. */
  isTimezoneKnown: z.boolean(),
  quota: QuotaStatus,
});
export type WorkspaceInfo = z.infer<typeof WorkspaceInfo>;
