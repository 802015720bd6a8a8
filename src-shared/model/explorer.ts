import { z } from 'zod';

/** Also part of a file's name, so nothing else passes. */
export const ProjectId = z.string().regex(/^[\w-]{1,64}$/);

/** One text of the Explorer's editor. */
export const SqlTab = z.object({
  id: z.string().min(1).max(64),
  title: z.string().max(200),
  text: z.string().max(5_000_000),
  /** Of its parameters, by name. */
  values: z.record(z.string(), z.object({ kind: z.enum(['text', 'number', 'date', 'null']), value: z.string().max(10_000) })).optional(),
  /** Grows with every change that is kept. Left out while it never was. */
  revision: z.number().int().optional(),
  /** The window that changed it last. */
  writer: z.string().max(16).optional(),
});
export type SqlTab = z.infer<typeof SqlTab>;

/** The texts that stood open last. */
export const SqlTabs = z.object({ tabs: z.array(SqlTab).max(500), activeId: z.string() });
export type SqlTabs = z.infer<typeof SqlTabs>;

/** What a window holds, and what it did since it last read or kept. */
export const KeptTabs = z.object({
  projectId: ProjectId,
  kept: SqlTabs,
  /** The window, as long as it is open. */
  writer: z.string().min(1).max(16),
  /** Ids of texts that it opened or changed. */
  changed: z.array(z.string()).max(500),
  closed: z.array(z.string()).max(2_000),
});
export type KeptTabs = z.infer<typeof KeptTabs>;

/** A statement a person has given a name; one query a name. */
export const SavedQuery = z.object({
  id: z.string(),
  name: z.string().trim().min(1).max(200),
  sql: z.string().min(1).max(1_000_000),
  /** ISO 8601, UTC. */
  savedAt: z.string(),
});
export type SavedQuery = z.infer<typeof SavedQuery>;
