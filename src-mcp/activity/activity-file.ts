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

/** Walks the chain over all files and answers with the first line that does not fit, or undefined. */
export function verifyChain(dir: string): BadLine | undefined {
  let prev: string | undefined;
  for (const name of dayFiles(dir)) {
    const lines = readFileSync(join(dir, name), 'utf8').split('\n');
    for (const [index, text] of lines.entries()) {
      if (text === '') continue;
      const bad = (reason: string): BadLine => ({ file: name, line: index + 1, reason });
      let parsed: ReturnType<typeof Line.safeParse>;
      try {
        parsed = Line.safeParse(JSON.parse(text));
      } catch {
        return bad('not a whole line of JSON');
      }
      if (!parsed.success) return bad('not a line of this log');
      const { hash, ...body } = parsed.data;
      if (prev !== undefined && body.prev !== prev) return bad('does not follow the line before it');
      if (hashLine(body) !== hash) return bad('was changed after it was written');
      prev = hash;
    }
  }
  return undefined;
}
