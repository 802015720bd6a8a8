// Log lines are JSON, one a line, in MIXLAKE_HOME/logs; every line passes the redactor. stdout belongs to the protocol.
import { existsSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type Logger, pino } from 'pino';
import type { Redactor } from './redact.ts';

export type { Logger } from 'pino';

/** A log above this size is set aside as `.1` at start. */
const ROTATE_AT_BYTES = 5_000_000;

export function createLog(dir: string, name: string, redactor: Redactor): Logger {
  const file = join(dir, `${name}.log`);
  if (existsSync(file) && statSync(file).size > ROTATE_AT_BYTES) renameSync(file, `${file}.1`);
  const fd = openSync(file, 'a', 0o600);
  // Synchronous: lines are few, and the last one before an end must reach the disk.
  const write = (line: string): void => {
    try {
      writeSync(fd, redactor.text(line));
    } catch {
      // A full disk must not end the process.
    }
  };
  return pino({ base: { process: name, pid: process.pid } }, { write });
}
