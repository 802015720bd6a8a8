// How a property is read in SQL. JSON pointers need no quoting of names with dots, stars, brackets or quotes, unlike JSON paths.
import { quoteText } from '../names.ts';
import type { TypedColumn } from './typed-columns.ts';

export function pointer(property: string): string {
  return quoteText(`/${property.replaceAll('~', '~0').replaceAll('/', '~1')}`);
}

export function pointers(properties: readonly string[]): string {
  return `[${properties.map(pointer).join(', ')}]`;
}

/** Text of a JSON number that is an integer; fractions and exponents are always written as such. */
export function isInteger(text: string): string {
  return `NOT regexp_matches(${text}, '[.eE]')`;
}

/**
 * The property as its type, from the JSON of each row. A value that came after the types were decided and does not fit them is an
 * error that says so, never a null or a rounded number.
 */
export function computedValue(column: TypedColumn, table: string): string {
  const text = `json_extract_string(properties, ${pointer(column.property)})`;
  if (column.type === 'VARCHAR') return text;
  const kind = `json_type(properties, ${pointer(column.property)})`;
  return `CASE WHEN ${kind} IS NULL OR ${kind} = 'NULL' THEN NULL WHEN ${fits(column.type, kind, text)} THEN ${text}::${column.type}
    ELSE error(${quoteText(doesNotFit(column, table))}) END`;
}

function fits(type: TypedColumn['type'], kind: string, text: string): string {
  switch (type) {
    case 'BIGINT':
    case 'HUGEINT':
      return `${kind} IN ('UBIGINT', 'BIGINT', 'DOUBLE') AND ${isInteger(text)} AND TRY_CAST(${text} AS ${type}) IS NOT NULL`;
    case 'DOUBLE':
      return `${kind} IN ('UBIGINT', 'BIGINT', 'DOUBLE') AND isfinite(TRY_CAST(${text} AS DOUBLE))
        AND (NOT ${isInteger(text)} OR abs(TRY_CAST(${text} AS HUGEINT)) <= 9007199254740992)`;
    case 'BOOLEAN':
      return `${kind} = 'BOOLEAN'`;
    case 'JSON':
      return `${kind} IN ('ARRAY', 'OBJECT')`;
    case 'VARCHAR':
      return 'true';
  }
}

function doesNotFit(column: TypedColumn, table: string): string {
  return (
    `New rows of ${table} hold values of the property ${JSON.stringify(column.property)} that are not of the type ${column.type}. ` +
    `The types are decided anew once loading has ended; until then read prop(properties, …) from ${table}.`
  );
}
