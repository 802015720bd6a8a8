export interface BenchResult {
  rows: Record<string, string | number>[];
  /** The figures for programs. */
  summary: Record<string, number>;
}

export type Bench = (args: string[]) => Promise<BenchResult>;

export function printTable(rows: Record<string, string | number>[]): void {
  const columns = Object.keys(rows[0] ?? {});
  const cells = [columns, ...rows.map((row) => columns.map((column) => String(row[column] ?? '')))];
  const widths = columns.map((_, index) => Math.max(...cells.map((line) => (line[index] ?? '').length)));
  for (const line of cells) console.log(line.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  '));
}

/** Of an even number: the middle of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
  return (lower + upper) / 2;
}
