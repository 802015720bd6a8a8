// The careful road, for the rare file that DuckDB refuses as a whole or whose rows do not add up: line by line, good lines go to
// a clean file, text that JSON allows but UTF-8 does not (a lone surrogate, a cut character) is repaired with U+FFFD and counted,
// what is not an event goes to quarantine with its byte offset and the reason. Works in short slices: the event loop stays free.

import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isTerminatedEarly, MAX_LINE_BYTES, PartialBody, refuseErrorLine } from './spool.ts';
import type { Written } from './write-body.ts';

const LF = 0x0a;
const SLICE_MS = 8;
const MAX_KEPT_CHARS = 10_000;

export interface Repaired {
  /** Lines in the clean file. */
  lines: number;
  repaired: number;
  quarantined: number;
}

type Verdict = { kind: 'good'; text: string; isRepaired: boolean } | { kind: 'bad'; reason: string; text: string };

/** Writes `cleanFile` (events) and `quarantineFile` (JSON lines {byte_offset, reason, line}). */
export async function repairFiles(
  body: Pick<Written, 'files' | 'lookalikes'>,
  cleanFile: string,
  quarantineFile: string,
  signal: AbortSignal,
): Promise<Repaired> {
  const clean = createWriteStream(cleanFile, { mode: 0o600 });
  const bad = createWriteStream(quarantineFile, { mode: 0o600 });
  const count: Repaired = { lines: 0, repaired: 0, quarantined: 0 };
  let held: { offset: number; bytes: Buffer; verdict: Verdict & { kind: 'bad' } } | undefined;
  const quarantine = (offset: number, verdict: Verdict & { kind: 'bad' }): void => {
    count.quarantined += 1;
    bad.write(`${JSON.stringify({ byte_offset: offset, reason: verdict.reason, line: verdict.text.slice(0, MAX_KEPT_CHARS) })}\n`);
  };
  const keep = (verdict: Verdict & { kind: 'good' }): void => {
    count.lines += 1;
    if (verdict.isRepaired) count.repaired += 1;
    clean.write(`${verdict.text}\n`);
  };

  let sliceEnd = performance.now() + SLICE_MS;
  for await (const { offset, bytes } of linesOf(body)) {
    if (isBlank(bytes)) continue;
    let verdict = judgeLine(bytes);
    if (verdict.kind === 'bad' && held !== undefined) {
      // One record split over two adjacent lines was seen in the wild: both halves are bad, together they are good.
      const joined = judgeLine(Buffer.concat([held.bytes, bytes]));
      if (joined.kind === 'good') {
        keep({ ...joined, isRepaired: true });
        held = undefined;
        continue;
      }
    }
    if (held !== undefined) quarantine(held.offset, held.verdict);
    held = undefined;
    if (verdict.kind === 'good') keep(verdict);
    else held = { offset, bytes, verdict };
    verdict = { kind: 'bad', reason: '', text: '' }; // lets go of the line's text before the pause
    if (performance.now() > sliceEnd) {
      signal.throwIfAborted();
      if (clean.writableNeedDrain) await once(clean, 'drain');
      await nextTurn();
      sliceEnd = performance.now() + SLICE_MS;
    }
  }
  if (held !== undefined) quarantine(held.offset, held.verdict);
  clean.end();
  bad.end();
  await Promise.all([finished(clean), finished(bad)]);
  return count;
}

export function judgeLine(bytes: Buffer): Verdict {
  const raw = bytes.toString('utf8'); // invalid bytes become U+FFFD
  if (isTerminatedEarly(raw)) throw new PartialBody('Mixpanel ended the export early.');
  const hadInvalidBytes = raw.includes('\uFFFD') && !bytes.equals(Buffer.from(raw, 'utf8'));
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch {
    return { kind: 'bad', reason: 'not a JSON object', text: raw };
  }
  const problem = whyNotAnEvent(value);
  if (problem !== undefined) return { kind: 'bad', reason: problem, text: raw };
  const text = replaceLoneSurrogates(raw);
  return { kind: 'good', text, isRepaired: hadInvalidBytes || text !== raw };
}

function whyNotAnEvent(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'not a JSON object';
  refuseErrorLine(value);
  if (!('event' in value) || typeof value.event !== 'string') return 'no event name';
  if (!('properties' in value) || typeof value.properties !== 'object' || value.properties === null || Array.isArray(value.properties)) {
    return 'no properties';
  }
  const time = 'time' in value.properties ? value.properties.time : undefined;
  const seconds = typeof time === 'number' ? time : typeof time === 'string' && time.trim() !== '' ? Number(time) : Number.NaN;
  return Number.isFinite(seconds) ? undefined : 'no usable time';
}

/** `\ud83d` without its other half, written as an escape: legal for JSON.parse, refused by DuckDB. Both halves together stay. */
function replaceLoneSurrogates(text: string): string {
  if (!/\\u[dD][89a-fA-F]/.test(text)) return text;
  return text.replace(/\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[dD][89a-fA-F][0-9a-fA-F]{2}/g, (match) =>
    match.length === 6 ? '\\ufffd' : match,
  );
}

/** In the order of the body, with their place in it. */
async function* linesOf({ files, lookalikes }: Pick<Written, 'files' | 'lookalikes'>): AsyncGenerator<{ offset: number; bytes: Buffer }> {
  const [others, aside] = [linesIn(files), linesIn(lookalikes.files)];
  const asideOffsets = lookalikes.offsets[Symbol.iterator]();
  let nextAside = asideOffsets.next().value;
  for (let offset = 0; ; ) {
    const isAside = offset === nextAside;
    if (isAside) nextAside = asideOffsets.next().value;
    const { value: bytes, done } = await (isAside ? aside : others).next();
    if (done === true) return;
    yield { offset, bytes };
    offset += bytes.length + 1;
  }
}

async function* linesIn(files: readonly string[]): AsyncGenerator<Buffer, undefined> {
  let rest: Buffer = Buffer.alloc(0);
  for (const file of files) {
    for await (const chunk of createReadStream(file, { highWaterMark: 256 * 1024 })) {
      let buffer: Buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      for (let end = buffer.indexOf(LF); end >= 0; end = buffer.indexOf(LF)) {
        yield buffer.subarray(0, end);
        buffer = buffer.subarray(end + 1);
      }
      if (buffer.length > MAX_LINE_BYTES) throw new PartialBody('A line of the export is longer than 16 MB.');
      rest = buffer;
    }
  }
  if (rest.length > 0) yield rest;
}

function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x0d || byte === 0x09);
}
