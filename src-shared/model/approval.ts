import { z } from 'zod';

/** Something an assistant wants done that a person must agree to first, and that its client could not ask about. */
export const Approval = z.object({
  id: z.string(),
  /** The question, one sentence. */
  question: z.string(),
  /** What speaks for and against it: sizes, costs, one fact a line. */
  facts: z.array(z.string()),
  /** Who asks. */
  client: z.string(),
  tool: z.string(),
  projectId: z.string(),
  askedAt: z.string(),
  /** After this instant nobody waits for the answer any more. */
  expiresAt: z.string(),
});
export type Approval = z.infer<typeof Approval>;
