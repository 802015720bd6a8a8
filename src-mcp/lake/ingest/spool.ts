// The body of an export goes to spool files in the staging folder while its lines are counted, then DuckDB reads the files.
// A body is whole only if the transfer and the gzip stream ended cleanly (the stream fails otherwise) and its last line is a
// whole JSON object; a missing last newline is tolerated, an empty body is an empty day. Lines end at byte 0x0A only.
import { open } from 'node:fs/promises';
import type { RawBody } from '#core/gunzip.ts';
import { AppError } from '#shared/errors.ts';
import { NotStored, type WriteBody, type Written, writeHere } from './write-body.ts';

const LF = 0x0a;
const TAIL_BYTES = 64 * 1024;
export const MAX_LINE_BYTES = 16 * 1024 * 1024;

export interface Spooled extends Written {
  /** Holds the files; what is made of them may be put here too. */
  folder: string;
}

/** A transfer that ended too early: nothing of it may be kept as a complete day. */
export class PartialBody extends AppError {
  constructor(message: string, cause?: unknown) {
    super('network', message, { cause, hint: 'Days that were complete are kept; the same fetch goes on where it stopped.' });
    this.name = 'PartialBody';
  }
}

export interface SpoolInput {
  body: RawBody;
  /** Of this body alone. */
  folder: string;
  /** Told decompressed bytes as they are written. */
  onBytes: (count: number) => void;
  signal: AbortSignal;
}

/** `write`: how the bytes get into the file; left out: on this thread. */
export async function spoolBody(input: SpoolInput, write: WriteBody = writeHere): Promise<Spooled> {
  const { folder, signal } = input;
  let written: Written;
  try {
    written = await write(input);
  } catch (cause) {
    if (signal.aborted) throw cause;
    if (!(cause instanceof NotStored)) throw new PartialBody('The transfer from Mixpanel broke off.', cause);
    if (cause.code === 'ENOSPC' || cause.code === 'EDQUOT') {
      throw new AppError('lake-busy', 'The disk is full: the download could not be stored.', {
        cause,
        hint: 'Free some space and start the same fetch again; complete days are kept.',
      });
    }
    throw new AppError('internal', `The download could not be stored (${cause.code}).`, {
      cause,
      hint: 'Check that the folder of Mixlake can be written to, then start the same fetch again; complete days are kept.',
    });
  }
  const { files, lookalikes } = written;
  if (written.lines > 0) await checkLastLine(lookalikes.holdTheLast ? lookalikes.files : files);
  return { folder, ...written };
}

async function checkLastLine(files: readonly string[]): Promise<void> {
  const last = await readLastLine(files);
  if (last.startsWith('<')) {
    throw new AppError('mixpanel', 'What came back is a web page, not an export of Mixpanel.', {
      hint: 'A proxy or a wrong address can do this: check the region of the account and the configured address.',
    });
  }
  if (isTerminatedEarly(last)) throw new PartialBody('Mixpanel ended the export early.');
  let value: unknown;
  try {
    value = JSON.parse(last);
  } catch {
    // Reported below: a line that is not whole is the mark of a cut body.
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new PartialBody('The export from Mixpanel ends in the middle of a record.');
  }
  refuseErrorLine(value);
}

const MAX_QUOTED_CHARS = 200;

/** An error in an answer of 200 stands where events should: those may not count as an empty day or as a bad line. */
export function refuseErrorLine(value: object): void {
  if (!('error' in value) || 'event' in value || 'properties' in value) return;
  const words = typeof value.error === 'string' ? value.error : (JSON.stringify(value.error) ?? '');
  throw new PartialBody(`Mixpanel sent an error among the events: ${JSON.stringify(words.slice(0, MAX_QUOTED_CHARS))}.`);
}

/** The trailer stands alone, as text that is not JSON. */
export function isTerminatedEarly(line: string): boolean {
  return !line.trimStart().startsWith('{') && /terminated early/i.test(line);
}

async function readLastLine(files: readonly string[]): Promise<string> {
  // Newlines alone may have begun a file of their own.
  for (const file of files.toReversed()) {
    const last = await lastLineOf(file);
    if (last !== '') return last;
  }
  return '';
}

async function lastLineOf(file: string): Promise<string> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    for (let length = TAIL_BYTES; ; length *= 8) {
      const start = Math.max(0, size - length);
      const tail = Buffer.alloc(size - start);
      await handle.read(tail, 0, tail.length, start);
      let end = tail.length;
      while (end > 0 && (tail[end - 1] === LF || tail[end - 1] === 0x0d || tail[end - 1] === 0x20)) end -= 1;
      const begin = tail.lastIndexOf(LF, end - 1);
      if (begin >= 0 || start === 0) return tail.subarray(begin + 1, end).toString('utf8');
      if (length > MAX_LINE_BYTES) return '';
    }
  } finally {
    await handle.close();
  }
}
