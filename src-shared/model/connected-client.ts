import { z } from 'zod';

/** A program that is connected to the engine now: an AI client over its bridge, or the app. */
export const ConnectedClient = z.object({
  /** Id of the connection, as in the activity log. */
  id: z.string(),
  /** As it gave it in its handshake. */
  name: z.string(),
  version: z.string().nullable(),
  kind: z.enum(['assistant', 'person']),
  /** Line of the protocol that it speaks; null as long as it has not said so, and for the app. */
  era: z.enum(['older', 'newer']).nullable(),
  /** ISO 8601, UTC. */
  since: z.string(),
  /** When its last call began; null before its first. */
  lastCallAt: z.string().nullable(),
  calls: z.number().int(),
  running: z.number().int(),
});
export type ConnectedClient = z.infer<typeof ConnectedClient>;
