// What cannot be brought back is deleted only with the person's yes: in the client, else at the window, else not at all.
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { simulatorSession, startTestEngine, type TestEngine } from '#test/fakes/engine.ts';
import { ERAS } from '#test/fakes/live-room.ts';
import { type Abilities, connectClient, pipePair, type TestClient } from '#test/fakes/mcp-clients.ts';
import { type SimulatorProcess, startSimulatorProcess } from '#test/fakes/simulator-process.ts';

let simulator: SimulatorProcess;
let test: TestEngine;
beforeAll(async () => {
  simulator = await startSimulatorProcess({ events: 500, users: 50, quota: false });
  test = startTestEngine();
});
afterAll(async () => {
  await test.close();
  await simulator.stop();
});

async function connect(era: (typeof ERAS)[number], answers: Abilities = {}): Promise<TestClient> {
  const [ours, theirs] = pipePair();
  test.engine.serveMcp(simulatorSession(simulator), ours, ours);
  const client = await connectClient(era, theirs, answers);
  onTestFinished(() => client.close());
  await client.call('fetch_events', { from_date: '2026-11-01', to_date: '2026-11-02', table: 'doomed' });
  return client;
}

async function tables(client: TestClient): Promise<string[]> {
  const { data } = await client.call('list_tables');
  return (data.tables as { name: string }[]).map(({ name }) => name);
}

const FOREVER = { table: 'doomed', forever: true };

describe.each(ERAS)('deleting a table forever, for a client of the %s era,', (era) => {
  it.each([
    ['is done when the person agrees', { action: 'accept', content: { proceed: true } }, true],
    ['is not done when the person leaves the box empty', { action: 'accept', content: { proceed: false } }, false],
    ['is not done when the person declines', { action: 'decline' }, false],
    ['is not done when the question is closed', { action: 'cancel' }, false],
  ] as const)('%s', async (_what, reply, isGone) => {
    const questions: string[] = [];
    const client = await connect(era, {
      ask: ({ message }) => {
        questions.push(message);
        return reply;
      },
    });
    const { data } = await client.call('drop_table', FOREVER);
    expect(questions).toEqual([expect.stringMatching(/^Delete the local table "doomed" with [\d,]+ rows? forever\?/)]);
    expect(data).toMatchObject({ success: isGone, undoable_until: null });
    expect((await tables(client)).includes('doomed')).toBe(!isGone);
    if (isGone) expect((await client.call('drop_table', { table: 'doomed', undo: true })).isError).toBe(true);
  });

  it('is asked for at the window where the client cannot ask', async () => {
    const client = await connect(era);
    let answer = false;
    const questions: string[] = [];
    onTestFinished(
      test.engine.approvals.watch((waiting) => {
        for (const { id, question } of waiting) {
          questions.push(question);
          setTimeout(() => test.engine.approvals.answer(id, answer));
        }
      }),
    );
    expect((await client.call('drop_table', FOREVER)).data).toMatchObject({ success: false, message: expect.stringContaining('said no') });
    expect(await tables(client)).toContain('doomed');
    answer = true;
    expect((await client.call('drop_table', FOREVER)).data).toMatchObject({ success: true });
    expect(await tables(client)).not.toContain('doomed');
    expect(questions).toHaveLength(2);
  });

  it('is refused in words where nobody can be asked, and the table stays', async () => {
    const client = await connect(era);
    const answer = await client.call('drop_table', FOREVER);
    expect(answer).toMatchObject({ isError: true, text: expect.stringContaining("needs the person's yes") });
    expect(await tables(client)).toContain('doomed');
  });

  it('asks nothing about a table that does not exist', async () => {
    const client = await connect(era);
    const answer = await client.call('drop_table', { table: 'nowhere', forever: true });
    expect(answer).toMatchObject({ isError: true, text: expect.stringContaining('nowhere') });
    expect(answer.text).not.toContain("person's yes");
  });
});
