// The random key that both ends of the local socket must know: 32 bytes in a 0600 file, made by whoever comes first.
import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { AppError } from '#shared/errors.ts';

const KEY_BYTES = 32;

export function readEngineKey(file: string): Buffer | undefined {
  try {
    const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'hex');
    return key.length === KEY_BYTES ? key : undefined;
  } catch {
    return undefined; // not made yet; the caller makes it
  }
}

/** Reads the key, or makes it: written beside and linked into place, so that two makers end with one key. */
export function ensureEngineKey(file: string): Buffer {
  const existing = readEngineKey(file);
  if (existing !== undefined) return existing;
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    writeFileSync(draft, `${randomBytes(KEY_BYTES).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    throw new AppError('input', `Mixlake cannot write ${file}.`, { cause, hint: 'Check that MIXLAKE_HOME is there and can be written.' });
  }
  try {
    linkSync(draft, file);
  } catch {
    // Somebody else was first (EEXIST); a file that holds no key is reported below.
  } finally {
    unlinkSync(draft);
  }
  const key = readEngineKey(file);
  if (key === undefined) {
    throw new AppError('internal', `The file ${file} does not hold a key.`, { hint: 'Delete it; Mixlake makes a new one.' });
  }
  return key;
}
