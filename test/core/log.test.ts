import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLog } from '#core/log.ts';
import { createRedactor } from '#core/redact.ts';
import { tempDir } from '#test/fakes/temp-dir.ts';

function linesOf(file: string): Record<string, unknown>[] {
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('the log', () => {
  it('holds one JSON object a line, on the disk at once, for its owner only', () => {
    const dir = tempDir();
    const log = createLog(dir, 'engine', createRedactor());
    log.info({ session: 's-1' }, 'connected\nand more');
    const file = join(dir, 'engine.log');
    expect(linesOf(file)).toMatchObject([{ process: 'engine', pid: process.pid, session: 's-1', msg: 'connected\nand more' }]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('blanks secrets in texts, in fields and in the errors behind an error', () => {
    const dir = tempDir();
    const redactor = createRedactor();
    const log = createLog(dir, 'engine', redactor);
    const secret = 'canary"1\\2';
    redactor.addSecret(secret, 'ann');
    log.warn({ err: new Error('outer', { cause: new Error(`inner ${secret}`) }), note: { deep: secret } }, `said ${secret}`);
    log.warn({ header: `Basic ${Buffer.from(`ann:${secret}`).toString('base64')}` }, 'asked');
    const text = readFileSync(join(dir, 'engine.log'), 'utf8');
    expect(text).toContain('inner');
    expect(text.match(/\[secret\]/g)?.length).toBeGreaterThanOrEqual(4);
    for (const form of ['canary', Buffer.from(`ann:${secret}`).toString('base64')]) expect(text).not.toContain(form);
    expect(linesOf(join(dir, 'engine.log'))).toHaveLength(2);
  });

  it('sets a log of more than 5 MB aside at the next start, and goes on with a new one', () => {
    const dir = tempDir();
    const file = join(dir, 'engine.log');
    writeFileSync(file, `${'x'.repeat(5_000_001)}\n`);
    createLog(dir, 'engine', createRedactor()).info('first');
    expect(linesOf(file)).toMatchObject([{ msg: 'first' }]);
    expect(statSync(`${file}.1`).size).toBe(5_000_002);
  });

  it('goes on in a smaller one', () => {
    const dir = tempDir();
    createLog(dir, 'app', createRedactor()).info('first');
    createLog(dir, 'app', createRedactor()).info('second');
    expect(linesOf(join(dir, 'app.log'))).toMatchObject([{ msg: 'first' }, { msg: 'second' }]);
    expect(existsSync(join(dir, 'app.log.1'))).toBe(false);
  });
});
