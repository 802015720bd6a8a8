import { z } from 'zod';
import { ERROR_KINDS } from '../errors.ts';

/** The schema of WireError (errors.ts), for the contract and other edges that parse it. */
export const WireErrorSchema = z.object({
  kind: z.enum(ERROR_KINDS),
  message: z.string(),
  hint: z.string().optional(),
  retryAfterSeconds: z.number().optional(),
});
