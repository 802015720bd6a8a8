import { z } from 'zod';

/** A line of the engine's log, as the window shows it. */
export const LogLine = z.object({
  /** ISO 8601, UTC; null for a line that is not in the log's form. */
  time: z.string().nullable(),
  level: z.enum(['debug', 'info', 'warning', 'error', 'fatal']),
  message: z.string(),
  /** What else the line says, as JSON; empty when nothing. */
  details: z.string(),
});
export type LogLine = z.infer<typeof LogLine>;
