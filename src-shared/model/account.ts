import { z } from 'zod';

export const REGIONS = ['us', 'eu', 'in'] as const;
export const Region = z.enum(REGIONS);
export type Region = z.infer<typeof Region>;

/** Where an account was found; `demo` is the built-in simulator, `memory` is forgotten when the app ends. */
export const AccountSource = z.enum(['environment', 'mixlake', 'mp-config', 'demo', 'memory']);
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
    /** Of an account that the app keeps for this run only. */
    name: z.string().min(1).optional(),
    workspaceId: z.string().optional(),
    baseUrl: z.string().optional(),
  }),
]);
export type AccountChoice = z.infer<typeof AccountChoice>;

/** Names that mean something else: where credentials of the environment, the demo and the model's key are found. */
const RESERVED_NAMES = ['environment', 'demo', 'model'];

export const AccountName = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,59}$/u, 'Use up to 60 letters, digits, spaces, dots, dashes and underscores.')
  .refine((name) => !RESERVED_NAMES.includes(name.toLowerCase()), `Use another name than ${RESERVED_NAMES.join(', ')}.`);

/** Where the secret of an account stands. `missing`: nowhere, it must be entered again. `unknown`: the keychain does not answer. */
export const SecretPlace = z.enum(['keychain', 'file', 'memory', 'environment', 'mp-config', 'missing', 'unknown']);
export type SecretPlace = z.infer<typeof SecretPlace>;

/** What a person may enter. The secret may be left out where one is kept already. */
export const AccountDraft = z.object({
  name: AccountName,
  username: z.string().trim().min(1, 'Enter the name of the service account.').max(200),
  secret: z.string().max(500).optional(),
  projectId: z
    .string()
    .trim()
    .regex(/^\d{1,18}$/, 'The project id is a whole number; Mixpanel shows it under Project Settings, Overview.'),
  region: Region,
  workspaceId: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional(),
  baseUrl: z.string().max(500).optional(),
});
export type AccountDraft = z.infer<typeof AccountDraft>;

const Named = z.object({ id: z.string(), name: z.string().nullable() });

/** Which projects credentials open, and in which region they do. */
export const FoundProjects = z.object({ region: Region, projects: z.array(Named) });
export type FoundProjects = z.infer<typeof FoundProjects>;

/** What Mixpanel says to the credentials of an account. */
export const AccountCheck = z.object({
  isOk: z.boolean(),
  projectId: z.string(),
  region: Region,
  /** Events seen in the last 31 days; null when the account does not work. */
  eventsFound: z.number().int().nullable(),
  /** What is wrong and what to do, in words; null when the account works. */
  problem: z.string().nullable(),
  whatToDo: z.string().nullable(),
  /** Where the same credentials do work. */
  rightRegion: Region.nullable(),
  /** The projects that the credentials open, and the data views of this one; null when Mixpanel does not tell. */
  projects: z.array(Named).nullable(),
  dataViews: z.array(Named).nullable(),
});
export type AccountCheck = z.infer<typeof AccountCheck>;

/** What an account form holds before the project is known. */
export const Credentials = AccountDraft.pick({ username: true, secret: true, region: true, baseUrl: true });
export type Credentials = z.infer<typeof Credentials>;

/** Where the person wants a secret kept. `file` and `memory` are for a machine without a keychain. */
export const KeepIn = z.enum(['keychain', 'file', 'memory']);
export type KeepIn = z.infer<typeof KeepIn>;

/** An account that is known from elsewhere and could be taken over. */
export const ImportableAccount = z.object({
  name: z.string(),
  username: z.string(),
  projectId: z.string(),
  region: Region,
  from: z.enum(['mp-config', 'environment']),
  /** Its secret stands in that place and would be copied. */
  hasSecret: z.boolean(),
});
export type ImportableAccount = z.infer<typeof ImportableAccount>;
