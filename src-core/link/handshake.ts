// The key handshake of the local socket. Both ends prove that they know a random key from a 0600 file before anything else is
// said, because a default Windows pipe can be opened by others and a pipe name can be squatted: a squatter never sees the
// hello, in which credentials may travel. Four lines of JSON, then the stream belongs to whoever called us.
//
//   client  {"mixlake":1,"nonce":n1}
//   engine  {"mixlake":1,"nonce":n2,"proof":HMAC(key,"engine"+n1+n2),"version":v}
//   client  {"proof":HMAC(key,"client"+n1+n2),"hello":{…}}
//   engine  {"ok":true,"connectionId":id,"repeatable":[…]}  or  {"ok":false,"error":{…}}
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { AppError, fromWireError, toWireError, type WireError } from '#shared/errors.ts';
import type { Hello } from './hello.ts';

const PROTOCOL = 1;
const MAX_LINE_BYTES = 64 * 1024;
const HANDSHAKE_TIMEOUT_MS = 10_000;

export interface EngineGreeting {
  connectionId: string;
  engineVersion: string;
  /** Tools whose calls may be asked again of the next engine when this one dies. */
  repeatable: string[];
}

/** What the engine answers to a hello that it takes. */
export interface Accepted<T> {
  connectionId: string;
  repeatable?: readonly string[];
  value: T;
}

/** The other end went away in the middle: an engine that has just died, or is ending. */
export class HandshakeBroken extends AppError {
  constructor() {
    super('internal', 'The local connection closed during the handshake.', { hint: 'Try again.' });
  }
}

/** The client's half, which may say another hello to another version. Rejects when the other end does not know the key or refuses the hello. */
export async function greetEngine(stream: Duplex, key: Buffer, hello: Hello | ((engineVersion: string) => Hello)): Promise<EngineGreeting> {
  const nonce = randomBytes(16).toString('hex');
  writeLine(stream, { mixlake: PROTOCOL, nonce });
  const offer = await readLine(stream);
  const theirs = textField(offer, 'nonce');
  if (offer.mixlake !== PROTOCOL || !isProof(key, 'engine', nonce, theirs, textField(offer, 'proof'))) throw notOurs();
  const engineVersion = textField(offer, 'version');
  writeLine(stream, { proof: prove(key, 'client', nonce, theirs), hello: typeof hello === 'function' ? hello(engineVersion) : hello });
  const verdict = await readLine(stream);
  if (verdict.ok !== true) throw fromWireError(wireErrorOf(verdict.error));
  const { repeatable } = verdict;
  return {
    connectionId: textField(verdict, 'connectionId'),
    engineVersion,
    repeatable: Array.isArray(repeatable) ? repeatable.filter((name) => typeof name === 'string') : [],
  };
}

/** The engine's half. `accept` parses and judges the hello; what it throws is told to the client, and the stream ends. */
export async function acceptClient<T>(
  stream: Duplex,
  key: Buffer,
  version: string,
  accept: (hello: unknown) => Promise<Accepted<T>>,
): Promise<T> {
  const opening = await readLine(stream);
  const theirs = textField(opening, 'nonce');
  const nonce = randomBytes(16).toString('hex');
  if (opening.mixlake !== PROTOCOL || theirs === '') throw notOurs();
  writeLine(stream, { mixlake: PROTOCOL, nonce, proof: prove(key, 'engine', theirs, nonce), version });
  const answer = await readLine(stream);
  if (!isProof(key, 'client', theirs, nonce, textField(answer, 'proof'))) throw notOurs();
  try {
    const { connectionId, repeatable = [], value } = await accept(answer.hello);
    writeLine(stream, { ok: true, connectionId, repeatable });
    return value;
  } catch (error) {
    writeLine(stream, { ok: false, error: toWireError(error) });
    throw error;
  }
}

function prove(key: Buffer, side: 'engine' | 'client', first: string, second: string): string {
  return createHmac('sha256', key).update(`${side}\n${first}\n${second}`).digest('hex');
}

function isProof(key: Buffer, side: 'engine' | 'client', first: string, second: string, proof: string): boolean {
  const expected = Buffer.from(prove(key, side, first, second));
  const given = Buffer.from(proof);
  return expected.length === given.length && timingSafeEqual(expected, given);
}

function notOurs(): AppError {
  return new AppError('internal', 'The program on the other end of the local socket does not know the key of this Mixlake.', {
    hint: 'Another program may be using the name. End it, or set MIXLAKE_HOME to another folder.',
  });
}

function writeLine(stream: Duplex, message: object): void {
  stream.write(`${JSON.stringify(message)}\n`);
}

/** Reads one line and leaves what follows it in the stream. */
function readLine(stream: Duplex): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    let read = Buffer.alloc(0);
    const timer = setTimeout(() => finish(silent('timed out')), HANDSHAKE_TIMEOUT_MS);
    const onReadable = (): void => {
      for (let chunk = stream.read(); chunk !== null; chunk = stream.read()) {
        read = Buffer.concat([read, chunk]);
        const end = read.indexOf(0x0a);
        if (end >= 0) {
          const rest = read.subarray(end + 1);
          const line = read.subarray(0, end).toString('utf8');
          finish(undefined, line);
          if (rest.length > 0) stream.unshift(rest);
          return;
        }
        if (read.length > MAX_LINE_BYTES) return finish(silent('sent too long a line'));
      }
    };
    const onEnd = (): void => finish(new HandshakeBroken());
    const finish = (error?: AppError, line?: string): void => {
      clearTimeout(timer);
      stream.off('readable', onReadable).off('end', onEnd).off('close', onEnd).off('error', onEnd);
      if (error !== undefined || line === undefined) return reject(error ?? new HandshakeBroken());
      try {
        resolve(asRecord(JSON.parse(line)));
      } catch {
        reject(notOurs()); // whatever speaks there, it is not our protocol
      }
    };
    stream.on('readable', onReadable).on('end', onEnd).on('close', onEnd).on('error', onEnd);
    onReadable();
    if (stream.destroyed || stream.readableEnded) onEnd();
  });
}

function silent(how: string): AppError {
  return new AppError('internal', `The local connection ${how} during the handshake.`, { hint: 'Try again.' });
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function textField(record: Record<string, unknown>, key: string): string {
  const value = record[key];
  return typeof value === 'string' ? value : '';
}

function wireErrorOf(value: unknown): WireError {
  const record = asRecord(value);
  const hint = textField(record, 'hint');
  const kind = textField(record, 'kind');
  return {
    kind: kind === 'input' || kind === 'auth' || kind === 'keychain' || kind === 'network' || kind === 'mixpanel' ? kind : 'internal',
    message: textField(record, 'message') || 'The engine refused the connection.',
    ...(hint === '' ? {} : { hint }),
  };
}
