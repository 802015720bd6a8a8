// The activity log on disk: one JSON object a line, one file a day (UTC). Append-only; each line carries a hash over the one
// before and itself, so that a changed or removed line shows. A call is written when it starts and again when it ends.
import { createHash } from 'node:crypto';
import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ActivityEntry } from '#shared/model/activity-entry.ts';

const Line = z.object({
  seq: z.number().int(),
  time: z.string(),
  kind: z.enum(['started', 'ended']),
  entry: ActivityEntry,
  prev: z.string(),
  hash: z.string(),
});
export type ActivityLine = z.infer<typeof Line>;

export const GENESIS = '0'.repeat(64);

export function fileOfDay(dir: string, time: string): string {
  return join(dir, `${time.slice(0, 10)}.jsonl`);
}

export function dayFiles(dir: string): string[] {
  return readdirSync(dir)
    .filter((name) => /^\d{4}-\d{2}-\d{2}\.jsonl$/.test(name))
    .sort();
}

export function hashLine(body: Omit<ActivityLine, 'hash'>): string {
  return createHash('sha256').update(JSON.stringify(body)).digest('hex');
}

/** Lines of one file that can be read; a line cut by a crash is left out (verify reports it). */
export function readLines(file: string): ActivityLine[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return []; // no such day
  }
  const out: ActivityLine[] = [];
  for (const line of text.split('\n')) {
    if (line === '') continue;
    try {
      const parsed = Line.safeParse(JSON.parse(line));
      if (parsed.success) out.push(parsed.data);
    } catch {
      // A half-written last line of a killed process.
    }
  }
  return out;
}

/** Appends a line. Synchronous on purpose: "started" must stand on disk before the call runs (tens of microseconds). */
export function appendLine(dir: string, body: Omit<ActivityLine, 'hash'>): string {
  const hash = hashLine(body);
  appendFileSync(fileOfDay(dir, body.time), `${JSON.stringify({ ...body, hash })}\n`, { mode: 0o600 });
  return hash;
}

export interface BadLine {
  file: string;
  line: number;
  reason: string;
}

export interface ChainCheck {
  files: number;
  lines: number;
  /** The first line that does not fit. */
  firstBad: BadLine | undefined;
}

export function verifyChain(dir: string): BadLine | undefined {
  return walkChain(dir).firstBad;
}

/** Walks the chain over all files, up to the first line that does not fit. */
export function walkChain(dir: string): ChainCheck {
  const names = dayFiles(dir);
  let prev: string | undefined;
  let count = 0;
  for (const name of names) {
    for (const [index, text] of readFileSync(join(dir, name), 'utf8').split('\n').entries()) {
      if (text === '') continue;
      count += 1;
      const found = checkLine(text, prev);
      if ('reason' in found) return { files: names.length, lines: count, firstBad: { file: name, line: index + 1, ...found } };
      prev = found.hash;
    }
  }
  return { files: names.length, lines: count, firstBad: undefined };
}

const Hashed = z.looseObject({ prev: z.string(), hash: z.string() });

function checkLine(text: string, prev: string | undefined): { hash: string } | { reason: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { reason: 'not a whole line of JSON' };
  }
  const parsed = Hashed.safeParse(value);
  if (!parsed.success || !Line.safeParse(value).success) return { reason: 'not a line of this log' };
  const { hash } = parsed.data;
  if (prev !== undefined && parsed.data.prev !== prev) return { reason: 'does not follow the line before it' };
  return textHash(text, hash) === hash ? { hash } : { reason: 'was changed after it was written' };
}

/** Over the text as it stands: a schema would put its keys into another order. The hash is the last key of a line. */
function textHash(text: string, hash: string): string {
  const end = `,"hash":"${hash}"}`;
  return text.endsWith(end)
    ? createHash('sha256')
        .update(`${text.slice(0, -end.length)}}`)
        .digest('hex')
    : '';
}
