// Lays a text of SQL out. The package is loaded when somebody asks for it the first time.
import { skipQuoted } from './statements.ts';

/** The text with other white space; null when the layout would have changed more than that, or the text cannot be read. */
export async function formatSql(text: string): Promise<string | null> {
  const { duckdb, formatDialect } = await import('sql-formatter');
  try {
    const laidOut = formatDialect(text, {
      dialect: duckdb,
      tabWidth: 2,
      expressionWidth: 80,
      linesBetweenQueries: 1,
      paramTypes: { named: ['$'], numbered: ['$'] },
    });
    return withoutSpace(laidOut) === withoutSpace(text) ? laidOut : null;
  } catch {
    return null; // A text that is not finished yet: the caller says so.
  }
}

/** Strings and quoted names as they are; all else without white space. */
function withoutSpace(text: string): string {
  let out = '';
  for (let at = 0; at < text.length; ) {
    const end = skipQuoted(text, at);
    const part = text.slice(at, Math.max(end, at + 1));
    const isComment = part.startsWith('--') || part.startsWith('/*');
    out += end > at && !isComment ? part : part.replaceAll(/\s+/g, '');
    at += part.length;
  }
  return out;
}
