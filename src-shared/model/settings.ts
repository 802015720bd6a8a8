// What a person sets for the whole app. Left alone, everything works as built; nothing leaves this computer by a setting's default.
import { z } from 'zod';

export const TOOL_PROFILES = ['default', 'full', 'compact'] as const;
export const ToolProfileName = z.enum(TOOL_PROFILES);

/** https anywhere; http on this computer only; never with a password in it. */
const SAFE_ADDRESS = /^(?:https:\/\/[^\s/@]+|http:\/\/(?:127\.0\.0\.1|localhost)(?::\d+)?)(?:\/[^\s@]*)?$/;

const Address = z
  .string()
  .trim()
  .regex(SAFE_ADDRESS, 'Write an address that starts with https:// (http:// for this computer only), without a password.');

/** A language model of the person's own, which words reports where the client offers none. */
export const ModelChoice = z.object({
  isEnabled: z.boolean(),
  kind: z.enum(['anthropic', 'openai']),
  url: Address,
  name: z.string().trim().min(1, 'Name the model.').max(200),
});
export type ModelChoice = z.infer<typeof ModelChoice>;

/** Bounds and built-in values of the limits; what each means stands at its key in Limits. */
export const LIMIT_BOUNDS = {
  askFromEvents: { least: 1_000, most: 100_000_000, asBuilt: 100_000 },
  callsKeptFree: { least: 0, most: 50, asBuilt: 0 },
  memoryMb: { least: 512, most: 16_384, asBuilt: 1_024 },
  activityDays: { least: 7, most: 3_650, asBuilt: null },
} as const;

function within({ least, most }: { least: number; most: number }) {
  return z.number().int().min(least).max(most);
}

export const Limits = z.object({
  /** Events from which on an assistant's safe_large_fetch asks a person first. */
  askFromEvents: within(LIMIT_BOUNDS.askFromEvents),
  /** Of the 60 query calls and the 60 exports that Mixpanel allows a project in an hour: so many of each are left to other tools. */
  callsKeptFree: within(LIMIT_BOUNDS.callsKeptFree),
  /** MiB that DuckDB may use for one project; taken when the engine starts. */
  memoryMb: within(LIMIT_BOUNDS.memoryMb),
  /** Days that the log of activity is kept; null: for ever. */
  activityDays: within(LIMIT_BOUNDS.activityDays).nullable(),
});
export type Limits = z.infer<typeof Limits>;

export const DEFAULT_LIMITS: Limits = {
  askFromEvents: LIMIT_BOUNDS.askFromEvents.asBuilt,
  callsKeptFree: LIMIT_BOUNDS.callsKeptFree.asBuilt,
  memoryMb: LIMIT_BOUNDS.memoryMb.asBuilt,
  activityDays: LIMIT_BOUNDS.activityDays.asBuilt,
};

export const AppSettings = z.object({
  /** Which tools assistants are shown; null: what each client is known to take. */
  toolProfile: ToolProfileName.nullable(),
  model: ModelChoice.nullable(),
  limits: Limits,
  /** Tell when a job has ended or a question waits, while the window is in the background. */
  notifications: z.boolean(),
  /** Closing the window leaves Mixlake in the tray. */
  keepInTray: z.boolean(),
  /** Where new versions are looked for; null: nowhere. */
  updateFeed: Address.nullable(),
});
export type AppSettings = z.infer<typeof AppSettings>;

export const DEFAULT_SETTINGS: AppSettings = {
  toolProfile: null,
  model: null,
  limits: DEFAULT_LIMITS,
  notifications: true,
  keepInTray: false,
  updateFeed: null,
};

/** The settings with what else the screen shows. The key of the model is never part of it. */
export const SettingsView = z.object({
  settings: AppSettings,
  /** Null when the keychain does not answer. */
  hasModelKey: z.boolean().nullable(),
  version: z.string(),
  folders: z.object({ home: z.string(), logs: z.string(), exports: z.string() }),
});
export type SettingsView = z.infer<typeof SettingsView>;
