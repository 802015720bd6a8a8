import { beforeEach, describe, expect, it } from 'vitest';
import { createJobs, type Jobs } from '#mcp/jobs/job-runner.ts';
import { NO_DIALOGUE } from '#mcp/server/dialogue.ts';
import type { ToolContext } from '#mcp/server/tool-definition.ts';
import { firstAnswer } from '#mcp/tools/jobs/job-answer.ts';

let jobs: Jobs;
beforeEach(() => {
  jobs = createJobs();
  return () => jobs.close();
});

const unused = () => Promise.reject(new Error('not needed here'));
const notNeeded = { list: unused, find: unused, current: unused, switchTo: unused, probe: unused };

function context(signal: AbortSignal): ToolContext {
  return {
    workspace: unused,
    jobs,
    call: { signal },
    signal,
    client: { id: 'con_1', name: 'test' },
    accounts: notNeeded,
    catalogue: () => [],
    nextPage: unused,
    dialogue: NO_DIALOGUE,
    approvals: { isWatched: () => false, ask: unused },
    budgetTokens: 6_000,
    now: Date.now,
    startedMs: Date.now(),
    progress: () => undefined,
  };
}

/** A job that goes on until it is cancelled. */
function start() {
  return jobs.start({
    kind: 'fetch_events',
    title: 'A fetch',
    projectId: '1',
    table: 'events',
    startedBy: 'test',
    unit: 'days',
    key: 'same',
    run: ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  });
}

describe('a call that is cancelled', () => {
  it('ends the job that it started', async () => {
    const gone = new AbortController();
    const started = start();
    const answer = firstAnswer(started, context(gone.signal));
    gone.abort();
    await expect(answer).rejects.toMatchObject({ kind: 'cancelled' });
    await expect(jobs.wait(started.job.jobId, 1_000)).resolves.toMatchObject({ status: 'cancelled' });
  });

  it('leaves the job to another client that waits for it', async () => {
    const [gone, other] = [new AbortController(), new AbortController()];
    const started = start();
    const first = firstAnswer(started, context(gone.signal));
    const second = firstAnswer(start(), context(other.signal));
    gone.abort();
    await expect(first).rejects.toMatchObject({ kind: 'cancelled' });
    expect(jobs.get(started.job.jobId).endedAt).toBeNull();
    other.abort();
    await expect(second).rejects.toMatchObject({ kind: 'cancelled' });
    expect(jobs.get(started.job.jobId).endedAt).toBeNull();
  });
});

describe('a first answer', () => {
  it('comes within 20 s of the call, also when something before the job has used up most of them', async () => {
    const late = { ...context(new AbortController().signal), startedMs: Date.now() - 17_500 };
    const started = performance.now();
    await expect(firstAnswer(start(), late)).resolves.toMatchObject({ status: 'queued' });
    expect(performance.now() - started).toBeLessThan(2_500);
  });
});
