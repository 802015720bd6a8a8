import { PostgreSQL, SQLDialect } from '@codemirror/lang-sql';

const KEYWORDS =
  'qualify pivot unpivot asof anti semi positional exclude replace rename sample summarize describe columns macro ilike glob struct map try_cast attach detach install load';
const TYPES =
  'hugeint uhugeint ubigint uinteger usmallint utinyint tinyint varchar blob bit timestamp_s timestamp_ms timestamp_ns timestamptz union list json uuid';

/** DuckDB reads nearly what PostgreSQL reads, and some more. */
export const duckDbDialect = SQLDialect.define({
  ...PostgreSQL.spec,
  keywords: `${PostgreSQL.spec.keywords ?? ''} ${KEYWORDS}`,
  types: `${PostgreSQL.spec.types ?? ''} ${TYPES}`,
  operatorChars: '+-*/<>=~!@#%^&|`?:',
  caseInsensitiveIdentifiers: true,
});
