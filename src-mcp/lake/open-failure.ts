// What a failed ATTACH of the lake file means, in words. DuckDB's own text names absolute paths, so none of it is passed on
// but the pid of the process that holds the lock.
import { basename } from 'node:path';
import { AppError } from '#shared/errors.ts';

interface Failure {
  pattern: RegExp;
  kind: 'lake-busy' | 'internal';
  say(name: string, message: string): string;
  hint: string;
}

const FAILURES: readonly Failure[] = [
  {
    pattern: /Could not set lock|Conflicting lock|already attached|Unique file handle conflict|being used by another process/i,
    kind: 'lake-busy',
    say: (name, message) => {
      const pid = /PID (\d+)/i.exec(message)?.[1];
      return `The local database ${name} is open in another program${pid === undefined ? '' : ` (process ${pid})`}.`;
    },
    hint: 'Close that program (another Mixlake, a DuckDB shell, a notebook) and try again.',
  },
  {
    pattern: /not a valid DuckDB database/i,
    kind: 'internal',
    say: (name) => `The file ${name} is not a DuckDB database.`,
    hint: 'Move that file out of the project folder; Mixlake then starts a new one and fetches the data again.',
  },
  {
    pattern: /storage version|newer version of DuckDB|serialization version/i,
    kind: 'internal',
    say: (name) => `The local database ${name} was written by a newer version.`,
    hint: 'Update Mixlake, or move the file out of the project folder to start a new one.',
  },
  {
    pattern: /Permission denied|Read-only file system|Access is denied/i,
    kind: 'internal',
    say: (name) => `The local database ${name} cannot be written: the folder or the file is read-only.`,
    hint: 'Give your user write permission to the project folder, or choose another home folder with MIXLAKE_HOME.',
  },
  {
    pattern: /No space left/i,
    kind: 'internal',
    say: (name) => `The disk is full, so the local database ${name} cannot be opened.`,
    hint: 'Free some disk space and try again.',
  },
  {
    pattern: /corrupt|checksum|Serialization Error|Failure while replaying|FATAL|INTERNAL|Is a directory|Not a directory/i,
    kind: 'internal',
    say: (name) => `The local database ${name} is damaged and cannot be opened.`,
    hint: 'Move that file out of the project folder and keep it; Mixlake then starts a new one and fetches the data again.',
  },
];

export function openFailure(error: unknown, file: string): AppError {
  if (error instanceof AppError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const name = basename(file);
  const failure = FAILURES.find(({ pattern }) => pattern.test(message));
  if (failure === undefined) {
    return new AppError('internal', `The local database ${name} cannot be opened.`, {
      hint: 'Look into the log for the reason; the file itself was left as it is.',
      cause: error,
    });
  }
  return new AppError(failure.kind, failure.say(name, message), { hint: failure.hint, cause: error });
}

/** True when the file itself may be whole and only its write-ahead log cannot be replayed. */
export function mayBeWal(error: unknown): boolean {
  const message = error instanceof Error ? error.message : '';
  return !/Could not set lock|Conflicting lock|already attached|Unique file handle|Permission denied|No space left|not a valid DuckDB/i.test(
    message,
  );
}
