// The log, or what of it matches a filter, as a file that people keep: JSON lines as they are, or CSV for a spreadsheet.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ActivityEntry } from '#shared/model/activity-entry.ts';
import type { ActivityLog, ActivityQuery } from '../activity/activity-log.ts';

const PAGE_ENTRIES = 5_000;
/** About a hundred megabytes; who needs more takes the files of the log itself. */
const MAX_ENTRIES = 200_000;
/** A spreadsheet takes a cell that begins with one of these for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

export interface ActivityExport {
  filter: Omit<ActivityQuery, 'before' | 'limit'>;
  format: 'jsonl' | 'csv';
  folder: string;
  now: () => number;
}

export async function exportActivity(
  log: Pick<ActivityLog, 'list'>,
  { filter, format, folder, now }: ActivityExport,
): Promise<{ file: string; entries: number }> {
  const entries = allEntries(log, filter);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const text = format === 'csv' ? toCsv(entries) : entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
  const stamp = new Date(now()).toISOString().slice(0, 19).replaceAll(':', '-');
  for (let number = 1; ; number += 1) {
    const file = join(folder, `activity ${stamp}Z${number === 1 ? '' : ` ${number}`}.${format}`);
    try {
      // Never over another file.
      await writeFile(file, text, { mode: 0o600, flag: 'wx' });
      return { file, entries: entries.length };
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
}

/** Oldest first. */
function allEntries(log: Pick<ActivityLog, 'list'>, filter: ActivityExport['filter']): ActivityEntry[] {
  const out: ActivityEntry[] = [];
  let before: string | undefined;
  for (;;) {
    const { entries, hasMore } = log.list({ ...filter, before, limit: PAGE_ENTRIES });
    out.push(...entries);
    before = entries.at(-1)?.id;
    if (!hasMore || before === undefined || out.length >= MAX_ENTRIES) return out.reverse();
  }
}

const COLUMNS: readonly { name: string; of: (entry: ActivityEntry) => string | number | null }[] = [
  { name: 'started_at_utc', of: (entry) => entry.startedAt },
  { name: 'client', of: (entry) => entry.client.name },
  { name: 'client_version', of: (entry) => entry.client.version ?? null },
  { name: 'client_kind', of: (entry) => entry.client.kind },
  { name: 'connection', of: (entry) => entry.client.id },
  { name: 'project_id', of: (entry) => entry.projectId },
  { name: 'tool', of: (entry) => entry.tool },
  { name: 'arguments', of: (entry) => JSON.stringify(entry.arguments) },
  { name: 'outcome', of: (entry) => entry.outcome },
  { name: 'duration_ms', of: (entry) => entry.durationMs },
  { name: 'rows', of: (entry) => entry.rows },
  { name: 'mixpanel_requests', of: (entry) => entry.mixpanelRequests },
  { name: 'query_calls', of: (entry) => entry.spent?.query ?? null },
  { name: 'export_calls', of: (entry) => entry.spent?.export ?? null },
  { name: 'summary', of: (entry) => entry.summary },
  { name: 'error_kind', of: (entry) => entry.errorKind },
  { name: 'job_id', of: (entry) => entry.jobId },
  { name: 'entry_id', of: (entry) => entry.id },
];

function toCsv(entries: readonly ActivityEntry[]): string {
  const rows = [COLUMNS.map(({ name }) => name), ...entries.map((entry) => COLUMNS.map(({ of }) => of(entry)))];
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
