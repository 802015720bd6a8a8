import { z } from 'zod';
import { QuotaSpent } from './job.ts';
import { JsonRecord } from './json.ts';

export const ActivityOutcome = z.enum(['running', 'ok', 'error', 'refused', 'cancelled', 'interrupted']);
export type ActivityOutcome = z.infer<typeof ActivityOutcome>;

/** One call of an assistant or a person, as the activity log keeps it and the window shows it. */
export const ActivityEntry = z.object({
  id: z.string(),
  /** ISO 8601, UTC. */
  startedAt: z.string(),
  client: z.object({
    /** Id of the connection. */
    id: z.string(),
    /** The name the client gave in its handshake, or `Mixlake app`. */
    name: z.string(),
    version: z.string().optional(),
    kind: z.enum(['assistant', 'person']),
  }),
  projectId: z.string().nullable(),
  /** Tool name, or `query.open` and the like for the window's own calls. */
  tool: z.string(),
  /** Arguments, redacted and cut. */
  arguments: JsonRecord,
  outcome: ActivityOutcome,
  /** Null while it runs. */
  durationMs: z.number().nullable(),
  rows: z.number().int().nullable(),
  /** Requests made to Mixpanel on its behalf. */
  mixpanelRequests: z.number().int(),
  /** What these used of the hour's allowance; not there in entries of older versions. A job's requests stand with the job. */
  spent: QuotaSpent.optional(),
  /** One sentence: what came out, or the error. */
  summary: z.string(),
  errorKind: z.string().nullable(),
  jobId: z.string().nullable(),
});
export type ActivityEntry = z.infer<typeof ActivityEntry>;

/** What a walk over the whole log found. */
export const LogCheck = z.object({
  files: z.number().int(),
  lines: z.number().int(),
  /** The first line that does not fit; null when all do. `line` counts from 1. */
  firstBad: z.object({ file: z.string(), line: z.number().int(), reason: z.string() }).nullable(),
});
export type LogCheck = z.infer<typeof LogCheck>;

export const Replay = z.object({
  /** Set when nothing was done yet, because the person must agree first. */
  question: z.string().nullable(),
  isOk: z.boolean(),
  /** What the tool answered, as an assistant reads it. */
  text: z.string(),
});
export type Replay = z.infer<typeof Replay>;
