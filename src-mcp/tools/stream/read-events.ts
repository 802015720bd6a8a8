// Raw events of an export, straight into memory, for answers that need a few of them and store none. A body that was cut is an
// error here as well as in a fetch: half a day must never look like a whole one. Lines end at byte 0x0A only.
import type { Readable } from 'node:stream';
import { AppError, cancelledError } from '#shared/errors.ts';
import { isTerminatedEarly } from '../../lake/ingest/spool.ts';
import { epochSeconds } from '../../mixpanel/event-time.ts';
import { parseExactly } from '../../mixpanel/exact-json.ts';

const LF = 0x0a;
/** What is read at most: about 16,000 events of 1 KB, which take ten times as much memory once parsed. */
const MAX_BYTES = 16 * 1024 * 1024;

export interface StreamedEvent {
  event: string;
  /** `time` as it was sent, in seconds; null when it is missing or no number. */
  seconds: number | null;
  properties: Record<string, unknown>;
}

export interface StreamedEvents {
  events: StreamedEvent[];
  /** Lines that came, repeats and unreadable ones included. */
  lines: number;
  /** Repeats that were left out: equal event, distinct_id, time and $insert_id. */
  repeats: number;
  /** Lines that are no event. */
  unreadable: number;
  /** The memory bound was reached: there are more events than these. */
  isCapped: boolean;
}

export interface ReadOptions {
  maxBytes?: number;
  /** How a line is read; left out: integers beyond 2^53 stay text. */
  parse?: (text: string) => unknown;
  /** Events that are not wanted are counted as lines and forgotten. */
  keep?: ((event: StreamedEvent) => boolean) | undefined;
  /** Shared by the reads of one question: an event that two exports send is a repeat. */
  seen?: Set<string> | undefined;
}

export async function readEvents(body: Readable, signal: AbortSignal, options: ReadOptions = {}): Promise<StreamedEvents> {
  const reader = createReader(options);
  try {
    for await (const line of linesOf(body, options.maxBytes ?? MAX_BYTES)) reader.take(line);
  } catch (cause) {
    if (signal.aborted) throw cancelledError();
    throw cause instanceof AppError ? cause : cut('The transfer from Mixpanel broke off.', cause);
  } finally {
    body.destroy();
  }
  return reader.end();
}

interface Line {
  text: string;
  /** A mark instead of a line: the bound is reached, the rest is not read. */
  isCap?: boolean;
}

async function* linesOf(body: Readable, maxBytes: number): AsyncGenerator<Line> {
  let pieces: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    if (!Buffer.isBuffer(chunk)) continue;
    let from = 0;
    for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, from)) {
      yield { text: Buffer.concat([...pieces, chunk.subarray(from, end)]).toString('utf8') };
      pieces = [];
      from = end + 1;
    }
    if (from < chunk.length) pieces.push(chunk.subarray(from));
    bytes += chunk.length;
    if (bytes >= maxBytes) return void (yield { text: '', isCap: true });
  }
  if (pieces.length > 0) yield { text: Buffer.concat(pieces).toString('utf8') };
}

function createReader(options: ReadOptions): { take(line: Line): void; end(): StreamedEvents } {
  const { parse = parseExactly, keep = () => true, seen = new Set<string>() } = options;
  const found: StreamedEvents = { events: [], lines: 0, repeats: 0, unreadable: 0, isCapped: false };
  let isLastReadable = true;
  return {
    take({ text, isCap }) {
      if (isCap === true) {
        found.isCapped = true;
        return;
      }
      if (text.trim() === '') return;
      if (isTerminatedEarly(text)) throw cut('Mixpanel ended the export early.');
      if (found.lines === 0 && text.trimStart().startsWith('<')) throw webPage();
      found.lines += 1;
      const event = eventOf(text, parse);
      isLastReadable = event !== undefined;
      if (event === undefined) found.unreadable += 1;
      else if (isRepeat(event, seen)) found.repeats += 1;
      else if (keep(event)) found.events.push(event);
    },
    end() {
      // The last line of a whole export is a whole record.
      if (!isLastReadable && !found.isCapped) throw cut('The export from Mixpanel ends in the middle of a record.');
      return found;
    },
  };
}

function eventOf(text: string, parse: (text: string) => unknown): StreamedEvent | undefined {
  let value: unknown;
  try {
    value = parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || !('event' in value) || !('properties' in value)) return undefined;
  const { event, properties } = value;
  if (typeof event !== 'string' || typeof properties !== 'object' || properties === null || Array.isArray(properties)) return undefined;
  const entries: Record<string, unknown> = Object.fromEntries(Object.entries(properties));
  return { event, seconds: epochSeconds(entries.time), properties: entries };
}

/** Without $insert_id nothing is a repeat: Mixpanel gives each such event an id of its own. */
function isRepeat({ event, properties }: StreamedEvent, seen: Set<string>): boolean {
  const { distinct_id: distinctId, time, $insert_id: insertId } = properties;
  if (insertId === undefined || insertId === null) return false;
  const key = JSON.stringify([event, distinctId ?? null, time ?? null, insertId]);
  if (seen.has(key)) return true;
  seen.add(key);
  return false;
}

function cut(message: string, cause?: unknown): AppError {
  return new AppError('network', message, {
    cause,
    hint: 'Nothing of it is shown, because parts are missing. Try again, or ask for fewer days.',
  });
}

function webPage(): AppError {
  return new AppError('mixpanel', 'What came back is a web page, not an export of Mixpanel.', {
    hint: 'A proxy or a wrong address can do this: check the region of the account and the configured address.',
  });
}
