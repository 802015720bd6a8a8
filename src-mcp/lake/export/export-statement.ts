// The COPY statement of an export. Names come from DuckDB's own description of the query, so nothing of a person's text stands outside
// the brackets of the checked statement.

import { quoteName, quoteText } from '../names.ts';
import type { QueryColumn } from '../query.ts';

/** What DuckDB itself writes. */
export type CopyFormat = 'csv' | 'parquet' | 'json';

export interface ExportPlan {
  /** The checked statement. */
  sql: string;
  columns: readonly QueryColumn[];
  format: CopyFormat;
  /** A file in the staging folder; a folder when split by day. */
  target: string;
  /** A TIMESTAMP column: one Parquet folder a day (`day=2026-05-01`), days as the zone counts them. */
  byDay?: { column: string; timezone: string } | undefined;
}

/** A spreadsheet takes a cell that begins with one of these for a formula. */
const FORMULA = '^[=+\\-@\\t\\r]';

export function exportSql(plan: ExportPlan): string {
  // Positions, not names: two columns of a query may have the same name.
  const inner = plan.columns.map((_, index) => `c${index}`);
  const source = `(\n${plan.sql}\n) AS q(${inner.join(', ')})`;
  const names = distinct(plan.columns.map((column) => column.name));
  const select = plan.columns.map(
    (column, index) => `${valueSql(`c${index}`, column, plan.format)} AS ${quoteName(headSql(names[index] ?? '', plan.format))}`,
  );
  const day = plan.byDay === undefined ? [] : [`${dayOf(plan.byDay, plan.columns)} AS day`];
  return `COPY (SELECT ${[...select, ...day].join(', ')} FROM ${source}) TO ${quoteText(plan.target)} (${optionsOf(plan)})`;
}

function valueSql(name: string, { type }: QueryColumn, format: CopyFormat): string {
  const isNumber = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL.*|BOOLEAN)$/.test(type);
  const isTime = /^(TIMESTAMP.*|DATE|TIME.*|INTERVAL)$/.test(type);
  // Parquet has no integer of 128 bits; as a double it would lose digits.
  if (format === 'parquet') return /^U?HUGEINT$/.test(type) ? `${name}::VARCHAR` : name;
  if (format === 'json') return type.startsWith('TIMESTAMP') ? `strftime(${name}, '%Y-%m-%dT%H:%M:%S.%gZ')` : name;
  if (type.startsWith('TIMESTAMP')) return `strftime(${name}, '%Y-%m-%d %H:%M:%S.%g')`;
  if (isNumber || isTime) return name;
  const text = `${name}::VARCHAR`;
  return `CASE WHEN regexp_matches(${text}, ${quoteText(FORMULA)}) THEN '''' || ${text} ELSE ${text} END`;
}

/** The head of a column is a cell as well. */
function headSql(name: string, format: CopyFormat): string {
  return format === 'csv' && new RegExp(FORMULA).test(name) ? `'${name}` : name;
}

function dayOf({ column, timezone }: NonNullable<ExportPlan['byDay']>, columns: readonly QueryColumn[]): string {
  const at = columns.findIndex((each) => each.name === column);
  return `strftime(timezone(${quoteText(timezone)}, timezone('UTC', c${at})), '%Y-%m-%d')`;
}

function optionsOf({ format, byDay }: ExportPlan): string {
  if (format === 'csv') return 'FORMAT csv, HEADER true';
  if (format === 'json') return 'FORMAT json, ARRAY false';
  return byDay === undefined ? 'FORMAT parquet, COMPRESSION zstd' : 'FORMAT parquet, COMPRESSION zstd, PARTITION_BY (day)';
}

/** DuckDB does not tell Id from id. */
function distinct(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let out = name;
    for (let number = 2; taken.has(out.toLowerCase()); number += 1) out = `${name}_${number}`;
    taken.add(out.toLowerCase());
    return out;
  });
}
