// A client that can show no question, and a person at the window who can answer it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Approval } from '#shared/model/approval.ts';
import { simulatorSession, startTestEngine, type TestEngine } from '#test/fakes/engine.ts';
import { ERAS } from '#test/fakes/live-room.ts';
import { connectClient, pipePair } from '#test/fakes/mcp-clients.ts';
import { type SimulatorProcess, startSimulatorProcess } from '#test/fakes/simulator-process.ts';

let simulator: SimulatorProcess;
let test: TestEngine;
beforeAll(async () => {
  simulator = await startSimulatorProcess({ events: 2_000, users: 100, quota: false });
  test = startTestEngine();
});
afterAll(async () => {
  await test.close();
  await simulator.stop();
});

const LARGE = { confirmation_threshold: 1 };

async function exportsMade(): Promise<number> {
  return (await simulator.stats()).requests.byPath['/api/2.0/export'] ?? 0;
}

/** A window that answers each question as it comes. */
function openWindow(answer: (approval: Approval) => void): () => void {
  return test.engine.approvals.watch((waiting) => {
    for (const approval of waiting) answer(approval);
  });
}

async function connect(era: (typeof ERAS)[number]) {
  const [ours, theirs] = pipePair();
  test.engine.serveMcp(simulatorSession(simulator), ours, ours);
  return connectClient(era, theirs, {});
}

describe.each(ERAS)('a large fetch of a client of the %s era that can show no question', (era) => {
  it('waits for the window, and goes on when the person agrees there', async () => {
    const mcp = await connect(era);
    const before = await exportsMade();
    const seen: { approval: Approval; status: string; exports: number }[] = [];
    const close = openWindow((approval) => {
      if (seen.length > 0) return;
      const [job] = test.engine.jobs.list();
      seen.push({ approval, status: job?.status ?? 'no job', exports: 0 });
      void exportsMade().then((made) => {
        if (seen[0] !== undefined) seen[0].exports = made - before;
        test.engine.approvals.answer(approval.id, true);
      });
    });
    const answer = await mcp.call('safe_large_fetch', { ...LARGE, table: `agreed_${era}` });
    close();
    expect(answer.data).toMatchObject({ status: 'completed', table_name: `agreed_${era}` });
    expect(seen).toMatchObject([{ status: 'waiting', exports: 0 }]);
    expect(seen[0]?.approval.question).toMatch(/^Download about [\d,]+ events into the table/);
    expect(seen[0]?.approval.client).not.toBe('');
    expect(test.engine.approvals.list()).toEqual([]);
    await mcp.close();
  });

  it('does nothing when the person says no there', async () => {
    const mcp = await connect(era);
    const before = await exportsMade();
    const close = openWindow(({ id }) => setTimeout(() => test.engine.approvals.answer(id, false)));
    const answer = await mcp.call('safe_large_fetch', { ...LARGE, table: `refused_${era}` });
    close();
    expect(answer.data.status).toBe('cancelled');
    expect(answer.text).toContain('The person said no in Mixlake. Nothing was done.');
    expect(await exportsMade()).toBe(before);
    await mcp.close();
  });

  it('says how to go on when there is no window either', async () => {
    const mcp = await connect(era);
    const answer = await mcp.call('safe_large_fetch', { ...LARGE, table: `nobody_${era}` });
    expect(answer.data.status).toBe('needs_confirmation');
    await mcp.close();
  });
});

describe('a question at the window', () => {
  it('goes away with the job that asked it, and cannot be answered then', async () => {
    const mcp = await connect('legacy');
    let asked: Approval | undefined;
    const close = openWindow((approval) => {
      asked = approval;
      const job = test.engine.jobs.list().find(({ status }) => status === 'waiting');
      if (job !== undefined) test.engine.jobs.cancel(job.jobId);
    });
    const answer = await mcp.call('safe_large_fetch', { ...LARGE, table: 'cancelled' });
    close();
    expect(answer.data.status).toBe('cancelled');
    expect(() => test.engine.approvals.answer(asked?.id ?? '', true)).toThrow('Nobody waits for this answer any more.');
    await mcp.close();
  });
});
