// What a row of the log says in one line.
import type { ActivityEntry } from '#shared/model/activity-entry.ts';
import type { JsonValue } from '#shared/model/json.ts';

const SQL_ARGUMENTS = ['query', 'sql', 'statement'];

/** The SQL of an entry that carried some. */
export function sqlOf(entry: ActivityEntry): string | null {
  for (const name of SQL_ARGUMENTS) {
    const value = entry.arguments[name];
    if (typeof value === 'string' && value.trim() !== '') return value;
  }
  return null;
}

/** The arguments in one line: the SQL alone, else `name: value` pairs. */
export function argumentLine(entry: ActivityEntry): string {
  const sql = sqlOf(entry);
  if (sql !== null) return oneLine(sql);
  return Object.entries(entry.arguments)
    .map(([name, value]) => `${name}: ${oneLine(valueWords(value))}`)
    .join(', ');
}

function valueWords(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
