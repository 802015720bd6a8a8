import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createLog } from '#core/log.ts';
import { createRedactor } from '#core/redact.ts';
import { readEngineLog } from '#main/services/engine-log.ts';
import { tempDir } from '#test/fakes/temp-dir.ts';

it('shows the last lines of a real log, oldest first, with level, time and the rest', async () => {
  const dir = tempDir();
  const log = createLog(dir, 'engine', createRedactor());
  for (let n = 0; n < 300; n += 1) log.info(`line ${n}`);
  log.warn({ session: 'con_1' }, 'a message could not be served');
  log.fatal({ err: new Error('disk full') }, 'could not listen');
  const lines = await readEngineLog(dir, 3);
  expect(lines).toMatchObject([
    { level: 'info', message: 'line 299', details: '' },
    { level: 'warning', message: 'a message could not be served', details: '{"session":"con_1"}' },
    { level: 'fatal', message: 'could not listen', details: expect.stringContaining('disk full') },
  ]);
  expect(Date.parse(lines[0]?.time ?? '')).toBeGreaterThan(Date.now() - 60_000);
});

it('shows what is not in the log’s form as it is, and nothing when there is no log', async () => {
  const dir = tempDir();
  expect(await readEngineLog(dir, 10)).toEqual([]);
  appendFileSync(join(dir, 'engine.log'), 'half a li');
  expect(await readEngineLog(dir, 10)).toEqual([{ time: null, level: 'error', message: 'half a li', details: '' }]);
});

it('reads no more than the end of a long log, and no half line', async () => {
  const dir = tempDir();
  const line = `${JSON.stringify({ level: 30, time: 0, msg: 'x'.repeat(900) })}\n`;
  appendFileSync(join(dir, 'engine.log'), line.repeat(1_000));
  const lines = await readEngineLog(dir, 2_000);
  expect(lines.length).toBeGreaterThan(100);
  expect(lines.length).toBeLessThan(readFileSync(join(dir, 'engine.log'), 'utf8').split('\n').length - 1);
  for (const each of lines) expect(each.level).toBe('info');
});
