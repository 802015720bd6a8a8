// safe_large_fetch and guided_analysis with four kinds of client: what can be asked is asked, a no does nothing, and a client that can
// show no question still gets a whole answer.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ERAS, type LiveRoom, openLiveRoom } from '#test/fakes/live-room.ts';
import type { Abilities } from '#test/fakes/mcp-clients.ts';

let room: LiveRoom;
beforeAll(async () => {
  room = await openLiveRoom();
});
afterAll(() => room.stop());

const RANGE = { from_date: '2026-05-04', to_date: '2026-05-10' };
const write = (): string => 'Prose of a model.';
const forms: { message: string; requestedSchema: unknown }[] = [];
const asking = (answer: ReturnType<NonNullable<Abilities['ask']>>): NonNullable<Abilities['ask']> => {
  return (form) => {
    forms.push(form);
    return answer;
  };
};

async function exportsMade(): Promise<number> {
  const { byPath } = (await room.simulator.stats()).requests;
  return byPath['/api/2.0/export'] ?? 0;
}

describe.each(ERAS)('safe_large_fetch for a client of the %s era', (era) => {
  it('fetches at once what is small, without asking, and its estimate is the number that came', async () => {
    const mcp = await room.client(era, {}, { ask: asking({ action: 'decline' }) });
    forms.length = 0;
    const answer = await mcp.call('safe_large_fetch', { ...RANGE, events: ['Tour Viewed'] });
    expect(forms).toEqual([]);
    expect(answer.data).toMatchObject({ status: 'completed', table_name: 'events', estimation: { confidence: 'high', days_in_range: 7 } });
    // Export days are UTC days, so the table holds a little more than the days of the project that were estimated.
    const inDays = await mcp.call('sql_scalar', {
      query: `SELECT count(*) FROM events WHERE timezone('Europe/Vienna', timezone('UTC', event_time))::DATE BETWEEN '2026-05-04' AND '2026-05-10'`,
    });
    expect(inDays.data.value).toBe(answer.data.estimated_count);
    expect(answer.data.actual_count).toBeGreaterThanOrEqual(Number(inDays.data.value));
    await mcp.close();
  });

  it('asks before what is large, with a form that clients accept, and fetches after a yes', async () => {
    const mcp = await room.client(era, {}, { ask: asking({ action: 'accept', content: { proceed: true } }) });
    forms.length = 0;
    const answer = await mcp.call('safe_large_fetch', { ...RANGE, confirmation_threshold: 10 });
    expect(answer.data.status).toBe('completed');
    expect(forms).toHaveLength(1);
    expect(forms[0]?.message).toMatch(/Download about [\d,]+ events from 2026-05-04 to 2026-05-10 \(Europe\/Vienna\)/);
    expect(JSON.stringify(forms[0]?.requestedSchema)).not.toContain('null');
    await mcp.close();
  });

  it('takes a sample when the person says how large', async () => {
    const mcp = await room.client(era, {}, { ask: asking({ action: 'accept', content: { proceed: true, new_limit: 25 } }) });
    const answer = await mcp.call('safe_large_fetch', { ...RANGE, confirmation_threshold: 10 });
    expect(answer.data.actual_count).toBeLessThanOrEqual(25);
    expect(answer.data.actual_count).toBeGreaterThan(0);
    await mcp.close();
  });

  it.each([
    ['declined', { action: 'decline' as const }],
    ['declined', { action: 'accept' as const, content: { proceed: false } }],
    ['cancelled', { action: 'cancel' as const }],
  ])('is %s after %j, and nothing is fetched', async (status, reply) => {
    const mcp = await room.client(era, {}, { ask: asking(reply) });
    const before = await exportsMade();
    const answer = await mcp.call('safe_large_fetch', { ...RANGE, confirmation_threshold: 10 });
    expect(answer.data).toMatchObject({ status, actual_count: 0, table_name: null });
    expect(await exportsMade()).toBe(before);
    expect((await mcp.call('list_tables')).data.total).toBe(0);
    await mcp.close();
  });

  it.each([
    ['can neither ask nor write', {}],
    ['can only write', { write }],
  ])('is not started for a client that %s, and the answer says how to go on', async (_kind, abilities) => {
    const mcp = await room.client(era, {}, abilities);
    const before = await exportsMade();
    const answer = await mcp.call('safe_large_fetch', { ...RANGE, confirmation_threshold: 10 });
    expect(answer.data).toMatchObject({ status: 'needs_confirmation', actual_count: 0 });
    expect(await exportsMade()).toBe(before);
    const next = /"confirmation_threshold": (\d+)/.exec(answer.text)?.[1];
    const again = await mcp.call('safe_large_fetch', { ...RANGE, confirmation_threshold: Number(next) });
    expect(again.data.status).toBe('completed');
    await mcp.close();
  });

  it('keeps one date that is given alone', async () => {
    const mcp = await room.client(era);
    const answer = await mcp.call('safe_large_fetch', { from_date: '2026-05-18' });
    expect(answer.data.estimation).toMatchObject({ days_in_range: 2 });
    await mcp.close();
  });
});

describe.each(ERAS)('guided_analysis for a client of the %s era', (era) => {
  it.each(['conversion', 'retention', 'engagement', 'revenue'])('analyses %s fully without asking anybody', async (focus_area) => {
    const mcp = await room.client(era);
    const answer = await mcp.call('guided_analysis', { focus_area, time_period: 'last_7_days' });
    expect(answer.isError).toBe(false);
    expect(answer.data).toMatchObject({
      status: 'completed',
      focus_area,
      period: { from_date: '2026-05-13', to_date: '2026-05-19' },
      time_zone: 'Europe/Vienna',
    });
    expect((answer.data.initial_analysis as { findings: string[] }).findings.length).toBeGreaterThan(0);
    expect((answer.data.suggestions as string[]).length).toBeGreaterThan(0);
    expect((answer.data.available_segments as { number: number }[]).map((each) => each.number)[0]).toBe(1);
    await mcp.close();
  });

  it('asks for the focus and the breakdown, and uses both answers', async () => {
    const replies = [
      {
        action: 'accept' as const,
        content: { focus_area: 'engagement', time_period: 'custom', from_date: '2026-05-04', to_date: '2026-05-08' },
      },
      { action: 'accept' as const, content: { segment: '$os' } },
    ];
    let asked = 0;
    const mcp = await room.client(era, {}, { ask: () => replies[Math.min(asked++, 1)] ?? { action: 'cancel' } });
    const answer = await mcp.call('guided_analysis', {});
    expect(asked).toBe(2);
    expect(answer.data).toMatchObject({
      status: 'completed',
      period: { from_date: '2026-05-04', to_date: '2026-05-08' },
      segment_analysis: { segment_property: '$os' },
    });
    const { findings } = answer.data.segment_analysis as { findings: string[] };
    expect(findings.some((line) => /(iOS|Android).*events/.test(line))).toBe(true);
    await mcp.close();
  });

  it.each([
    ['declined', 'decline' as const],
    ['cancelled', 'cancel' as const],
  ])('is %s when the person does, and analyses nothing', async (status, action) => {
    const mcp = await room.client(era, {}, { ask: () => ({ action }) });
    expect((await mcp.call('guided_analysis', {})).data).toMatchObject({ status, initial_analysis: null });
    await mcp.close();
  });

  it('without a focus, and nobody to ask, lists what can be asked for', async () => {
    const mcp = await room.client(era, {}, { write });
    const answer = await mcp.call('guided_analysis', {});
    expect(answer.data.status).toBe('elicitation_unavailable');
    expect(Object.keys(answer.data.focus_options as object)).toEqual(['conversion', 'retention', 'engagement', 'revenue']);
    expect(answer.text).toContain('{"focus_area": "retention"}');
    await mcp.close();
  });

  it('custom without any date is a question, and given dates count whatever the period says', async () => {
    const mcp = await room.client(era);
    expect((await mcp.call('guided_analysis', { focus_area: 'engagement', time_period: 'custom' })).text).toContain('no date was given');
    const answer = await mcp.call('guided_analysis', {
      focus_area: 'engagement',
      time_period: 'last_90_days',
      from_date: '2026-05-11',
      to_date: '2026-05-12',
    });
    expect(answer.data.period).toEqual({ from_date: '2026-05-11', to_date: '2026-05-12' });
    await mcp.close();
  });
});
