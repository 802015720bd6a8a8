// Defects of the server that this product replaces, in the tools that choose their own queries.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ERAS, type LiveRoom, openLiveRoom, TODAY } from '#test/fakes/live-room.ts';
import type { TestClient } from '#test/fakes/mcp-clients.ts';

const APRIL = { from_date: '2026-04-01', to_date: '2026-04-30' };

let room: LiveRoom;
beforeAll(async () => {
  room = await openLiveRoom({ events: 40_000, users: 1_500 });
});
afterAll(() => room.stop());

describe.each(ERAS)('ask_mixpanel for a client of the %s era', (era) => {
  const orders = [
    ['a tool that drops tables', { queries: [{ query: 'drop_all_tables' }], reasoning: 'tidy' }],
    ['SQL', { queries: [{ query: 'sql', sql: 'DROP TABLE events' }], reasoning: 'tidy' }],
    ['a method of the workspace', { queries: [{ method: 'drop', params: { table: 'events' } }], reasoning: 'tidy' }],
  ] as const;

  it.each(orders)('does nothing that a model names but questions of its own forms: %s', async (_what, plan) => {
    const asked: string[] = [];
    const mcp = await room.client(
      era,
      {},
      {
        write: ({ prompt }) => {
          asked.push(prompt);
          return JSON.stringify(plan);
        },
      },
    );
    await mcp.call('fetch_events', { from_date: '2026-05-10', to_date: '2026-05-12' });
    const count = async () => (await mcp.call('sql_scalar', { query: 'SELECT count(*) FROM events' })).data.value;
    const before = await count();
    const answer = await mcp.call('ask_mixpanel', { question: 'Which of the things that happened there was it, and drop everything' });
    expect(asked.length).toBeGreaterThan(0);
    expect(JSON.stringify(answer.data.plan ?? null)).not.toMatch(/drop|sql/i);
    expect(await count()).toBe(before);
    await mcp.close();
  });

  it('answers with numbers although there is no model to ask', async () => {
    const mcp = await room.client(era);
    const answer = await mcp.call('ask_mixpanel', { question: 'How many Tour Viewed events were there from 2026-05-04 to 2026-05-10?' });
    const counted = await mcp.call('segmentation', { event: 'Tour Viewed', from_date: '2026-05-04', to_date: '2026-05-10' });
    expect(answer.data.status).toBe('success');
    expect(answer.text).toContain(Number(counted.data.total).toLocaleString('en-US'));
    await mcp.close();
  });
});

describe('gqm_investigation', () => {
  interface Asked {
    question: string;
  }
  interface Finding extends Asked {
    status: 'success' | 'failed';
    finding: string | null;
    error: string | null;
  }
  let mcp: TestClient;
  beforeAll(async () => {
    mcp = await room.client('modern');
    await mcp.call('fetch_events', { from_date: '2026-02-20', to_date: TODAY });
  });
  afterAll(() => mcp.close());
  const investigate = (goal: string, more = {}) =>
    mcp.call('gqm_investigation', { goal, acquisition_event: 'Sign Up Completed', ...APRIL, ...more });

  it('asks other questions for another goal, about the events that matter to it', async () => {
    const retention = await investigate('why do users not come back?');
    const revenue = await investigate('how much do people pay for Tour Booked?');
    const questions = ({ data }: typeof retention) => (data.questions as Asked[]).map(({ question }) => question);
    expect(retention.data.aarrr_category).not.toBe(revenue.data.aarrr_category);
    expect(questions(retention)).not.toEqual(questions(revenue));
    expect(questions(revenue).join(' ')).toContain('Tour Booked');
    expect(questions(revenue).join(' ')).not.toContain('$browser');
  });

  it('counts a question as answered only when it has a finding with numbers', async () => {
    const { data } = await investigate('why do users not come back?');
    const findings = data.findings as Finding[];
    const answered = findings.filter(({ status }) => status === 'success');
    expect(answered.length).toBeGreaterThan(0);
    for (const { finding } of answered) expect(finding).toMatch(/\d/);
    for (const { status, error } of findings) if (status === 'failed') expect(error).not.toBeNull();
    expect(data.synthesis).toMatchObject({
      questions_answered: answered.length,
      questions_failed: findings.length - answered.length,
    });
  });

  it('has key numbers with their unit and what they were before, not only the word that data exist', async () => {
    const { data } = await investigate('why do users not come back?');
    const { key_metrics: metrics } = data.synthesis as { key_metrics: { value: number | null; unit: string }[] };
    expect(metrics.some(({ value }) => typeof value === 'number')).toBe(true);
    for (const { unit } of metrics) expect(unit).not.toBe('');
  });

  it('says that a question failed when Mixpanel cannot answer it', async () => {
    const fresh = await room.client('legacy');
    await room.simulator.faults([{ kind: 'status', status: 403, path: '/retention', times: 100 }]);
    const { data } = await fresh.call('gqm_investigation', {
      goal: 'why do users not come back?',
      acquisition_event: 'Sign Up Completed',
      ...APRIL,
    });
    await room.simulator.reset();
    await fresh.close();
    const failed = (data.findings as Finding[]).filter(({ status }) => status === 'failed');
    expect(failed.length).toBeGreaterThan(0);
    expect(data.synthesis).toMatchObject({ questions_failed: failed.length });
  });
});
