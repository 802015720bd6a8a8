import { z } from 'zod';

/** What a person or an assistant saved: keep the last days of some events fresh. */
export const SyncSettings = z.object({
  /** 1 to 100 characters; one sync a name. */
  name: z.string(),
  table: z.string(),
  /** Left out: all events. */
  events: z.array(z.string()).optional(),
  /** A filter in Mixpanel's expression language. */
  where: z.string().optional(),
  /** So many days, today with them. */
  days: z.number().int(),
  /** Runs once an engine start, when the project is first used. */
  onStart: z.boolean(),
});
export type SyncSettings = z.infer<typeof SyncSettings>;

export const SavedSync = SyncSettings.extend({
  /** ISO 8601, UTC. */
  createdAt: z.string(),
  /** The end of the last run; null before the first. */
  lastRunAt: z.string().nullable(),
  lastStatus: z.string().nullable(),
  lastMessage: z.string().nullable(),
});
export type SavedSync = z.infer<typeof SavedSync>;
