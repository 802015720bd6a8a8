import { createHmac } from 'node:crypto';
import net from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { acceptClient, greetEngine } from '#core/link/handshake.ts';
import type { Hello } from '#core/link/hello.ts';
import { AppError } from '#shared/errors.ts';
import { tempDir } from '#test/fakes/temp-dir.ts';

const KEY = Buffer.alloc(32, 1);
const OTHER_KEY = Buffer.alloc(32, 2);
const HELLO: Hello = {
  role: 'app',
  version: '1.0.0',
  account: { kind: 'environment', username: 'ann', secret: 'canary-secret', projectId: '1', region: 'us' },
};
const STRANGER = /does not know the key/;

/** The two ends of a real local socket. */
async function socketPair(): Promise<{ client: net.Socket; engine: net.Socket }> {
  const path = process.platform === 'win32' ? `\\\\.\\pipe\\mixlake-test-${process.pid}-${Date.now()}` : join(tempDir(), 's');
  const server = net.createServer();
  const accepted = new Promise<net.Socket>((resolve) => server.once('connection', resolve));
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const client = net.connect(path);
  const engine = await accepted;
  for (const socket of [client, engine]) socket.on('error', () => undefined);
  onTestFinished(() => {
    client.destroy();
    engine.destroy();
    server.close();
  });
  return { client, engine };
}

const welcome = async (hello: unknown) => ({ connectionId: 'c-1', value: hello });

/** All that this end hears, as text. */
function hear(socket: net.Socket): () => string {
  let heard = '';
  socket.setEncoding('utf8').on('data', (text) => {
    heard += text;
  });
  return () => heard;
}

/** Sends `more` in one packet with the line that holds `mark`. */
function writeTogether(socket: net.Socket, mark: string, more: string): void {
  const write = socket.write.bind(socket);
  socket.write = (chunk: unknown) => write(String(chunk).includes(mark) ? `${String(chunk)}${more}` : String(chunk));
}

describe('the handshake of the local socket', () => {
  it('lets both ends in when they know the key, and carries the hello', async () => {
    const { client, engine } = await socketPair();
    const accepted = acceptClient(engine, KEY, '9.9.9', welcome);
    expect(await greetEngine(client, KEY, HELLO)).toEqual({ connectionId: 'c-1', engineVersion: '9.9.9', repeatable: [] });
    expect(await accepted).toEqual(HELLO);
  });

  it('is refused on both sides when the keys differ', async () => {
    const { client, engine } = await socketPair();
    let isAsked = false;
    const accepted = acceptClient(engine, OTHER_KEY, '1', async (hello) => {
      isAsked = true;
      return welcome(hello);
    });
    const refused = expect(accepted).rejects.toThrow(AppError);
    await expect(greetEngine(client, KEY, HELLO)).rejects.toThrow(STRANGER);
    client.destroy();
    await refused;
    expect(isAsked).toBe(false);
  });

  it('refuses a client that cannot prove the key, before its hello is looked at', async () => {
    const { client, engine } = await socketPair();
    let isAsked = false;
    const accepted = acceptClient(engine, KEY, '1', async (hello) => {
      isAsked = true;
      return welcome(hello);
    });
    const heard = hear(client);
    client.write('{"mixlake":1,"nonce":"00"}\n');
    await expect.poll(heard).toContain('"proof"');
    client.write(`${JSON.stringify({ proof: 'f'.repeat(64), hello: HELLO })}\n`);
    await expect(accepted).rejects.toThrow(STRANGER);
    expect(isAsked).toBe(false);
  });

  it('does not take the engine’s own proof, sent back, for the client’s', async () => {
    const { client, engine } = await socketPair();
    const accepted = acceptClient(engine, KEY, '1', welcome);
    const heard = hear(client);
    client.write('{"mixlake":1,"nonce":"00"}\n');
    await expect.poll(heard).toContain('\n');
    client.write(`${JSON.stringify({ proof: JSON.parse(heard()).proof, hello: HELLO })}\n`);
    await expect(accepted).rejects.toThrow(STRANGER);
  });

  it.each([
    [
      'guesses a proof',
      (nonce: string) => ({ mixlake: 1, nonce: '11', proof: createHmac('sha256', OTHER_KEY).update(nonce).digest('hex') }),
    ],
    ['sends no proof', () => ({ mixlake: 1, nonce: '11' })],
    ['sends the client’s nonce back', (nonce: string) => ({ mixlake: 1, nonce, proof: nonce })],
    ['speaks another protocol', () => ({ jsonrpc: '2.0' })],
  ])('never shows the hello to a squatter who %s', async (_, answer) => {
    const { client, engine } = await socketPair();
    const heard = hear(engine);
    const greeted = expect(greetEngine(client, KEY, HELLO)).rejects.toThrow(STRANGER);
    await expect.poll(heard).toContain('\n');
    engine.write(`${JSON.stringify(answer(JSON.parse(heard()).nonce))}\n`);
    await greeted;
    client.end();
    await expect.poll(() => engine.readableEnded).toBe(true);
    expect(heard()).not.toContain('canary-secret');
    expect(heard().trim().split('\n')).toHaveLength(1);
  });

  it('leaves what follows the handshake in the same packet to whoever reads next', async () => {
    const { client, engine } = await socketPair();
    writeTogether(client, '"hello"', 'first\nsecond');
    writeTogether(engine, '"ok"', 'and the first message');
    const accepted = acceptClient(engine, KEY, '1', welcome);
    await greetEngine(client, KEY, HELLO);
    await accepted;
    const heard = { client: hear(client), engine: hear(engine) };
    await expect.poll(heard.engine).toBe('first\nsecond');
    await expect.poll(heard.client).toBe('and the first message');
  });

  it('tells the client in words why the engine refuses its hello', async () => {
    const { client, engine } = await socketPair();
    const refusal = new AppError('auth', 'No Mixpanel account is configured.', { hint: 'Add one.' });
    const accepted = expect(acceptClient(engine, KEY, '1', () => Promise.reject(refusal))).rejects.toBe(refusal);
    await expect(greetEngine(client, KEY, HELLO)).rejects.toMatchObject({ kind: 'auth', message: refusal.message, hint: 'Add one.' });
    await accepted;
  });

  it('tells the client nothing of an error that is not in our words', async () => {
    const { client, engine } = await socketPair();
    const accepted = expect(acceptClient(engine, KEY, '1', () => Promise.reject(new Error('at /home/ann/lake')))).rejects.toThrow(
      '/home/ann',
    );
    await expect(greetEngine(client, KEY, HELLO)).rejects.toMatchObject({
      kind: 'internal',
      message: 'Something went wrong inside Mixlake.',
    });
    await accepted;
  });
});

describe('a peer that does not take part in the handshake', () => {
  it.each([
    ['garbage', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
    ['JSON that is no object', '[1]\n'],
    ['binary', '\0\x01\x02\n'],
  ])('is refused at once when it sends %s', async (_, text) => {
    const { client, engine } = await socketPair();
    engine.write(text);
    await expect(greetEngine(client, KEY, HELLO)).rejects.toThrow(STRANGER);
    client.write(text);
    await expect(acceptClient(engine, KEY, '1', welcome)).rejects.toThrow(AppError);
  });

  it('is refused when its line has no end', async () => {
    const { client, engine } = await socketPair();
    const accepted = acceptClient(engine, KEY, '1', welcome);
    client.write('x'.repeat(70_000));
    await expect(accepted).rejects.toThrow(/too long a line/);
  });

  it('is refused when it goes away', async () => {
    const { client, engine } = await socketPair();
    const greeted = expect(greetEngine(client, KEY, HELLO)).rejects.toThrow(/closed during the handshake/);
    engine.destroy();
    await greeted;
  });

  it('is refused when it had gone before we began', async () => {
    const { client, engine } = await socketPair();
    client.destroy();
    await expect.poll(() => client.destroyed && client.closed).toBe(true);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    await expect(greetEngine(client, KEY, HELLO)).rejects.toThrow(/closed during the handshake/);
    engine.destroy();
  });

  it.each([
    ['says nothing', ''],
    ['begins a line and never ends it', '{"mixlake":1'],
  ])('is waited for 10 s when it %s', async (_, text) => {
    const { client, engine } = await socketPair();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    engine.write(text);
    let error: unknown;
    const greeted = greetEngine(client, KEY, HELLO).catch((thrown: unknown) => {
      error = thrown;
    });
    await vi.advanceTimersByTimeAsync(9_900);
    expect(error).toBeUndefined();
    await vi.advanceTimersByTimeAsync(200);
    await greeted;
    expect(error).toMatchObject({ message: 'The local connection timed out during the handshake.' });
  });
});
