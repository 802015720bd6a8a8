// Faults inside a body: what was promised with status 200 and then did not come, or came broken.

import { setTimeout as sleep } from 'node:timers/promises';
import { type Bytes, CutConnection } from '../http/body.ts';
import { fraction, hash } from '../world/prng.ts';
import { type Fault, ODD_BYTES, type OddBytes } from './fault.ts';

const NEWLINE = 0x0a;
const CUT_AFTER_BYTES = 3000;
const TERMINATED_AFTER_LINES = 40;

type Kind<K extends Fault['kind']> = Extract<Fault, { kind: K }>;

async function* stalled(source: Bytes, ms: number, signal: AbortSignal): AsyncGenerator<Buffer> {
  let isFirst = true;
  for await (const piece of source) {
    yield isFirst ? piece.subarray(0, piece.length >> 1) : piece;
    if (isFirst) {
      await sleep(ms, undefined, { signal }).catch(() => {});
      yield piece.subarray(piece.length >> 1);
    }
    isFirst = false;
  }
}

/** Where to stop in a piece: just behind a line end, or anywhere that is none. */
function cutPosition(piece: Buffer, from: number, atLineEnd: boolean): number {
  const newline = piece.indexOf(NEWLINE, from);
  if (atLineEnd) return newline < 0 ? piece.length : newline + 1;
  return newline >= 0 && newline - from < 3 ? newline + 5 : from;
}

async function* cutOff(source: Bytes, fault: Kind<'cut'>): AsyncGenerator<Buffer> {
  let limit = fault.afterBytes;
  let sent = 0;
  for await (const piece of source) {
    // A short answer must be cut as well: in its middle.
    limit ??= Math.min(CUT_AFTER_BYTES, piece.length >> 1);
    if (sent + piece.length <= limit) {
      sent += piece.length;
      yield piece;
      continue;
    }
    const to = Math.min(cutPosition(piece, Math.max(limit - sent, 1), fault.at === 'line-end'), piece.length);
    yield piece.subarray(0, to);
    break;
  }
  if (fault.clean !== true) throw new CutConnection('cut');
}

async function* terminatedEarly(source: Bytes, fault: Kind<'terminated-early'>): AsyncGenerator<Buffer> {
  const text = fault.text ?? 'terminated early';
  if (fault.position === 'only') {
    yield Buffer.from(text);
    return;
  }
  let left = fault.afterLines ?? TERMINATED_AFTER_LINES;
  for await (const piece of source) {
    let from = 0;
    while (left > 0) {
      const newline = piece.indexOf(NEWLINE, from);
      if (newline < 0) break;
      from = newline + 1;
      left -= 1;
    }
    if (left > 0) {
      yield piece;
      continue;
    }
    yield piece.subarray(0, from);
    yield Buffer.from(text);
    return;
  }
  yield Buffer.from(`\n${text}\n`);
}

const ODD_LINES: Readonly<Record<OddBytes, Buffer>> = {
  'lone-surrogate': Buffer.from(
    '{"event":"Odd Bytes","properties":{"time":1600000000,"distinct_id":"odd","$insert_id":"odd-1","half":"x\\ud83dy"}}\n',
  ),
  'invalid-utf8': Buffer.concat([
    Buffer.from('{"event":"Odd Bytes","properties":{"time":1600000001,"distinct_id":"odd","$insert_id":"odd-2","broken":"'),
    Buffer.from([0xc3, 0x28, 0xff, 0xe2, 0x82]),
    Buffer.from('"}}\n'),
  ]),
  'not-json': Buffer.from('upstream worker restarted <42>\n'),
  'split-record': Buffer.from('{"event":"Odd Bytes","properties":{"time":1600000002,"distinct_id":"od\nd","$insert_id":"odd-3"}}\n'),
  'odd-key': Buffer.from('{"event":"Odd Bytes","properties":{"time":1600000003,"distinct_id":"odd","$insert_id\\u0000\\u0001":"odd-4"}}\n'),
};

/** Puts the odd lines amid the good ones: the first behind the first line end, the rest behind later ones. */
async function* withOddBytes(source: Bytes, which: readonly OddBytes[]): AsyncGenerator<Buffer> {
  const waiting = [...which];
  for await (const piece of source) {
    let from = 0;
    while (waiting.length > 0) {
      const newline = piece.indexOf(NEWLINE, from);
      if (newline < 0) break;
      yield piece.subarray(from, newline + 1);
      from = newline + 1;
      const next = waiting.shift();
      if (next) yield ODD_LINES[next];
    }
    yield piece.subarray(from);
  }
  // A body without line ends still gets what was ordered.
  for (const rest of waiting) yield Buffer.concat([Buffer.from('\n'), ODD_LINES[rest]]);
}

async function* withDuplicates(source: Bytes, share: number): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  let serial = 0;
  for await (const piece of source) {
    const all: Buffer = Buffer.concat([rest, piece]);
    let from = 0;
    for (let newline = all.indexOf(NEWLINE, from); newline >= 0; newline = all.indexOf(NEWLINE, from)) {
      const line = all.subarray(from, newline + 1);
      serial += 1;
      if (fraction(hash(serial, 0xd0b)) < share) yield line;
      yield line;
      from = newline + 1;
    }
    rest = all.subarray(from);
  }
  yield rest;
}

/** Faults in the text, before it is compressed. */
export function spoilText(source: Bytes, faults: readonly Fault[], signal: AbortSignal): Bytes {
  let body = source;
  for (const fault of faults) {
    if (fault.kind === 'duplicates') body = withDuplicates(body, fault.share ?? 0.1);
    if (fault.kind === 'odd-bytes') body = withOddBytes(body, fault.which ?? ODD_BYTES);
    if (fault.kind === 'terminated-early') body = terminatedEarly(body, fault);
    if (fault.kind === 'cut' && fault.at !== 'gzip') body = cutOff(body, fault);
    if (fault.kind === 'stall' && fault.at === 'body') body = stalled(body, fault.ms, signal);
  }
  return body;
}

async function* corrupted(source: Bytes): AsyncGenerator<Buffer> {
  let isFirst = true;
  for await (const piece of source) {
    const copy = Buffer.from(piece);
    // Behind the ten bytes of the gzip header, so that it still looks like gzip at first.
    if (isFirst || copy.length > 64)
      for (let at = isFirst ? 12 : 0; at < Math.min(copy.length, 60); at++) copy[at] = (copy[at] ?? 0) ^ 0x5a;
    if (copy.length > 12) isFirst = false;
    yield copy;
  }
}

/** Faults in the compressed bytes. */
export function spoilGzip(source: Bytes, faults: readonly Fault[]): Bytes {
  let body = source;
  for (const fault of faults) {
    if (fault.kind === 'corrupt-gzip') body = corrupted(body);
    if (fault.kind === 'cut' && fault.at === 'gzip') body = cutOff(body, { ...fault, afterBytes: fault.afterBytes ?? 500 });
  }
  return body;
}

export async function stallAtStart(faults: readonly Fault[], signal: AbortSignal): Promise<void> {
  for (const fault of faults) {
    if (fault.kind === 'stall' && fault.at !== 'body') await sleep(fault.ms, undefined, { signal }).catch(() => {});
  }
}
