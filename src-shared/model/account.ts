import { z } from 'zod';

export const REGIONS = ['us', 'eu', 'in'] as const;
export const Region = z.enum(REGIONS);
export type Region = z.infer<typeof Region>;

/** Where an account was found; `demo` is the built-in simulator. */
export const AccountSource = z.enum(['environment', 'mixlake', 'mp-config', 'demo']);
export type AccountSource = z.infer<typeof AccountSource>;

/** What may be shown of an account. A secret is never part of it. */
export const AccountSummary = z.object({
  name: z.string(),
  username: z.string(),
  projectId: z.string(),
  region: Region,
  workspaceId: z.string().optional(),
  /** Set when another origin stands for Mixpanel's hosts (a proxy, the demo). */
  baseUrl: z.string().optional(),
  source: AccountSource,
  isDefault: z.boolean(),
});
export type AccountSummary = z.infer<typeof AccountSummary>;

/** Which account a connection to the engine works with. */
export const AccountChoice = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('default') }),
  z.object({ kind: z.literal('named'), name: z.string().min(1) }),
  z.object({ kind: z.literal('demo') }),
  z.object({
    kind: z.literal('environment'),
    username: z.string().min(1),
    secret: z.string().min(1),
    projectId: z.string().min(1),
    region: z.string(),
  }),
]);
export type AccountChoice = z.infer<typeof AccountChoice>;
