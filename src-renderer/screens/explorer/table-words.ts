import type { TableSummary } from '#shared/model/table.ts';
import { counted } from '../../ui/quantities.ts';

/** "2026-10-23 to 2026-11-21 (UTC)"; null for a table that was not fetched by days. */
export function dayRange({ fromDate, toDate, dayZone }: TableSummary): string | null {
  if (fromDate === null || toDate === null) return null;
  return `${fromDate} to ${toDate}${dayZone === null ? '' : ` (${dayZone})`}`;
}

/** What a person must know before trusting the table's numbers. */
export function tableCautions(table: TableSummary): string[] {
  const cautions: string[] = [];
  if (table.missingDays.length > 0) cautions.push(`${counted(table.missingDays.length, 'day')} missing`);
  if (table.quarantinedLines > 0) cautions.push(`${counted(table.quarantinedLines, 'line')} set aside`);
  return cautions;
}
