// One app for each profile folder: the first holds a lock file and listens; the next ones hand it their arguments and go.
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SecondInstance {
  readonly argv: string[];
  readonly cwd: string;
}

export interface InstanceLock {
  readonly isHeld: boolean;
  /** Resolves when the first instance has been told about us. */
  readonly handedOver: Promise<void>;
}

export function takeInstanceLock(profile: string, onSecond: (second: SecondInstance) => void): InstanceLock {
  const file = join(profile, 'SingletonLock');
  const id = createHash('sha256').update(file).digest('hex').slice(0, 16);
  const socket = process.platform === 'win32' ? `\\\\.\\pipe\\standin-${id}` : join(tmpdir(), `standin-${id}.sock`);
  if (isHeldByAnother(file)) return { isHeld: false, handedOver: tellFirst(socket) };
  writeFileSync(file, String(process.pid));
  rmSync(socket, { force: true });
  const server = createServer((connection) => {
    let text = '';
    connection.setEncoding('utf8').on('data', (part) => {
      text += part;
    });
    connection.on('end', () => {
      onSecond(JSON.parse(text));
      connection.end();
    });
    connection.on('error', () => undefined); // the second instance may go before it has read our end
  });
  server.listen(socket).unref();
  process.once('exit', () => {
    rmSync(file, { force: true });
    rmSync(socket, { force: true });
  });
  return { isHeld: true, handedOver: Promise.resolve() };
}

function isHeldByAnother(file: string): boolean {
  try {
    const owner = Number(readFileSync(file, 'utf8'));
    process.kill(owner, 0);
    return owner !== process.pid;
  } catch {
    return false; // no file, or the process that wrote it is gone
  }
}

function tellFirst(socket: string): Promise<void> {
  const second: SecondInstance = { argv: process.argv, cwd: process.cwd() };
  return new Promise((resolve) => {
    const connection = connect(socket);
    connection.on('error', () => undefined).on('close', () => resolve());
    connection.end(JSON.stringify(second));
    connection.resume();
  });
}
