// An AI client of this computer, and what Mixlake does to its settings file.
import { z } from 'zod';

export const AssistantId = z.enum(['claude-desktop', 'claude-code', 'cursor', 'vscode', 'windsurf', 'codex', 'gemini-cli', 'zed', 'goose']);
export type AssistantId = z.infer<typeof AssistantId>;

/**
 * `unreadable`: its settings file cannot be read, so nothing is known. `wiped`: it was registered, and the entry has gone since.
 * The last three come from real handshakes.
 */
export const AssistantState = z.enum(['not-installed', 'unreadable', 'not-registered', 'wiped', 'never-seen', 'connected', 'last-seen']);
export type AssistantState = z.infer<typeof AssistantState>;

export const Assistant = z.object({
  id: AssistantId,
  label: z.string(),
  state: AssistantState,
  /** The file that registration changes. */
  file: z.string(),
  /** The command that is registered now, as one would type it. */
  command: z.string().nullable(),
  /** It starts another Mixlake than this one, or this one in another way. */
  isOutdated: z.boolean(),
  /** ISO 8601, UTC: the last sign of it. */
  lastSeenAt: z.string().nullable(),
  /** The version it gave in its handshake. */
  seenVersion: z.string().nullable(),
  /** Why the file cannot be read, in words. */
  problem: z.string().nullable(),
  /** What the person does so that a change counts. */
  afterwards: z.string(),
  /** When the change was made that can be undone (ISO 8601, UTC). */
  undoable: z.string().nullable(),
});
export type Assistant = z.infer<typeof Assistant>;

export const DiffLine = z.object({
  /** `gap`: lines that stay and are not shown. */
  kind: z.enum(['same', 'added', 'removed', 'gap']),
  text: z.string(),
  /** In the new file, or in the old one for what is removed; null for a gap. */
  line: z.number().int().nullable(),
});
export type DiffLine = z.infer<typeof DiffLine>;

export const AssistantAction = z.enum(['register', 'unregister', 'repair']);
export type AssistantAction = z.infer<typeof AssistantAction>;

/** What would be written, shown before it is. */
export const AssistantPlan = z.object({
  id: AssistantId,
  action: AssistantAction,
  file: z.string(),
  outcome: z.enum(['create', 'change', 'nothing']),
  diff: z.array(DiffLine),
  /** The command that the client will start. */
  command: z.string(),
  /** What one should know before agreeing. */
  notes: z.array(z.string()),
  /** Fingerprint of the file this plan was made for; null when there is none. A changed file is planned anew. */
  basis: z.string().nullable(),
});
export type AssistantPlan = z.infer<typeof AssistantPlan>;

export const FINDING_KINDS = [
  'not-installed',
  'not-registered',
  'wiped',
  'byte-order-mark',
  'invalid-file',
  'duplicate',
  'other-mixlake',
  'missing-program',
  'relative-program',
  'secret-in-entry',
  'switched-off',
  'unreachable',
] as const;

export const AssistantFinding = z.object({
  kind: z.enum(FINDING_KINDS),
  /** What is wrong. */
  message: z.string(),
  /** What helps. */
  hint: z.string(),
  /** Repairing the entry mends it. */
  isRepairable: z.boolean(),
});
export type AssistantFinding = z.infer<typeof AssistantFinding>;

/** What came of starting the registered command as the client would. */
export const AssistantHandshake = z.object({
  command: z.string(),
  ok: z.boolean(),
  /** Protocol versions it answered to, newest first. */
  protocols: z.array(z.string()),
  serverVersion: z.string().nullable(),
  tools: z.number().int().nullable(),
  /** From the start of the process to the list of tools. */
  durationMs: z.number().int(),
});
export type AssistantHandshake = z.infer<typeof AssistantHandshake>;

export const AssistantCheck = z.object({
  id: AssistantId,
  findings: z.array(AssistantFinding),
  /** Null when there was no command to start. */
  handshake: AssistantHandshake.nullable(),
});
export type AssistantCheck = z.infer<typeof AssistantCheck>;

export const AssistantBundle = z.object({ file: z.string(), bytes: z.number().int(), command: z.string() });
export type AssistantBundle = z.infer<typeof AssistantBundle>;
