import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRedactor } from '#core/redact.ts';
import { verifyChain } from '#mcp/activity/activity-file.ts';
import { type ActivityLog, openActivityLog } from '#mcp/activity/activity-log.ts';

const CLIENT = { id: 'con_1', name: 'test', kind: 'assistant' as const };
let dir: string;
let time: number;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'mixlake-activity-'));
  time = Date.UTC(2026, 4, 1, 23, 59, 0);
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function open(redactor = createRedactor()): ActivityLog {
  return openActivityLog({ dir, redactor, now: () => time });
}

function record(log: ActivityLog, tool: string, args: unknown = {}): string {
  const entry = log.begin({ client: CLIENT, projectId: '1', tool, arguments: args });
  time += 1_000;
  entry.countRequest();
  entry.end({ outcome: 'ok', summary: `${tool} done`, rows: 3 });
  return entry.id;
}

function text(): string {
  return readdirSync(dir)
    .map((name) => readFileSync(join(dir, name), 'utf8'))
    .join('');
}

describe('the activity log', () => {
  it('writes a line before the call and one after, one file a day', () => {
    const log = open();
    const entry = log.begin({ client: CLIENT, projectId: '1', tool: 'sql', arguments: { query: 'SELECT 1' } });
    expect(text()).toContain('"kind":"started"');
    time += 120_000;
    entry.end({ outcome: 'ok', summary: '1 row', rows: 1 });
    expect(readdirSync(dir).sort()).toEqual(['2026-05-01.jsonl', '2026-05-02.jsonl']);
    expect(log.list({ limit: 10 }).entries[0]).toMatchObject({
      tool: 'sql',
      outcome: 'ok',
      durationMs: 120_000,
      rows: 1,
      summary: '1 row',
    });
  });

  it('lists newest first, pages, and filters by tool, outcome and text', () => {
    const log = open();
    const ids = ['list_events', 'sql', 'segmentation'].map((tool) => record(log, tool, { query: `about ${tool}` }));
    const first = log.list({ limit: 2 });
    expect(first.entries.map((entry) => entry.id)).toEqual([ids[2], ids[1]]);
    expect(first.hasMore).toBe(true);
    expect(log.list({ limit: 2, before: ids[1] }).entries.map((entry) => entry.id)).toEqual([ids[0]]);
    expect(log.list({ limit: 9, tool: 'sql' }).entries).toHaveLength(1);
    expect(log.list({ limit: 9, text: 'ABOUT SEG' }).entries).toHaveLength(1);
    expect(log.list({ limit: 9, outcome: 'error' }).entries).toEqual([]);
  });

  it('goes on after a restart, and shows a call that was cut off as interrupted', () => {
    const log = open();
    record(log, 'sql');
    log.begin({ client: CLIENT, projectId: '1', tool: 'fetch_events', arguments: {} });
    const again = open();
    expect(again.list({ limit: 9 }).entries.map((entry) => [entry.tool, entry.outcome])).toEqual([
      ['fetch_events', 'interrupted'],
      ['sql', 'ok'],
    ]);
    record(again, 'sample');
    expect(verifyChain(dir)).toBeUndefined();
  });

  it('blanks secrets in every form and cuts long arguments', () => {
    const redactor = createRedactor();
    redactor.addSecret('hunter2-secret', 'user');
    const log = open(redactor);
    const basic = Buffer.from('user:hunter2-secret').toString('base64');
    record(log, 'sql', {
      query: 'x hunter2-secret y',
      header: `Basic ${basic}`,
      long: 'z'.repeat(10_000),
      deep: { list: ['hunter2-secret'] },
    });
    expect(text()).not.toContain('hunter2-secret');
    expect(text()).not.toContain(basic);
    expect(text()).toContain('(10000 characters)');
  });

  it('finds a line that was changed, and one that was removed', () => {
    const log = open();
    for (const tool of ['a', 'b', 'c']) record(log, tool);
    expect(verifyChain(dir)).toBeUndefined();
    const file = join(dir, '2026-05-01.jsonl');
    const whole = readFileSync(file, 'utf8');
    writeFileSync(file, whole.replace('b done', 'B done'));
    expect(verifyChain(dir)).toMatchObject({ line: 4, reason: 'was changed after it was written' });
    writeFileSync(file, whole.split('\n').toSpliced(2, 1).join('\n'));
    expect(verifyChain(dir)).toMatchObject({ line: 3, reason: 'does not follow the line before it' });
  });

  it('survives a half-written last line, and says so when asked to verify', () => {
    record(open(), 'sql');
    appendFileSync(join(dir, '2026-05-01.jsonl'), '{"seq":99,"time":"2026');
    const log = open();
    expect(log.list({ limit: 9 }).entries).toHaveLength(1);
    expect(verifyChain(dir)).toMatchObject({ reason: 'not a whole line of JSON' });
  });

  it('keeps only as many days as it should, at the start and when a day begins, and stays whole', () => {
    const DAY = 86_400_000;
    const first = open();
    for (let day = 0; day < 10; day += 1, time += DAY) record(first, `day${day}`);
    expect(readdirSync(dir)).toHaveLength(10);
    let keepDays: number | null = 7;
    const log = openActivityLog({ dir, redactor: createRedactor(), keepDays: () => keepDays, now: () => time });
    expect(readdirSync(dir)).toHaveLength(7);
    expect(log.list({ limit: 20 }).entries.map(({ tool }) => tool)).toEqual(['day9', 'day8', 'day7', 'day6', 'day5', 'day4', 'day3']);
    time += DAY;
    record(log, 'later');
    expect(readdirSync(dir)[0]).toBe('2026-05-05.jsonl');
    expect(log.list({ limit: 20 }).entries.at(-1)?.tool).toBe('day4');
    expect(verifyChain(dir)).toBeUndefined();
    keepDays = null;
    time += 400 * DAY;
    record(log, 'much later');
    expect(log.list({ limit: 20 }).entries.at(-1)?.tool).toBe('day4');
  });

  it('is empty after it was deleted, but for what ran then, and goes on as a whole log', () => {
    const log = open();
    record(log, 'before');
    const running = log.begin({ client: CLIENT, projectId: '1', tool: 'running', arguments: {} });
    expect(log.clear()).toEqual({ days: 1 });
    expect(readdirSync(dir)).toEqual([]);
    expect(log.list({ limit: 9 }).entries.map(({ tool }) => tool)).toEqual(['running']);
    running.end({ outcome: 'ok', summary: 'done' });
    time += 1_000;
    record(log, 'after');
    expect(
      open()
        .list({ limit: 9 })
        .entries.map(({ tool }) => tool),
    ).toEqual(['after', 'running']);
    expect(text()).not.toContain('before');
    expect(verifyChain(dir)).toBeUndefined();
  });

  it('tells listeners of each entry when it starts and when it ends', () => {
    const log = open();
    const seen: string[] = [];
    const stop = log.onChange((entry) => seen.push(entry.outcome));
    record(log, 'sql');
    stop();
    record(log, 'sql');
    expect(seen).toEqual(['running', 'ok']);
  });
});
