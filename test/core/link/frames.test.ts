import { duplexPair } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { framedPort } from '#core/link/frames.ts';

function pair() {
  const [near, far] = duplexPair();
  const received: unknown[] = [];
  let closed = 0;
  const port = framedPort(far);
  port.on('message', (event) => received.push(event?.data));
  port.on('close', () => {
    closed += 1;
  });
  return { near, far, received, closed: () => closed };
}

/** The frames of some messages as they travel. */
async function bytesOf(...messages: unknown[]): Promise<Buffer> {
  const [near, far] = duplexPair();
  const port = framedPort(near);
  for (const message of messages) port.postMessage(message);
  near.end();
  return Buffer.concat(await far.toArray());
}

describe('messages over a byte stream', () => {
  it('carry texts and bytes unchanged, empty ones too', async () => {
    const { near, received } = pair();
    const bytes = Uint8Array.from({ length: 300 }, (_, n) => n % 256);
    near.write(await bytesOf('{"a":"ä\n😀"}', bytes, '', new Uint8Array(), bytes.buffer.slice(0, 3)));
    await expect.poll(() => received).toEqual(['{"a":"ä\n😀"}', bytes, '', new Uint8Array(), new Uint8Array([0, 1, 2])]);
  });

  it('arrive whole, wherever the stream was cut', async () => {
    const { near, received } = pair();
    for (const byte of await bytesOf('first 😀', new Uint8Array([1, 2]), 'second')) {
      near.write(Buffer.from([byte]));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await expect.poll(() => received).toEqual(['first 😀', new Uint8Array([1, 2]), 'second']);
  });

  it('are not handed on before the last byte is there', async () => {
    const { near, received } = pair();
    const frame = await bytesOf('whole');
    near.write(frame.subarray(0, -1));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(received).toEqual([]);
    near.write(frame.subarray(-1));
    await expect.poll(() => received).toEqual(['whole']);
  });

  it('end the stream when one says it is longer than 64 MB', async () => {
    const { near, far, received, closed } = pair();
    const header = Buffer.alloc(5);
    header.writeUInt32LE(64 * 1024 * 1024 + 1, 0);
    near.write(Buffer.concat([await bytesOf('before'), header]));
    await expect.poll(() => far.destroyed).toBe(true);
    expect(received).toEqual(['before']);
    await expect.poll(closed).toBe(1);
  });

  it('tell once that the stream is closed, and go nowhere afterwards', async () => {
    const { near, far, closed } = pair();
    near.destroy();
    far.destroy();
    await expect.poll(closed).toBe(1);
    expect(() => framedPort(far).postMessage('late')).not.toThrow();
  });

  it('refuse what is neither text nor bytes', () => {
    const [near] = duplexPair();
    expect(() => framedPort(near).postMessage({ an: 'object' })).toThrow(TypeError);
  });
});
