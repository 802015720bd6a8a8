// Calls about the activity log.
import { z } from 'zod';
import { ActivityEntry, ActivityOutcome, LogCheck, Replay } from '../model/activity-entry.ts';
import { procedure } from './procedure.ts';

const Filter = z.object({
  client: z.string().optional(),
  tool: z.string().optional(),
  outcome: ActivityOutcome.optional(),
  text: z.string().optional(),
  /** Begun at or after, and before; ISO 8601, UTC. */
  since: z.iso.datetime().optional(),
  until: z.iso.datetime().optional(),
});

export const activityCalls = {
  /** Newest first. `before` is the id of the oldest entry already shown. */
  list: procedure
    .input(Filter.extend({ before: z.string().optional(), limit: z.number().int().min(1).max(500).default(100) }))
    .output(z.object({ entries: z.array(ActivityEntry), hasMore: z.boolean() })),
  /** Stops a call that is running, and the job it has started. */
  cancel: procedure.input(z.object({ id: z.string() })).output(z.object({})),
  /** The same tool with the same arguments once more. What is not read-only needs `isConfirmed`. */
  replay: procedure.input(z.object({ id: z.string(), isConfirmed: z.boolean().default(false) })).output(Replay),
  /** Writes the entries that match into a file in Mixlake's exports, oldest first. */
  export: procedure
    .input(Filter.extend({ format: z.enum(['jsonl', 'csv']) }))
    .output(z.object({ file: z.string(), entries: z.number().int() })),
  /** Deletes the whole log, of all projects, and with it the history of statements. */
  clear: procedure.output(z.object({ days: z.number().int() })),
  /** Reads the whole log and checks that no line was changed, removed or put between. */
  verify: procedure.output(LogCheck),
};
