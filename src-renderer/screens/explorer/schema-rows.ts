// The schema tree as the rows that are visible now: tables, in each its typed view and its columns.
import type { Column, TableSummary } from '#shared/model/table.ts';

interface Row {
  /** Unique, and the same as long as the thing is there. */
  readonly id: string;
  readonly level: number;
  readonly parentId: string | null;
}

export interface TableRow extends Row {
  readonly kind: 'table';
  readonly table: TableSummary;
  readonly isOpen: boolean;
}

export interface ColumnRow extends Row {
  readonly kind: 'column';
  readonly table: TableSummary;
  readonly column: Column;
}

export type SchemaRow = TableRow | ColumnRow;

/** While a filter is set, what matches is open by itself; `open` then counts only for tables that match by their own name. */
export function schemaRows(tables: readonly TableSummary[], open: ReadonlySet<string>, filter: string): SchemaRow[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const typed = new Map(tables.flatMap((table) => (table.typedOf === undefined ? [] : [[table.typedOf, table] as const])));
  const names = new Set(tables.map(({ name }) => name));
  const top = tables.filter(({ typedOf }) => typedOf === undefined || !names.has(typedOf));
  const rowsOf = (table: TableSummary, level: number, parentId: string | null): SchemaRow[] => {
    const id = `table ${table.name}`;
    const isNamed = matches(table.name, words);
    const columns = table.columns.filter(({ name }) => isNamed || matches(name, words));
    const view = level === 1 ? typed.get(table.name) : undefined;
    const viewRows = view === undefined ? [] : rowsOf(view, level + 1, id);
    if (!isNamed && columns.length === 0 && viewRows.length === 0) return [];
    const isOpen = open.has(id) || (words.length > 0 && !isNamed);
    const columnRows = columns.map(
      (column): ColumnRow => ({ kind: 'column', id: `column ${table.name} ${column.name}`, level: level + 1, parentId: id, table, column }),
    );
    return [{ kind: 'table', id, level, parentId, table, isOpen }, ...(isOpen ? [...viewRows, ...columnRows] : [])];
  };
  return top.flatMap((table) => rowsOf(table, 1, null));
}

function matches(name: string, words: readonly string[]): boolean {
  return words.every((word) => name.toLowerCase().includes(word));
}
