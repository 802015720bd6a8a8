// Downloads on their way to the disk, on this thread and on one of their own.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { getPriority, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SPOOL_THREAD, STEP_BACK, threadsNamed } from '#mcp/lake/answers-first.ts';
import { PartialBody, spoolBody } from '#mcp/lake/ingest/spool.ts';
import { createSpooler, type Spooler } from '#mcp/lake/ingest/spooler.ts';
import { writeHere } from '#mcp/lake/ingest/write-body.ts';

const THREAD = resolve(import.meta.dirname, '../../../src-mcp/lake/ingest/spool-thread.ts');
const LINES = 120_000;
/** Some six megabytes. */
const TEXT = Array.from({ length: LINES }, (_, n) => `{"event":"Söld ${n}","properties":{"time":${n}}}\n`).join('');
const GZIP = gzipSync(TEXT);

let dir: string;
let spooler: Spooler;
let folders = 0;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'mixlake-spool-'));
  spooler = createSpooler(THREAD);
});
afterAll(async () => {
  await spooler.close();
  rmSync(dir, { recursive: true, force: true });
});

const newFolder = (): string => join(dir, `body-${folders++}`);
/** A line as long as those of real exports, whose end may differ between repeats. */
const event = (name: string, end = ''): string =>
  `{"event":"${name}","properties":{"time":1,"distinct_id":"${name}","pad":"${'x'.repeat(90)}","end":"${end}"}}`;
const stored = ({ files }: { files: string[] }): string => files.map((file) => readFileSync(file, 'utf8')).join('');

/** Pieces as a socket gives them; all share one memory, and the last may be followed by an error. */
function pieces(bytes: Buffer, size: number, error?: Error): Readable {
  return Readable.from(
    (function* () {
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
      if (error !== undefined) throw error;
    })(),
    { objectMode: false },
  );
}

it.runIf(process.platform === 'linux')('the thread steps back a little, so that the one that answers goes first', async () => {
  await spooler.write({ body: { stream: pieces(GZIP, 7_001), isGzip: true }, folder: newFolder(), onBytes: () => undefined });
  expect(threadsNamed(SPOOL_THREAD).map((thread) => getPriority(thread))).toEqual([getPriority() + STEP_BACK[SPOOL_THREAD]]);
});

describe.each(['here', 'in the thread'])('a body stored %s', (place) => {
  const write = place === 'here' ? writeHere : (...args: Parameters<Spooler['write']>) => spooler.write(...args);
  const spool = (stream: Readable, options: { isGzip?: boolean; folder?: string; signal?: AbortSignal } = {}) => {
    const { isGzip = true, folder = newFolder(), signal = new AbortController().signal } = options;
    let told = 0;
    const onBytes = (count: number): void => {
      told += count;
    };
    return spoolBody({ body: { stream, isGzip }, folder, onBytes, signal }, write).then((spooled) => ({ ...spooled, told }));
  };

  it.each([
    ['gzip', GZIP, true, 7_001],
    ['gzip byte by byte at its end', GZIP.subarray(0), true, GZIP.length - 1],
    ['plain text', Buffer.from(TEXT), false, 100_003],
  ])('is whole: %s', async (_what, bytes, isGzip, size) => {
    const spooled = await spool(pieces(bytes, size), { isGzip });
    expect(stored(spooled)).toBe(TEXT);
    expect(spooled).toMatchObject({ lines: LINES, bytes: Buffer.byteLength(TEXT), told: Buffer.byteLength(TEXT) });
  });

  it('is cut into files of some megabytes, where lines end', async () => {
    const { files } = await spool(pieces(GZIP, 7_001));
    expect(files.length).toBeGreaterThan(2);
    for (const file of files) {
      expect(statSync(file).size).toBeLessThan(3 * 1024 * 1024);
      expect(readFileSync(file, 'utf8')).toMatch(/^\{"event".*\}\}\n$/s);
    }
  });

  it('keeps a line whole that is longer than a file should be, and sees its end when newlines follow', async () => {
    const long = `{"event":"${'x'.repeat(5_000_000)}"}\n`;
    const body = Buffer.from(`${long}{"event":"b"}\n${long}${'\n'.repeat(5_000_000)}`);
    const spooled = await spool(pieces(body, 65_536), { isGzip: false });
    expect(spooled).toMatchObject({ lines: 3, bytes: body.length });
    // The second long line begins as the first one.
    expect(stored(spooled) === `${long}{"event":"b"}\n${'\n'.repeat(5_000_000)}`).toBe(true);
    expect(stored(spooled.lookalikes) === long).toBe(true);
    expect(readFileSync(spooled.files.at(-1) ?? '', 'utf8').trim()).toBe('');
  });

  it('may be empty, and needs no newline at its end', async () => {
    expect(await spool(pieces(gzipSync(''), 10))).toMatchObject({ lines: 0, bytes: 0, files: [] });
    expect(await spool(pieces(gzipSync('{"event":"a"}\n\n{"event":"b"}'), 10))).toMatchObject({ lines: 2 });
  });

  it.each([
    ['ends too early', pieces.bind(undefined, GZIP.subarray(0, GZIP.length - 9))],
    ['lacks a byte of its check sum', pieces.bind(undefined, GZIP.subarray(0, GZIP.length - 1))],
    [
      'is damaged in the middle',
      pieces.bind(undefined, Buffer.concat([GZIP.subarray(0, 9_000), Buffer.alloc(64, 7), GZIP.subarray(9_064)])),
    ],
  ])('is not whole when it %s', async (_what, body) => {
    await expect(spool(body(4_096))).rejects.toBeInstanceOf(PartialBody);
  });

  it('is not whole when the transfer breaks off, however much came before', async () => {
    const broken = spool(pieces(GZIP, 4_096, new Error('ECONNRESET')));
    await expect(broken).rejects.toMatchObject({ message: 'The transfer from Mixpanel broke off.', cause: { message: 'ECONNRESET' } });
  });

  it('ends when the job is cancelled, while nothing comes', async () => {
    const stop = new AbortController();
    const silent = new Readable({ read: () => undefined });
    silent.push(GZIP.subarray(0, 1_000));
    const cancelled = spool(silent, { signal: stop.signal });
    setTimeout(() => stop.abort(), 50);
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
    expect(silent.destroyed).toBe(true);
  });

  it.runIf(existsSync('/dev/full'))('says that the disk is full, also when nothing more comes', async () => {
    const folder = newFolder();
    mkdirSync(folder);
    symlinkSync('/dev/full', join(folder, 'lines-1.jsonl'));
    const silent = new Readable({ read: () => undefined });
    silent.push(Buffer.from(GZIP));
    await expect(spool(silent, { folder })).rejects.toMatchObject({ kind: 'lake-busy', message: /^The disk is full/ });
    expect(silent.destroyed).toBe(true);
  });

  it('that cannot be written says so: the transfer is not at fault', async () => {
    const lost = spool(pieces(GZIP, 4_096), { folder: join(dir, 'no-such-folder', 'body') });
    await expect(lost).rejects.toMatchObject({ kind: 'internal', message: 'The download could not be stored (ENOENT).' });
    await expect(lost).rejects.not.toBeInstanceOf(PartialBody);
  });

  it('may be followed by zeros, but its transfer has to end cleanly even then', async () => {
    const padded = Buffer.concat([GZIP, Buffer.alloc(70_000)]);
    expect(await spool(pieces(padded, 4_096))).toMatchObject({ lines: LINES });
    await expect(spool(pieces(padded, 4_096, new Error('ECONNRESET')))).rejects.toBeInstanceOf(PartialBody);
    await expect(spool(pieces(Buffer.concat([GZIP, Buffer.from('<html>')]), 4_096))).rejects.toBeInstanceOf(PartialBody);
  });

  it('has lines that begin as an earlier one in files of their own, with their places', async () => {
    const lines = [event('a', '1'), event('b'), event('a', '2'), '{}', '', event('c'), event('b', '3')];
    const body = Buffer.from(lines.map((line) => `${line}\n`).join(''));
    for (const size of [1, 50, 131, 100_000]) {
      const spooled = await spool(pieces(body, size), { isGzip: false });
      expect(stored(spooled)).toBe([lines[0], lines[1], '{}', '', lines[5], ''].join('\n'));
      expect(stored(spooled.lookalikes)).toBe([lines[2], lines[6], ''].join('\n'));
      expect(spooled.lookalikes).toMatchObject({ offsets: [body.indexOf(`${lines[2]}`), body.indexOf(`${lines[6]}`)], holdTheLast: true });
      expect(spooled).toMatchObject({ lines: 6, bytes: body.length, told: body.length });
    }
  });

  it('has many such lines in files of some megabytes too, in their order', async () => {
    const lines = Array.from({ length: 40_000 }, (_, n) => event(`e${n % 100}`, String(n)));
    const spooled = await spool(pieces(Buffer.from(lines.join('\n')), 65_536), { isGzip: false });
    expect(`${stored(spooled)}${stored(spooled.lookalikes)}` === lines.join('\n')).toBe(true);
    expect(spooled.files.length).toBe(1);
    expect(spooled.lookalikes.files.length).toBeGreaterThan(2);
    for (const file of spooled.lookalikes.files) expect(statSync(file).size).toBeLessThan(3 * 1024 * 1024);
  });

  it('is whole or not by its very last line, wherever that is stored', async () => {
    const spoolText = (text: string) => spool(pieces(Buffer.from(text), 100_000), { isGzip: false });
    const whole = `${event('a')}\n${event('a', 'again')}`;
    expect(await spoolText(whole)).toMatchObject({ lines: 2, lookalikes: { holdTheLast: true } });
    await expect(spoolText(whole.slice(0, -3))).rejects.toBeInstanceOf(PartialBody);
    await expect(spoolText(`${whole}\n{"event":"c`)).rejects.toBeInstanceOf(PartialBody);
    // A cut line in the middle is one for the quarantine.
    expect(await spoolText(`${whole.slice(0, -3)}\n${event('b')}\n`)).toMatchObject({ lines: 3, lookalikes: { holdTheLast: false } });
  });

  it('is stored beside others', async () => {
    const all = await Promise.all([1_000, 33_333, 65_536].map((size) => spool(pieces(GZIP, size))));
    for (const each of all) expect(stored(each)).toBe(TEXT);
  });
});

describe('the thread', () => {
  let own: Spooler | undefined;
  afterEach(() => own?.close());

  it('that ends in the middle leaves no body that counts as whole, and the next one gets a new thread', async () => {
    own = createSpooler(THREAD);
    const silent = new Readable({ read: () => undefined });
    silent.push(GZIP.subarray(0, 1_000));
    const lost = own.write({ body: { stream: silent, isGzip: true }, folder: newFolder(), onBytes: () => undefined });
    setTimeout(() => void own?.close(), 300);
    await expect(lost).rejects.toThrow('the thread that stores downloads has ended');
    expect(silent.destroyed).toBe(true);
    const next = own.write({ body: { stream: pieces(GZIP, 50_000), isGzip: true }, folder: newFolder(), onBytes: () => undefined });
    expect(await next).toMatchObject({ lines: LINES });
  });

  it('that cannot be started is a failure of the body, not of the process', async () => {
    own = createSpooler(join(dir, 'missing.js'));
    const lost = own.write({ body: { stream: pieces(GZIP, 50_000), isGzip: true }, folder: newFolder(), onBytes: () => undefined });
    await expect(lost).rejects.toThrow('the thread that stores downloads has ended');
  });

  it('tells of a slow body while it comes', async () => {
    own = createSpooler(THREAD);
    const told: number[] = [];
    const slow = Readable.from(
      (async function* () {
        for (let piece = 0; piece < 5; piece += 1) {
          yield Buffer.from('{}\n'.repeat(20));
          await sleep(300);
        }
      })(),
      { objectMode: false },
    );
    await own.write({ body: { stream: slow, isGzip: false }, folder: newFolder(), onBytes: (count) => told.push(count) });
    expect(told.length).toBeGreaterThan(2);
    expect(told.reduce((sum, count) => sum + count, 0)).toBe(300);
  });

  it('takes no more ahead than it can store', async () => {
    own = createSpooler(THREAD);
    let given = 0;
    let stored = 0;
    let furthest = 0;
    const plenty = Readable.from(
      (function* () {
        for (; given < 64 * 1024 * 1024; given += 65_536) {
          furthest = Math.max(furthest, given - stored);
          yield Buffer.alloc(65_536, '\n');
        }
      })(),
      { objectMode: false },
    );
    const onBytes = (count: number): void => {
      stored += count;
    };
    expect(await own.write({ body: { stream: plenty, isGzip: false }, folder: newFolder(), onBytes })).toMatchObject({
      bytes: given,
      lines: 0,
    });
    expect(furthest).toBeLessThan(4 * 1024 * 1024);
  });
});
