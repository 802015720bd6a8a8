import { z } from 'zod';
import { JsonRecord } from './json.ts';

export const JobStatus = z.enum(['queued', 'running', 'waiting', 'completed', 'partial', 'failed', 'cancelled']);
export type JobStatus = z.infer<typeof JobStatus>;

const ENDED: ReadonlySet<JobStatus> = new Set(['completed', 'partial', 'failed', 'cancelled']);
export function isEnded(status: JobStatus): boolean {
  return ENDED.has(status);
}

/** Calls of the hour's allowance that some work has used. */
export const QuotaSpent = z.object({ query: z.number().int(), export: z.number().int() });
export type QuotaSpent = z.infer<typeof QuotaSpent>;

export const JobProgress = z.object({
  done: z.number(),
  /** Null when the total cannot be known truthfully. */
  total: z.number().nullable(),
  unit: z.enum(['days', 'pages', 'profiles', 'rows']),
  rows: z.number().int(),
  bytes: z.number().int(),
  rowsPerSecond: z.number().nullable(),
  etaSeconds: z.number().nullable(),
});
export type JobProgress = z.infer<typeof JobProgress>;

export const JobSnapshot = z.object({
  jobId: z.string(),
  kind: z.enum(['fetch_events', 'fetch_profiles', 'export', 'compact', 'drop_table']),
  /** One line for people: "Fetch events 2026-05-01 to 2026-05-30 into events". */
  title: z.string(),
  projectId: z.string(),
  table: z.string(),
  /** Who started it: a client's name, or `app`. */
  startedBy: z.string(),
  status: JobStatus,
  /** What it does right now, or why it waits or failed: one sentence. */
  message: z.string(),
  progress: JobProgress,
  spent: QuotaSpent.optional(),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  /** Filled once the job has ended; the same object that the tool answers. */
  result: JsonRecord.nullable(),
  error: z.object({ kind: z.string(), message: z.string(), hint: z.string().optional() }).nullable(),
});
export type JobSnapshot = z.infer<typeof JobSnapshot>;
