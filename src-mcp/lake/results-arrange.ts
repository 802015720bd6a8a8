// Order and filters of a result as SQL over its columns c0, c1, …. What a person typed stands in it as quoted text only, and is
// read as the column's type by DuckDB, so that 10 is more than 9 and a time is a time.
import type { DuckDBConnection } from '@duckdb/node-api';
import { inputError } from '#shared/errors.ts';
import type { Arrangement, ResultFilter } from '#shared/model/result-view.ts';
import { isMoment, isSimple } from './column-types.ts';
import { quoteText } from './names.ts';
import type { QueryColumn } from './query.ts';

export interface ArrangedSql {
  /** `WHERE …`, or nothing. */
  where: string;
  /** Of ORDER BY, without the words; empty when the order stays. */
  order: string[];
}

function known(columns: readonly QueryColumn[], index: number): QueryColumn {
  const column = columns[index];
  if (column === undefined) throw inputError('The result has no such column.', 'Run the statement again.');
  return column;
}

/** Texts compare as texts; JSON and nested values by the text that the grid shows. */
function comparable(index: number, { type }: QueryColumn): string {
  return isSimple(type) ? `c${index}` : `c${index}::VARCHAR`;
}

function literal(text: string, { type }: QueryColumn): string {
  return isSimple(type) ? `CAST(${quoteText(text.trim())} AS ${type})` : quoteText(text);
}

function exactText(text: string, column: QueryColumn): string {
  return column.type === 'VARCHAR' ? quoteText(text) : literal(text, column);
}

function filterSql(filter: ResultFilter, columns: readonly QueryColumn[]): string {
  const column = known(columns, filter.column);
  const value = comparable(filter.column, column);
  switch (filter.kind) {
    case 'null':
      return `c${filter.column} IS NULL`;
    case 'not-null':
      return `c${filter.column} IS NOT NULL`;
    case 'contains': {
      const text = `lower(c${filter.column}::VARCHAR)`;
      const wanted = `lower(${quoteText(filter.text)})`;
      // The grid shows a time with a T and DuckDB writes a blank: either may be typed.
      const asShown = isMoment(column.type) ? ` OR contains(replace(${text}, ' ', 't'), ${wanted})` : '';
      return `(contains(${text}, ${wanted})${asShown})`;
    }
    case 'equals':
      return `${value} = ${exactText(filter.text, column)}`;
    case 'range': {
      const ends = [
        ...(filter.from === null ? [] : [`${value} >= ${exactText(filter.from, column)}`]),
        ...(filter.to === null ? [] : [`${value} <= ${exactText(filter.to, column)}`]),
      ];
      return ends.length === 0 ? 'true' : `(${ends.join(' AND ')})`;
    }
  }
}

export function arrangedSql({ order, filters }: Arrangement, columns: readonly QueryColumn[]): ArrangedSql {
  const where = filters.map((filter) => filterSql(filter, columns));
  return {
    where: where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`,
    order: order.map(({ column, isDescending }) => {
      return `${comparable(column, known(columns, column))} ${isDescending ? 'DESC' : 'ASC'} NULLS LAST`;
    }),
  };
}

/** The statement itself in this order and with these filters, for an export. */
export function arrangedStatement(sql: string, arrangement: Arrangement, columns: readonly QueryColumn[]): string {
  const { where, order } = arrangedSql(arrangement, columns);
  const names = columns.map((_, index) => `c${index}`).join(', ');
  return `SELECT * FROM (\n${sql}\n) AS q(${names}) ${where} ${order.length === 0 ? '' : `ORDER BY ${order.join(', ')}`}`;
}

/** Refuses what cannot be read as the column's type, in words, before DuckDB does it in its own. */
export async function checkFilters(
  connection: DuckDBConnection,
  filters: readonly ResultFilter[],
  columns: readonly QueryColumn[],
): Promise<void> {
  for (const filter of filters) {
    const column = known(columns, filter.column);
    if (!isSimple(column.type) || column.type === 'VARCHAR') continue;
    for (const text of typedTexts(filter)) {
      const read = await connection.runAndReadAll(`SELECT TRY_CAST(${quoteText(text.trim())} AS ${column.type}) IS NOT NULL`);
      if (read.getRows()[0]?.[0] === true) continue;
      throw inputError(
        `${JSON.stringify(text)} is no ${column.type}, which the column ${column.name} holds.`,
        isMoment(column.type) ? 'Write a time like 2026-05-01 or 2026-05-01 14:30:00 (UTC).' : 'Write it as the cells show it.',
      );
    }
  }
}

function typedTexts(filter: ResultFilter): string[] {
  if (filter.kind === 'equals') return [filter.text];
  if (filter.kind === 'range') return [filter.from, filter.to].filter((end) => end !== null);
  return [];
}
