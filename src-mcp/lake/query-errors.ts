// Rule: whatever DuckDB throws leaves this room as an AppError in words: no stack, no absolute path, DuckDB's own
// "Did you mean …" kept, the place told, and for the usual mistakes a hint that says what to write instead.
import { AppError, cancelledError } from '#shared/errors.ts';
import { positionInDuckMessage, type SqlPosition, tellPosition } from './query-position.ts';

/** An error of a statement that knows where in the text it stands. */
export class SqlError extends AppError {
  readonly position: SqlPosition | undefined;

  constructor(message: string, options: { hint?: string | undefined; position?: SqlPosition | undefined; cause?: unknown } = {}) {
    super('sql', options.position === undefined ? message : `${message} ${tellPosition(options.position)}`, options);
    this.name = 'SqlError';
    this.position = options.position;
  }
}

const JSON_PATH_HINT = `A property whose name starts with $ or holds blanks is written properties->>'$."$browser"', or shorter prop(properties, '$browser').`;
const PRECEDENCE_HINT = `-> and ->> bind loosely. Put brackets around them: (properties->>'$.plan') = 'pro', (properties->'$.cart') IS NOT NULL.`;

const HINTS: [pattern: RegExp, hint: string][] = [
  [/JSON path error/i, JSON_PATH_HINT],
  [/Table with name .* does not exist/, 'list_tables shows the tables of the lake; DESCRIBE name shows the columns of one.'],
  [/Malformed JSON|No function matches.*'(->>?|json_extract(_string)?)\(JSON, BOOLEAN\)'/i, PRECEDENCE_HINT],
  [/Referenced column "?(time|timestamp|ts|date)"? not found/i, 'The time of an event is the column event_time (TIMESTAMP, UTC).'],
  [/Referenced column "?(event|name)"? not found/i, 'The name of an event is the column event_name.'],
  [/Referenced column "?\$insert_id"? not found/i, 'The insert id of an event is the column insert_id.'],
  [/Referenced column "?(\$?user_id|\$distinct_id|user)"? not found/i, 'The person behind an event is the column distinct_id.'],
  [
    /Referenced column "?\$/i,
    `Properties are columns only of a table's typed view (events_typed): query that, or write prop(properties, '$browser').`,
  ],
  [
    /Referenced column .* not found/i,
    `DESCRIBE shows the columns of a table. A property is a column of the table's typed view (events_typed), or prop(properties, 'name').`,
  ],
  [/must appear in the GROUP BY clause/, 'GROUP BY ALL groups by every column that is not aggregated.'],
  [
    /Values were not provided for the following prepared statement/,
    'Write the values into the statement; ? and $1 are not filled in here.',
  ],
];

function hintFor(message: string): string | undefined {
  return HINTS.find(([pattern]) => pattern.test(message))?.[1];
}

/** Only after such a word: a quoted '/pricing/plan' alone is a value of the data. */
const QUOTED_PATH = /(\b(?:file|directory|folder|path|database)\s+)(["'])(?:\/|[A-Za-z]:\\)[^"'\n]*[/\\]([^"'\n/\\]*)\2/gi;

/** Takes folder names of this computer out of a text. */
export function hidePaths(text: string, folders: readonly string[]): string {
  let shown = text;
  for (const folder of folders) if (folder.length > 1) shown = shown.replaceAll(folder, '…');
  return shown.replaceAll(QUOTED_PATH, '$1$2…/$3$2');
}

function firstPart(message: string): string {
  return message.replace(/\n\s*Stack Trace:[\s\S]*$/, '').trim();
}

function sentenceFor(message: string): { message: string; hint?: string } | undefined {
  if (/max_temp_directory_size|No space left|failed to offload/i.test(message)) {
    return {
      message: 'The query needs more temporary disk space than it may use.',
      hint: 'Read fewer columns or a shorter time range, aggregate before sorting or joining, or add a LIMIT.',
    };
  }
  if (/^(Out of Memory Error|.*Failed to allocate|.*could not allocate)/i.test(message)) {
    return {
      message: 'The query needs more memory than it may use.',
      hint: 'Read fewer columns or a shorter time range, aggregate in steps, or add a LIMIT.',
    };
  }
  if (/Permission Error|IO Error|Missing Extension|disabled by configuration/.test(message)) {
    return {
      message: 'The statement asked for a file or for something outside the lake, which is not allowed.',
      hint: 'Query the tables of the lake; list_tables shows them.',
    };
  }
  return undefined;
}

export function isInterrupt(error: unknown): boolean {
  return error instanceof Error && /^INTERRUPT Error|Interrupted!/.test(error.message);
}

/** After such an error the DuckDB instance is dead: the engine must be replaced. */
export function isFatal(error: unknown): boolean {
  return error instanceof Error && /^FATAL Error|database has been invalidated/.test(error.message);
}

export interface SqlErrorContext {
  /** The statement as the person wrote it; positions refer to it. */
  sql: string;
  folders: readonly string[];
}

export function toSqlError(error: unknown, context: SqlErrorContext): AppError {
  if (error instanceof AppError) return error;
  if (!(error instanceof Error)) return new AppError('internal', 'The database answered in an unknown way.', { cause: error });
  if (isInterrupt(error)) return cancelledError('The query was stopped.');
  const raw = firstPart(error.message);
  if (isFatal(error)) {
    return new AppError('lake-busy', 'The local database had to stop after a serious error.', {
      hint: 'It opens again by itself; try the same call in a few seconds. Check that the disk is not full.',
      cause: error,
    });
  }
  if (raw.startsWith('INTERNAL Error')) {
    return new AppError('sql', 'DuckDB could not run this statement because of a fault of its own.', {
      hint: 'Write it in another way, for example in smaller steps.',
      cause: error,
    });
  }
  const sentence = sentenceFor(raw);
  if (sentence !== undefined) return new SqlError(sentence.message, { hint: sentence.hint, cause: error });
  const position = positionInDuckMessage(raw, context.sql);
  const words = hidePaths(raw.replace(/\n+\s*LINE \d+: [\s\S]*$/, ''), context.folders).trim();
  return new SqlError(words, { hint: hintFor(raw), position, cause: error });
}
