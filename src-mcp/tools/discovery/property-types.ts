// The type of a property, from what is really there: JSON types of stored events, else the look of sampled values (which
// Mixpanel gives as text, numbers too).
import { quoteName, quoteText } from '../../lake/names.ts';
import type { Workspace } from '../../server/workspace.ts';

const SAMPLE_ROWS = 2_000;

export interface LocalTypes {
  types: Map<string, string>;
  /** Events looked at. */
  events: number;
}

/** Types per property of one event in the newest local events table that has it; empty when none has. */
export async function typesFromLake(workspace: Workspace, event: string): Promise<LocalTypes> {
  const lake = await workspace.lake();
  for (const local of (await lake.tables()).filter((each) => each.kind === 'events' && each.rowCount > 0)) {
    const found = await lake.queries.run(
      `SELECT name, list_sort(list(DISTINCT type)), max(events) FROM (
         SELECT events, unnest(json_keys(properties)) AS name, unnest(list_transform(json_keys(properties),
           lambda k: json_type(properties, '$."' || replace(k, '"', '\\"') || '"'))) AS type
         FROM (SELECT properties, count(*) OVER () AS events FROM ${quoteName(local.name)} WHERE event_name = ${quoteText(event)} LIMIT ${SAMPLE_ROWS}))
       GROUP BY name`,
      { limits: { maxRows: 5_000, timeoutMs: 5_000 } },
    );
    if (found.rows.length === 0) continue;
    const types = found.rows.map(([name, seen]): [string, string] => [
      String(name),
      Array.isArray(seen) ? joinTypes(seen.map(String)) : 'string',
    ]);
    return { types: new Map(types), events: Number(found.rows[0]?.[2] ?? 0) };
  }
  return { types: new Map(), events: 0 };
}

const WORDS: Record<string, string> = {
  VARCHAR: 'string',
  BIGINT: 'number',
  UBIGINT: 'number',
  HUGEINT: 'number',
  DOUBLE: 'number',
  BOOLEAN: 'boolean',
  ARRAY: 'list',
  OBJECT: 'object',
};

function joinTypes(types: string[]): string {
  const words = [...new Set(types.filter((type) => type !== 'NULL').map((type) => WORDS[type] ?? type.toLowerCase()))].sort();
  if (words.length === 0) return 'null';
  return words.length === 1 ? (words[0] ?? 'string') : `mixed (${words.join(', ')})`;
}

/** Types per property in some raw events. */
export function typesFromEvents(events: readonly { properties: Record<string, unknown> }[]): Map<string, string> {
  const types = new Map<string, Set<string>>();
  for (const { properties } of events) {
    for (const [name, value] of Object.entries(properties)) types.set(name, (types.get(name) ?? new Set()).add(jsonType(value)));
  }
  return new Map([...types].map(([name, seen]) => [name, joinTypes([...seen])]));
}

/** The names that DuckDB gives, so that both ways end in the same words. */
function jsonType(value: unknown): string {
  if (value === null) return 'NULL';
  if (Array.isArray(value)) return 'ARRAY';
  if (typeof value === 'object') return 'OBJECT';
  return typeof value === 'number' ? 'DOUBLE' : typeof value === 'boolean' ? 'BOOLEAN' : 'VARCHAR';
}

export function typeFromValues(values: readonly string[]): string {
  const seen = values.filter((value) => value !== '' && value !== 'undefined' && value !== 'null');
  if (seen.length === 0) return 'no values';
  if (seen.every((value) => value === 'true' || value === 'false')) return 'boolean';
  if (seen.every((value) => /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(value))) return 'number';
  if (seen.every((value) => /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2})?)?/.test(value))) return 'datetime (as text)';
  if (seen.every((value) => value.startsWith('{'))) return 'object';
  if (seen.every((value) => value.startsWith('['))) return 'list';
  return 'string';
}
