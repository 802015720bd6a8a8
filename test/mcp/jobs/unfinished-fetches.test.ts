import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openUnfinishedFetches, type UnfinishedFetches } from '#mcp/jobs/unfinished-fetches.ts';
import { AppError, cancelledError, inputError } from '#shared/errors.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'mixlake-unfinished-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const now = Date.UTC(2026, 4, 20);
const open = () => openUnfinishedFetches({ file: join(dir, 'unfinished-fetches.json'), now: () => now });

function fetch(key: string) {
  return {
    key,
    jobId: `job_${key}`,
    title: `Fetch ${key}`,
    table: 'events',
    startedBy: 'test',
    asked: { kind: 'fetch_events' as const, from: '2026-05-01', to: '2026-05-02', selection: {}, refresh: false },
  };
}

async function fails(kept: UnfinishedFetches, key: string, error: Error): Promise<void> {
  await expect(kept.during(fetch(key), () => Promise.reject(error))).rejects.toBe(error);
}

function reasons(kept: UnfinishedFetches): Record<string, string | null> {
  return Object.fromEntries(kept.list().map(({ key, reason }) => [key, reason]));
}

describe('unfinished fetches', () => {
  it('are those that were stopped, broke off, or came in part; one that is done or asked for wrongly is not', async () => {
    const kept = open();
    await kept.during(fetch('done'), async () => ({ status: 'completed', message: '' }));
    await kept.during(fetch('part'), async () => ({ status: 'partial', message: '2 days are missing.' }));
    await fails(kept, 'stopped', cancelledError());
    await fails(kept, 'broken', new AppError('network', 'Mixpanel could not be reached.'));
    await fails(kept, 'wrong', inputError('The filter makes no sense.'));
    const expected = {
      part: '2 days are missing.',
      stopped: 'It was stopped before it was done.',
      broken: 'Mixpanel could not be reached.',
    };
    expect(reasons(kept)).toEqual(expected);
    expect(reasons(open())).toEqual(expected);
  });

  it('hold one that was under way when the process died', async () => {
    const kept = open();
    let left: UnfinishedFetches | undefined;
    await kept.during(fetch('cut'), async () => {
      left = open();
      return { status: 'completed', message: '' };
    });
    expect(left?.list()).toMatchObject([{ key: 'cut', reason: null, stoppedAt: null, jobId: 'job_cut' }]);
    expect(kept.list()).toEqual([]);
  });

  it('hold the same work once, and forget what is given up while it runs', async () => {
    const kept = open();
    await fails(kept, 'same', cancelledError());
    await fails(kept, 'same', cancelledError());
    expect(kept.list()).toHaveLength(1);
    await expect(
      kept.during(fetch('given up'), async () => {
        kept.forget('job_given up');
        throw cancelledError();
      }),
    ).rejects.toThrow();
    expect(kept.list().map(({ key }) => key)).toEqual(['same']);
  });

  it('begin empty where the file is damaged', () => {
    writeFileSync(join(dir, 'unfinished-fetches.json'), '[{"half');
    expect(open().list()).toEqual([]);
  });
});
