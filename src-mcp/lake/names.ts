// Names in SQL. A table of ours may have any readable name; everything that goes into a statement passes quoteName/quoteText.
import { inputError } from '#shared/errors.ts';

/** A moment as a TIMESTAMP literal in UTC. */
export function utcTimestamp(ms: number): string {
  return `TIMESTAMP '${new Date(ms).toISOString().replace('T', ' ').replace('Z', '')}'`;
}

/** Names in schema main that no listing shows and no statement may read: deleted tables that can still be brought back. */
export const HIDDEN_PREFIX = 'mixlake_deleted_';

const MAX_NAME_CHARS = 63;

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Names that fetches may create: as mp_mcp had them, letters, digits and underscores, not starting with a digit. */
export function checkTableName(name: string): string {
  if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(name) || name.length > MAX_NAME_CHARS) {
    throw inputError(
      `${JSON.stringify(name)} cannot be the name of a table.`,
      `Use letters, digits and underscores, starting with a letter, at most ${MAX_NAME_CHARS} characters, for example events_may.`,
    );
  }
  if (name.toLowerCase().startsWith(HIDDEN_PREFIX)) {
    throw inputError(`Names that start with ${HIDDEN_PREFIX} are for deleted tables.`, 'Choose another name.');
  }
  return name;
}
