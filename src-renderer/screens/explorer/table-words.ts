import type { TableSummary } from '#shared/model/table.ts';
import { words } from './words.ts';

/** "2026-10-23 to 2026-11-21 (UTC)"; null for a table that was not fetched by days. */
export function dayRange({ fromDate, toDate, dayZone }: TableSummary): string | null {
  if (fromDate === null || toDate === null) return null;
  return words.table.days(fromDate, toDate, dayZone);
}

/** What a person must know before trusting the table's numbers. */
export function tableCautions(table: TableSummary): string[] {
  const cautions: string[] = [];
  if (table.missingDays.length > 0) cautions.push(words.table.missing(table.missingDays.length));
  if (table.quarantinedLines > 0) cautions.push(words.table.setAside(table.quarantinedLines));
  return cautions;
}

/** "fetched 2 h 5 min ago"; null for tables that nobody fetched. */
export function freshness({ fetchedAt }: TableSummary, now: Date): string | null {
  if (fetchedAt === null) return null;
  const seconds = (now.getTime() - new Date(fetchedAt).getTime()) / 1000;
  return Number.isNaN(seconds) ? null : words.table.fetched(seconds);
}

/** "12.4 MB"; sizes on disk are counted in steps of 1000. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}
