// What the columns of a table hold, from its first rows: the share of nulls and some values. Only a look; the profile of a column
// counts all rows.
import { useQuery } from '@tanstack/react-query';
import type { TableSummary } from '#shared/model/table.ts';
import { useApi } from '../../app/api-context.tsx';
import { words } from './words.ts';

export const PEEK_ROWS = 1_000;
const SAMPLES = 3;
const SAMPLE_CHARS = 40;
/** A typed view can have hundreds of columns; each costs three expressions. */
const MOST_COLUMNS = 120;

export interface ColumnPeek {
  /** 0 to 1, among the rows that were looked at. */
  readonly nullShare: number;
  readonly samples: readonly string[];
}

export type TablePeek = ReadonlyMap<string, ColumnPeek>;

export function peekStatement({ name, columns }: Pick<TableSummary, 'name' | 'columns'>): string {
  const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const parts = columns
    .slice(0, MOST_COLUMNS)
    .map(
      (column, index) =>
        `count(${quote(column.name)}) AS c${index}, list(DISTINCT left(${quote(column.name)}::VARCHAR, ${SAMPLE_CHARS}))[1:${SAMPLES}] AS s${index}`,
    );
  return `SELECT count(*) AS n, ${parts.join(', ')} FROM (SELECT * FROM ${quote(name)} LIMIT ${PEEK_ROWS})`;
}

/** Undefined until it is known; a table that cannot be looked into just shows less. */
export function usePeek(table: TableSummary, isOpen: boolean): TablePeek | undefined {
  const { client } = useApi();
  return useQuery({
    queryKey: ['peek', table.name, table.fetchedAt, table.rowCount, table.columns.length],
    enabled: isOpen && table.rowCount > 0 && !table.isLoading,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    queryFn: async ({ signal }) => {
      const { resultId, firstRows } = await client.query.open({ sql: peekStatement(table), firstRows: 1, purpose: 'look' }, { signal });
      client.query.release({ resultId }).catch(() => {});
      return peekOf(table, firstRows[0] ?? []);
    },
  }).data;
}

export function peekOf({ columns }: Pick<TableSummary, 'columns'>, row: readonly unknown[]): TablePeek {
  const rows = Number(row[0] ?? 0);
  const known = columns.slice(0, MOST_COLUMNS).map(({ name }, index): [string, ColumnPeek] => {
    const samples = row[2 + index * 2];
    return [
      name,
      {
        nullShare: rows === 0 ? 0 : 1 - Number(row[1 + index * 2] ?? 0) / rows,
        samples: Array.isArray(samples) ? samples.filter((value) => value !== null).map(String) : [],
      },
    ];
  });
  return new Map(known);
}

/** "12 % null · Chrome, Safari, Firefox"; of the rows that were looked at. */
export function peekWords({ nullShare, samples }: ColumnPeek): string {
  if (nullShare === 1) return words.peek.allNull;
  const percent = nullShare * 100;
  const share = nullShare === 0 ? words.peek.noNulls : words.peek.nulls(percent < 1 ? '<1' : String(Math.min(99, Math.round(percent))));
  return [share, samples.map((value) => (value === '' ? words.peek.empty : value)).join(', ')].filter(Boolean).join(' · ');
}
