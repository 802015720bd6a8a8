// Raw events read straight into memory: whole bodies in all their oddity, and bodies that are not whole.
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { exportEvents } from '#mcp/mixpanel/export.ts';
import { readEvents, type StreamedEvents } from '#mcp/tools/stream/read-events.ts';
import { CALL, cannedServer } from './canned-client.ts';
import { DAYS } from './endpoints.ts';

const canned = cannedServer();
const never = new AbortController().signal;

const line = (event: string, properties: object): string => JSON.stringify({ event, properties });
const A = line('a', { time: 1777700000, distinct_id: 'u', $insert_id: 'i' });
const B = line('b', { time: 1777700000, distinct_id: 'u', $insert_id: 'i' });
const NO_ID = line('a', { time: 1777700000, distinct_id: 'u' });

async function read(body: string | Buffer, options: Parameters<typeof readEvents>[2] = {}): Promise<StreamedEvents> {
  canned.server.answer({ body, headers: Buffer.isBuffer(body) ? { 'content-encoding': 'gzip' } : {} });
  return readEvents(await exportEvents(canned.client(), { ...DAYS, events: ['a "b"', '🎁'], limit: 5 }, CALL), never, options);
}

describe('a whole export', () => {
  it.each([
    ['nothing', '', []],
    ['blank lines only', '\n\r\n \n', []],
    ['no newline at the end, blank lines between', `${A}\n\n${B}`, ['a', 'b']],
    ['Windows line ends', `${A}\r\n${B}\r\n`, ['a', 'b']],
    ['a repeat, which is left out', `${A}\n${B}\n${A}\n`, ['a', 'b']],
    ['equal events without an insert id, which are all kept', `${NO_ID}\n${NO_ID}\n`, ['a', 'a']],
    ['separators of other alphabets inside a value', `${line('a', { note: 'x\u2028y\u2029z\u0085' })}\n`, ['a']],
    ['the words of the trailer inside a value', `${line('a', { note: 'terminated early' })}\n`, ['a']],
    ['a line that is no event amid good ones', `${A}\nnot json\n{"event":7}\n${B}\n`, ['a', 'b']],
  ])('with %s', async (_name, body, events) => {
    const found = await read(body);
    expect(found.events.map(({ event }) => event)).toEqual(events);
    expect(found.isCapped).toBe(false);
  });

  it('counts what it left out', async () => {
    expect(await read(`${A}\n${A}\n${A}\nodd\n${B}\n`)).toMatchObject({ lines: 5, repeats: 2, unreadable: 1 });
  });

  it('keeps digits, nesting, nulls, and times of all kinds', async () => {
    const body = `{"event":"a","properties":{"time":1777700000.25,"id":9007199254740993,"n":null,"deep":{"list":[-9007199254740993,1.5]}}}\n{"event":"b","properties":{"time":1777700000250}}\n{"event":"c","properties":{"time":"soon"}}`;
    const { events } = await read(body);
    expect(events[0]?.properties).toEqual({
      time: 1777700000.25,
      id: '9007199254740993',
      n: null,
      deep: { list: ['-9007199254740993', 1.5] },
    });
    expect(events.map(({ seconds }) => seconds)).toEqual([1777700000.25, 1777700000.25, null]);
  });

  it('is put together from chunks that end inside a character', async () => {
    const bytes = Buffer.from(`${line('ä🎁', { time: 1, distinct_id: 'ü' })}\n${A}\n`, 'utf8');
    const found = await readEvents(Readable.from([...bytes].map((byte) => Buffer.from([byte]))), never);
    expect(found.events.map(({ event }) => event)).toEqual(['ä🎁', 'a']);
  });

  it('is decompressed', async () => {
    expect((await read(gzipSync(`${A}\n${B}\n`))).events).toHaveLength(2);
  });

  it('is read up to the memory bound, and says so', async () => {
    const found = await read(`${A}\n${B}\n`.repeat(2_000), { maxBytes: 100 });
    expect(found.isCapped).toBe(true);
    expect(found.events).toHaveLength(2);
  });

  it('asks for what was selected', async () => {
    await read('');
    expect(canned.server.requests[0]?.params).toMatchObject({ event: '["a \\"b\\"","🎁"]', limit: '5', from_date: DAYS.fromDate });
  });
});

describe('an export that is not whole', () => {
  const zipped = gzipSync(`${A}\n`.repeat(5_000));
  it.each([
    ['ends with the trailer', `${A}\nterminated early\n`, /ended the export early/],
    ['is nothing but the trailer', 'export terminated early', /ended the export early/],
    ['ends inside a record', `${A}\n{"event":"b","prop`, /middle of a record/],
    ['is gzip that was cut', zipped.subarray(0, zipped.length - 20), /broke off/],
    ['is gzip that is damaged', Buffer.concat([zipped.subarray(0, 40), Buffer.alloc(200, 7)]), /broke off/],
    ['is a web page', '<html>\n<body>Sign in</body></html>', /web page/],
  ])('%s', async (_name, body, words) => {
    await expect(read(body)).rejects.toThrow(words);
  });

  it('was cancelled', async () => {
    const abort = new AbortController();
    const body = new Readable({ read: () => undefined });
    const reading = readEvents(body, abort.signal);
    abort.abort();
    body.destroy(new Error('aborted'));
    await expect(reading).rejects.toMatchObject({ kind: 'cancelled' });
  });
});
