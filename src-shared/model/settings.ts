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

export const AppSettings = z.object({
  /** Which tools assistants are shown; null: what each client is known to take. */
  toolProfile: ToolProfileName.nullable(),
  model: ModelChoice.nullable(),
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
