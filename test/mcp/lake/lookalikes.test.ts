// Lines that begin as an earlier one: found whatever the pieces a body comes in, and nothing of the body lost.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineSorter, type Run } from '#mcp/lake/ingest/lookalikes.ts';

const long = (name: string): string => `{"event":"${name}","properties":{"distinct_id":"${name.repeat(120).slice(0, 130)}"`;
/** Heads of different lines differ; the rest of a line may be anything. */
const LINE = fc.oneof(
  fc.tuple(fc.constantFrom(...'abcdef'), fc.integer({ min: 0, max: 9 })).map(([name, rest]) => `${long(name)},"n":${rest}}}`),
  fc.constantFrom('', '', '{}', 'no event', ' ', 'é'.repeat(300)),
);

interface Sorted {
  runs: Run[];
  lines: number;
  offsets: number[];
  endsWithLookalike: boolean;
}

/** In pieces of these sizes, all in one memory that is written over after each. */
function sorted(body: Buffer, sizes: readonly number[]): Sorted {
  const sorter = createLineSorter();
  const memory = Buffer.alloc(Math.max(1, ...sizes));
  const runs: Run[] = [];
  const keep = (found: readonly Run[]): void => {
    for (const { bytes, isLookalike } of found) runs.push({ bytes: Buffer.from(bytes), isLookalike });
    memory.fill('?');
  };
  for (let [at, turn] = [0, 0]; at < body.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    const length = body.copy(memory, 0, at, at + size);
    keep(sorter.take(memory.subarray(0, length)));
    at += length;
  }
  keep(sorter.end());
  return { runs, lines: sorter.lines, offsets: sorter.offsets, endsWithLookalike: sorter.endsWithLookalike };
}

/** What a reader of the whole text finds: a line that begins like an earlier one in its first 128 bytes, of the next lines as well. */
function expected(body: Buffer): { offset: number; text: string; isLookalike: boolean }[] {
  const heads = new Set<string>();
  const found: { offset: number; text: string; isLookalike: boolean }[] = [];
  for (let from = 0; from < body.length; ) {
    const end = body.indexOf(0x0a, from);
    const next = end < 0 ? body.length : end + 1;
    const head = body.subarray(from, from + 128);
    const isLookalike = head.length === 128 && head[0] !== 0x0a && heads.has(head.toString('latin1'));
    if (head.length === 128) heads.add(head.toString('latin1'));
    found.push({ offset: from, text: body.toString('utf8', from, next), isLookalike });
    from = next;
  }
  return found;
}

describe('lines that begin as an earlier one', () => {
  it('are told apart in every body and every cut, byte by byte', () => {
    fc.assert(
      fc.property(
        fc.array(LINE, { maxLength: 40 }),
        fc.boolean(),
        fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1 }),
        (lines, isEnded, sizes) => {
          const body = Buffer.from(`${lines.join('\n')}${isEnded && lines.length > 0 ? '\n' : ''}`);
          const found = sorted(body, sizes);
          const whole = expected(body);
          expect(Buffer.concat(found.runs.map(({ bytes }) => bytes)).equals(body)).toBe(true);
          for (const isLookalike of [true, false]) {
            const text = found.runs.filter((run) => run.isLookalike === isLookalike).map(({ bytes }) => bytes);
            const meant = whole.filter((line) => line.isLookalike === isLookalike).map((line) => line.text);
            expect(Buffer.concat(text).toString()).toBe(meant.join(''));
          }
          expect(found.offsets).toEqual(whole.filter((line) => line.isLookalike).map((line) => line.offset));
          const filled = whole.filter((line) => line.text.trimEnd() !== '' || line.text.startsWith(' '));
          expect(found.lines).toBe(filled.length);
          expect(found.endsWithLookalike).toBe(filled.at(-1)?.isLookalike ?? false);
        },
      ),
    );
  });

  it('are found among a hundred thousand others', () => {
    const lines = Array.from({ length: 100_000 }, (_, n) => `${long(String(n))}}}`);
    const repeats = lines.filter((_, n) => n % 1_000 === 0);
    const found = sorted(Buffer.from([...lines, ...repeats].map((line) => `${line}\n`).join('')), [65_536]);
    expect(found.offsets.length).toBeGreaterThan(80);
    expect(found.offsets.length).toBeLessThan(110);
    expect(found.lines).toBe(100_100);
  });

  it('are left where they stand once there are too many of them', () => {
    const lines = Array.from({ length: 100_100 }, (_, n) => `${long('a')},"n":${n}}}\n`);
    const found = sorted(Buffer.from(lines.join('')), [65_536]);
    expect(found.offsets.length).toBe(100_000);
    expect(found.lines).toBe(100_100);
    expect(found.endsWithLookalike).toBe(false);
    const [others, aside] = [false, true].map((isLookalike) => found.runs.filter((run) => run.isLookalike === isLookalike));
    const text = (runs: Run[] = []) => Buffer.concat(runs.map(({ bytes }) => bytes)).toString();
    expect(text(others) === `${lines[0]}${lines.slice(100_001).join('')}`).toBe(true);
    expect(text(aside) === lines.slice(1, 100_001).join('')).toBe(true);
  });

  it('may stand in a body of one line, of none, and of one that never ends', () => {
    expect(sorted(Buffer.from(''), [1])).toEqual({ runs: [], lines: 0, offsets: [], endsWithLookalike: false });
    expect(sorted(Buffer.from('{}'), [1])).toMatchObject({ lines: 1, offsets: [] });
    const endless = Buffer.alloc(3_000_000, 'x');
    expect(sorted(endless, [65_536])).toMatchObject({ lines: 1, offsets: [], endsWithLookalike: false });
  });
});
