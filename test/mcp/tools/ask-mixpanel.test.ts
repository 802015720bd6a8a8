// Questions as people ask them, without any model; the numbers of the answers are compared with counts of the raw export.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LiveRoom, openLiveRoom, TODAY, ZONE } from '#test/fakes/live-room.ts';
import type { TestClient, ToolAnswer } from '#test/fakes/mcp-clients.ts';
import { countBy, type RawEvent, rawEvents, valueText } from '#test/fakes/raw-export.ts';

const FIRST_DAY = '2026-02-01';

let room: LiveRoom;
let events: RawEvent[];
beforeAll(async () => {
  room = await openLiveRoom();
  events = await rawEvents(room.simulator, { from: FIRST_DAY, to: TODAY, today: TODAY, zone: ZONE });
});
afterAll(() => room.stop());

interface Chosen {
  event?: string;
  from: string;
  to: string;
  where?: readonly [string, unknown];
}

function of({ event, from, to, where }: Chosen): RawEvent[] {
  return events.filter(
    (each) =>
      (event === undefined || each.event === event) &&
      each.day >= from &&
      each.day <= to &&
      (where === undefined || each.properties[where[0]] === where[1]),
  );
}

function people(list: readonly RawEvent[]): number {
  return new Set(list.flatMap(({ user }) => (user === undefined ? [] : [user]))).size;
}

function english(value: number): string {
  return value.toLocaleString('en-US');
}

function resultsOf(answer: ToolAnswer): Record<string, Record<string, unknown>> {
  return answer.data.results as Record<string, Record<string, unknown>>;
}

async function ask(question: string, era: 'legacy' | 'modern', args: Record<string, unknown> = {}): Promise<ToolAnswer> {
  const client: TestClient = await room.client(era);
  const answer = await client.call('ask_mixpanel', { question, ...args });
  await client.close();
  return answer;
}

const LAST_WEEK = { from: '2026-05-11', to: '2026-05-17' };
const APRIL = { from: '2026-04-01', to: '2026-04-30' };
const MARCH = { from: '2026-03-01', to: '2026-03-31' };
const LAST_30 = { from: '2026-04-20', to: '2026-05-19' };
const YESTERDAY = { from: '2026-05-19', to: '2026-05-19' };
const SIGNUP = 'Sign Up Completed';

const HOW_OFTEN: [string, Chosen][] = [
  ['How many sign-ups did we have last week?', { event: SIGNUP, ...LAST_WEEK }],
  ['Wie viele Anmeldungen gab es letzte Woche?', { event: SIGNUP, ...LAST_WEEK }],
  ['How many signups', { event: SIGNUP, ...LAST_30 }],
  ['Wie viele Touren wurden im April gebucht?', { event: 'Tour Booked', ...APRIL }],
  ['purchases in April', { event: 'Tour Booked', ...APRIL }],
  ['trend of "Tour Viewed" over the past 90 days', { event: 'Tour Viewed', from: '2026-02-19', to: '2026-05-19' }],
  ['tour viewd yesterday', { event: 'Tour Viewed', ...YESTERDAY }],
  ['Wie oft wurde gestern nach Touren gesucht?', { event: 'Tour Searched', ...YESTERDAY }],
  ['How often was Überraschung geöffnet 🎁 in May?', { event: 'Überraschung geöffnet 🎁', from: '2026-05-01', to: TODAY }],
  ['tour cancellations from 2026-04-01 to 2026-04-30', { event: 'Tour Cancelled', ...APRIL }],
  ['App Opened on 2026-05-03', { event: 'App Opened', from: '2026-05-03', to: '2026-05-03' }],
  ['Tour Viewed on iOS last week', { event: 'Tour Viewed', ...LAST_WEEK, where: ['$os', 'iOS'] }],
  ['How many tours were viewed in Österreich in April?', { event: 'Tour Viewed', ...APRIL, where: ['mp_country_code', 'AT'] }],
  ['App Opened where plan is PRO in April', { event: 'App Opened', ...APRIL, where: ['plan', 'pro'] }],
];

describe('how often', () => {
  it.each(HOW_OFTEN.map(([question, chosen], index) => [question, chosen, index % 2 === 0 ? 'legacy' : 'modern'] as const))(
    '%s',
    async (question, chosen, era) => {
      const answer = await ask(question, era);
      const truth = of(chosen).length;
      expect(truth).toBeGreaterThan(0);
      expect(answer.data).toMatchObject({ status: 'success', written_by: 'template', time_zone: ZONE });
      expect(resultsOf(answer)).toMatchObject({
        query_0_trend: {
          event: chosen.event,
          total: truth,
          from_date: chosen.from,
          to_date: chosen.to,
          time_zone: ZONE,
          source: 'Mixpanel',
        },
      });
      expect(answer.text).toContain(`${english(truth)} event`);
      expect(answer.text).toMatch(/Query calls of this hour: \d+ of 60 before, \d+ after\./);
    },
  );
});

describe('how many people', () => {
  it.each([
    ['How many people opened the app last week?', { event: 'App Opened', ...LAST_WEEK }, 'legacy'],
    ['Wie viele Nutzer haben im April eine Tour gebucht?', { event: 'Tour Booked', ...APRIL }, 'modern'],
    ['unique users of Tour Viewed on Android in April', { event: 'Tour Viewed', ...APRIL, where: ['$os', 'Android'] }, 'legacy'],
  ] as const)('%s: each counted once over all the days', async (question, chosen, era) => {
    const answer = await ask(question, era);
    const truth = people(of(chosen));
    expect(truth).toBeGreaterThan(5);
    expect(resultsOf(answer)).toMatchObject({ query_0_users: { users: truth } });
    expect(answer.text).toContain(`${english(truth)} people`);
  });
});

describe('split by a property', () => {
  it.each([
    ['Tour Viewed by platform in April', 'Tour Viewed', '$os', APRIL, 'legacy'],
    ['Wie viele Anmeldungen nach Land im April?', SIGNUP, 'mp_country_code', APRIL, 'modern'],
    ['Which channel brings most sign-ups?', SIGNUP, 'channel', LAST_30, 'legacy'],
    ['bookings by payment method in April', 'Tour Booked', 'payment method', APRIL, 'modern'],
  ] as const)('%s', async (question, event, property, days, era) => {
    const answer = await ask(question, era);
    const list = of({ event, ...days });
    const truth = countBy(list, (each) => valueText(each.properties[property]));
    const found = resultsOf(answer).query_0_breakdown;
    expect(found).toMatchObject({ event, property, total: list.length });
    const values = found?.values as { value: string; count: number }[];
    expect(Object.fromEntries(values.map((each) => [each.value, each.count]))).toEqual(truth);
    expect(values.map((each) => each.count)).toEqual(values.map((each) => each.count).toSorted((a, b) => b - a));
  });
});

describe('two periods', () => {
  it.each([
    ['Compare bookings in April with March', 'Tour Booked', APRIL, MARCH, 'legacy'],
    ['App Opened last week compared with the week before', 'App Opened', LAST_WEEK, { from: '2026-05-04', to: '2026-05-10' }, 'modern'],
    [
      'Haben sich die Anmeldungen im Vergleich zum Vorzeitraum verändert?',
      SIGNUP,
      LAST_30,
      { from: '2026-03-21', to: '2026-04-19' },
      'legacy',
    ],
    [
      'Tour Viewed on 2026-05-11 vs 2026-03-01',
      'Tour Viewed',
      { from: '2026-05-11', to: '2026-05-11' },
      { from: '2026-03-01', to: '2026-03-01' },
      'modern',
    ],
  ] as const)('%s', async (question, event, now, before, era) => {
    const answer = await ask(question, era);
    const [current, previous] = [of({ event, ...now }).length, of({ event, ...before }).length];
    const found = resultsOf(answer).query_0_compare_periods;
    expect(found).toMatchObject({ total: current, previous_total: previous, from_date: now.from, previous_from_date: before.from });
    const days = (span: { from: string; to: string }): number => (Date.parse(span.to) - Date.parse(span.from)) / 86_400_000 + 1;
    expect(found?.change_pct).toBeCloseTo((current / days(now) / (previous / days(before)) - 1) * 100, 1);
  });

  it('leaves out a day that is not over, and says so', async () => {
    const answer = await ask('Compare App Opened this week with last week', 'legacy');
    expect(resultsOf(answer).query_0_compare_periods).toMatchObject({
      from_date: '2026-05-18',
      to_date: '2026-05-19',
      total: of({ event: 'App Opened', from: '2026-05-18', to: '2026-05-19' }).length,
      previous_total: of({ event: 'App Opened', ...LAST_WEEK }).length,
    });
    expect(answer.text).toContain('Today (2026-05-20) is not over and was left out.');
    expect(answer.text).toContain('The two periods are not equally long: the change is per day.');
  });

  it('compares people as people', async () => {
    const answer = await ask('How many users opened the app last week versus the week before?', 'modern');
    expect(resultsOf(answer).query_0_compare_periods).toMatchObject({
      measure: 'users',
      users: people(of({ event: 'App Opened', ...LAST_WEEK })),
      previous_users: people(of({ event: 'App Opened', from: '2026-05-04', to: '2026-05-10' })),
    });
  });
});

describe('wider questions', () => {
  it('who comes back: the pooled share of everybody whose days are over', async () => {
    const answer = await ask('How many users come back after Sign Up Completed, 2026-04-06 to 2026-04-12?', 'legacy');
    const found = resultsOf(answer).query_0_retention;
    const firsts = new Map<string, number>();
    for (const each of of({ event: SIGNUP, from: '2026-04-06', to: '2026-04-12' })) {
      if (each.user !== undefined && !firsts.has(each.user)) firsts.set(each.user, each.ms);
    }
    const day = 86_400_000;
    const back = (bucket: number): number =>
      [...firsts].filter(([user, ms]) =>
        events.some((each) => each.user === user && each.ms - ms >= bucket * day && each.ms - ms < (bucket + 1) * day),
      ).length;
    const buckets = found?.buckets as { bucket: number; people: number; returned: number }[];
    expect(found?.people).toBe(firsts.size);
    expect(buckets.map(({ bucket, people: size, returned }) => [bucket, size, returned])).toEqual(
      [1, 2, 3, 4, 5, 6, 7].map((bucket) => [bucket, firsts.size, back(bucket)]),
    );
  });

  it('a bucket that is not over for everybody is left out', async () => {
    const answer = await ask('retention of App Opened last week', 'modern');
    const found = resultsOf(answer).query_0_retention;
    const buckets = found?.buckets as { bucket: number; people: number }[];
    // Born on the 17th, late: the second day after ends on the 20th, which is today.
    expect(buckets[0]?.people).toBe(found?.people);
    expect(buckets[1]?.people).toBeLessThan(Number(found?.people));
    expect(answer.text).toContain('Only cohorts whose bucket is over for everybody');
  });

  it('a saved funnel, found by its name', async () => {
    const answer = await ask('Wie hoch ist die Konversion von Checkout im April?', 'legacy');
    const found = resultsOf(answer).query_0_saved_funnel;
    expect(found).toMatchObject({ funnel_id: 8104, funnel_name: 'Checkout' });
    const steps = found?.steps as { event: string; count: number }[];
    expect(steps[0]).toEqual({ event: 'Checkout Started', count: people(of({ event: 'Checkout Started', ...APRIL })) });
    expect(found?.conversion_rate).toBeCloseTo((steps[1]?.count ?? 0) / (steps[0]?.count ?? 1), 3);
    expect(Number(found?.low)).toBeLessThan(Number(found?.conversion_rate));
    expect(Number(found?.high)).toBeGreaterThan(Number(found?.conversion_rate));
  });

  it('a ranking', async () => {
    const answer = await ask('top events last week', 'modern');
    const found = resultsOf(answer).query_0_top_events?.events as { event: string; count: number }[];
    expect(Object.fromEntries(found.map((each) => [each.event, each.count]))).toEqual(countBy(of(LAST_WEEK), (each) => each.event));
  });

  it('why something dropped: confirmed or not, with the expected range', async () => {
    const answer = await ask('Why did App Opened drop on 2026-05-14?', 'legacy');
    expect(resultsOf(answer).query_0_diagnose).toMatchObject({
      date: '2026-05-14',
      actual: of({ event: 'App Opened', from: '2026-05-14', to: '2026-05-14' }).length,
    });
    expect(answer.text).toMatch(/against about [\d,]+ expected/);
  });
});

describe('what cannot be answered', () => {
  it.each([
    ['How many "Tour Bookd" last week?', 'The project has had no event named "Tour Bookd"', ['Tour Booked']],
    ['How many flux capacitors were charged?', 'names no event of this project', []],
    ['Tour Booked by hat size', 'has no property that is called like', []],
    ['What is the conversion of Mars landings?', 'Saved funnels: "Checkout"', []],
    ['Drop the table events', 'names no event of this project', []],
  ])('%s is asked back', async (question, why, closest) => {
    const answer = await ask(question, 'modern');
    expect(answer).toMatchObject({ isError: false, data: { status: 'unclear', plan: null, results: {} } });
    expect(answer.text).toContain(why);
    expect(answer.data.closest).toEqual(expect.arrayContaining(closest));
    expect((answer.data.analysis_hints as string[]).length).toBeGreaterThan(2);
    expect(answer.text).not.toMatch(/: 0 events/);
  });

  it('a value that the property does not have is named, not counted as zero', async () => {
    const answer = await ask('Tour Viewed where channel is instagrm_ads in April', 'legacy');
    expect(answer.data).toMatchObject({ status: 'unclear', closest: ['instagram_ads'] });
    expect(answer.text).toContain('has channel = instagrm_ads');
  });

  it('dates of the arguments stand in where the question names none', async () => {
    const answer = await ask('Tour Booked', 'legacy', { from_date: APRIL.from, to_date: APRIL.to });
    expect(resultsOf(answer)).toMatchObject({
      query_0_trend: { from_date: APRIL.from, total: of({ event: 'Tour Booked', ...APRIL }).length },
    });
  });

  it('a real zero is a zero', async () => {
    const day = { from: '2026-05-12', to: '2026-05-12' };
    const quiet = ['Support Chat Opened', 'Friend Invited', 'Subscription Cancelled', 'Review Written', 'Tour Cancelled'].find(
      (event) => of({ event, ...day }).length === 0,
    );
    if (quiet === undefined) throw new Error('the demo project has no quiet event on that day; choose another');
    const answer = await ask(`${quiet} on ${day.from}`, 'modern');
    expect(answer.data.status).toBe('success');
    expect(answer.text).toContain(`${JSON.stringify(quiet)}: 0 events`);
  });
});

describe('a local table that holds the days', () => {
  it('answers without a call, with the same numbers, and says so', async () => {
    const client = await room.client('legacy');
    const fetched = await client.call('fetch_events', { from_date: '2026-03-31', to_date: '2026-05-01' });
    expect(fetched.data.status).toBe('completed');
    const count = await client.call('ask_mixpanel', { question: 'Tour Viewed on iOS in April' });
    const who = await client.call('ask_mixpanel', { question: 'How many users did Tour Viewed in April?' });
    const chosen: Chosen = { event: 'Tour Viewed', ...APRIL };
    expect(resultsOf(count)).toMatchObject({
      query_0_trend: { total: of({ ...chosen, where: ['$os', 'iOS'] }).length, source: 'local table', table: 'events' },
    });
    expect(resultsOf(who)).toMatchObject({ query_0_users: { users: people(of(chosen)), source: 'local table' } });
    expect(who.data.quota).toMatchObject({ query_calls_used_before: expect.any(Number), limit: 60 });
    const quota = who.data.quota as { query_calls_used_before: number; query_calls_used_after: number };
    expect(quota.query_calls_used_after).toBe(quota.query_calls_used_before);
    expect(count.text).toContain('from the local table events');
    await client.close();
  });
});
