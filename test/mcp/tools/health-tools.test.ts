// product_health_dashboard, health, gqm_investigation and context: their numbers against the raw export, from a local table and live.
import { Temporal } from 'temporal-polyfill';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { simulatorSession, startTestEngine, type TestEngine } from '#test/fakes/engine.ts';
import { connectClient, pipePair, type TestClient, type ToolAnswer } from '#test/fakes/mcp-clients.ts';
import { type RawEvent, rawEvents } from '#test/fakes/raw-export.ts';
import { type SimulatorProcess, startSimulatorProcess } from '#test/fakes/simulator-process.ts';

const TODAY = '2026-05-20';
const ZONE = 'Europe/Vienna';
/** Two periods of 21 days, the later one ending some days before yesterday. */
const PERIOD = { from_date: '2026-04-24', to_date: '2026-05-14' };
const BEFORE = { from_date: '2026-04-03', to_date: '2026-04-23' };
const LAST_FULL_DAY = '2026-05-19';
const DAY_MS = 86_400_000;
const noon = Temporal.PlainDateTime.from(`${TODAY}T12:00`).toZonedDateTime(ZONE).epochMilliseconds;
const startedAt = Date.now();
const now = () => noon + (Date.now() - startedAt);

type Source = 'local table' | 'Mixpanel';
let simulator: SimulatorProcess;
let engines: Record<Source, TestEngine>;
let raw: RawEvent[];

async function client(source: Source, era: 'legacy' | 'modern' = 'legacy'): Promise<TestClient> {
  const [ours, theirs] = pipePair();
  engines[source].engine.serveMcp(simulatorSession(simulator), ours, ours);
  return connectClient(era, theirs);
}

async function ask(source: Source, era: 'legacy' | 'modern', name: string, args: Record<string, unknown>): Promise<ToolAnswer> {
  const mcp = await client(source, era);
  try {
    return await mcp.call(name, args);
  } finally {
    await mcp.close();
  }
}

beforeAll(async () => {
  simulator = await startSimulatorProcess({ events: 100_000, users: 5_000, today: TODAY, quota: false });
  engines = { 'local table': startTestEngine({ now }), Mixpanel: startTestEngine({ now }) };
  const mcp = await client('local table');
  const fetched = await mcp.call('fetch_events', { from_date: '2026-03-20', to_date: LAST_FULL_DAY });
  expect(fetched.data).toMatchObject({ status: 'completed', missing_days: [] });
  await mcp.close();
  raw = await rawEvents(simulator, { from: BEFORE.from_date, to: LAST_FULL_DAY, today: TODAY, zone: ZONE });
}, 120_000);
// An hour's query calls are spent quickly here: every test begins with a full hour.
beforeEach(async () => {
  await engines.Mixpanel.close();
  engines.Mixpanel = startTestEngine({ now });
});
afterAll(async () => {
  for (const each of Object.values(engines)) await each.close();
  await simulator.stop();
});
afterEach(() => {
  for (const each of Object.values(engines)) expect(each.faults).toEqual([]);
});

/** First time of each person in a period. */
function startsOf(event: string, { from_date, to_date }: { from_date: string; to_date: string }): Map<string, RawEvent> {
  const starts = new Map<string, RawEvent>();
  for (const each of raw) {
    if (each.event !== event || each.user === undefined || each.day < from_date || each.day > to_date) continue;
    if (!starts.has(each.user)) starts.set(each.user, each);
  }
  return starts;
}

/** Of those whose days are over: who did the event (or anything) at least `from` and less than `to` times 24 hours after the start. */
function followed(starts: ReadonlyMap<string, RawEvent>, next: string | undefined, from: number, to: number): { of: number; hits: number } {
  const last = Temporal.PlainDate.from(LAST_FULL_DAY).subtract({ days: to }).toString();
  const old = new Map([...starts].filter(([, start]) => start.day <= last));
  const hits = new Set<string>();
  for (const each of raw) {
    const start = each.user === undefined ? undefined : old.get(each.user);
    if (start === undefined || each.user === undefined || (next !== undefined && each.event !== next) || each === start) continue;
    const days = (each.ms - start.ms) / DAY_MS;
    if (days >= from && days < to) hits.add(each.user);
  }
  return { of: old.size, hits: hits.size };
}

const SETTINGS = [
  ['local table', 'legacy'],
  ['local table', 'modern'],
  ['Mixpanel', 'legacy'],
  ['Mixpanel', 'modern'],
] as const;

interface Metric {
  name: string;
  current: number | null;
  previous: number | null;
  trend: string | null;
  usual_low: number | null;
  usual_high: number | null;
  people: number | null;
}

describe.each(SETTINGS)('from %s, for a client of the %s era', (source, era) => {
  it('health tells the numbers of the raw export, and takes the only event that looks like a sign-up', async () => {
    const answer = await ask(source, era, 'health', PERIOD);
    expect(answer.isError, answer.text).toBe(false);
    const [now, before] = [startsOf('Sign Up Completed', PERIOD), startsOf('Sign Up Completed', BEFORE)];
    const rate = ({ of, hits }: { of: number; hits: number }) => expect.closeTo((hits / of) * 100, 1);
    const activated = [followed(now, 'Onboarding Finished', 0, 7), followed(before, 'Onboarding Finished', 0, 7)] as const;
    const back = [followed(now, undefined, 7, 8), followed(before, undefined, 7, 8)] as const;
    expect(now.size).toBeGreaterThan(100);
    expect(answer.data).toMatchObject({
      period: PERIOD,
      comparison_period: BEFORE,
      time_zone: ZONE,
      source,
      aarrr: { acquisition: 'Sign Up Completed', activation: 'Onboarding Finished' },
      unavailable: [],
    });
    const metrics = answer.data.metrics as Metric[];
    expect(metrics).toMatchObject([
      { name: 'acquisition', current: now.size, previous: before.size },
      {
        name: 'acquisition_events',
        current: raw.filter((each) => each.event === 'Sign Up Completed' && each.day >= PERIOD.from_date && each.day <= PERIOD.to_date)
          .length,
      },
      { name: 'activation', people: activated[0].of, current: rate(activated[0]), previous: rate(activated[1]) },
      { name: 'd7_retention', people: back[0].of, current: rate(back[0]), previous: rate(back[1]) },
    ]);
    for (const { current, trend, usual_low: low, usual_high: high } of metrics) {
      if (current === null || low === null || high === null) throw new Error('a number is missing');
      expect(trend).toBe(current > high ? 'up' : current < low ? 'down' : 'flat');
    }
    expect(answer.text).toContain('"Sign Up Completed" was taken');
    expect(answer.text).toContain(source === 'Mixpanel' ? 'live from Mixpanel' : 'from the local table events, fetched 2026-05-20');
    expect((answer.data.plan as { query_calls: number }).query_calls).toBe(source === 'Mixpanel' ? 7 : 0);
    const series = (answer.data.daily_series as Record<string, { date: string; value: number }[]>).acquisition ?? [];
    expect(series).toHaveLength(21);
    const users = (day: string) =>
      new Set(raw.filter((each) => each.event === 'Sign Up Completed' && each.day === day).map((each) => each.user)).size;
    for (const { date, value } of series) expect(value).toBe(users(date));
  });

  it('product_health_dashboard tells the numbers of the raw export, in users', async () => {
    const given = { revenue_event: 'Tour Booked', retention_event: 'Tour Viewed', segment_by: 'method' };
    const answer = await ask(source, era, 'product_health_dashboard', { ...PERIOD, ...given });
    expect(answer.isError, answer.text).toBe(false);
    const [started, startedBefore] = [startsOf('Sign Up Completed', PERIOD), startsOf('Sign Up Completed', BEFORE)];
    const percent = ({ of, hits }: { of: number; hits: number }) => (of === 0 ? null : expect.closeTo((hits / of) * 100, 1));
    const inPeriod = (event: string) =>
      raw.filter((each) => each.event === event && each.day >= PERIOD.from_date && each.day <= PERIOD.to_date);
    const days = ([1, 7, 30] as const).map(
      (day) => [day, followed(started, 'Tour Viewed', day, day + 1), followed(startedBefore, 'Tour Viewed', day, day + 1)] as const,
    );
    const amounts = inPeriod('Tour Booked').map((each) => Number(each.properties.amount));
    const paid = followed(started, 'Tour Booked', 0, 7);
    const activated = followed(started, 'Onboarding Finished', 0, 7);
    expect(answer.data).toMatchObject({
      period: PERIOD,
      comparison_period: BEFORE,
      source,
      unavailable: [],
      proposed_events: {},
      acquisition: { primary_metric: started.size, previous: startedBefore.size, unit: 'users', event: 'Sign Up Completed' },
      activation: { event: 'Onboarding Finished', primary_metric: percent(activated), numbers: { people: activated.of } },
      retention: {
        primary_metric: percent(days[1]?.[1] ?? { of: 0, hits: 0 }),
        numbers: Object.fromEntries(
          days.flatMap(([day, now, before]) => [
            [`day_${day}_people`, now.of],
            [`day_${day}_percent`, percent(now)],
            [`previous_day_${day}_people`, before.of],
            [`previous_day_${day}_percent`, percent(before)],
          ]),
        ),
      },
      revenue: {
        primary_metric: startsOf('Tour Booked', PERIOD).size,
        previous: startsOf('Tour Booked', BEFORE).size,
        numbers: {
          events: inPeriod('Tour Booked').length,
          'sum of amount': expect.closeTo(
            amounts.reduce((sum, each) => sum + each, 0),
            1,
          ),
          new_users_within_7_days_people: paid.of,
          new_users_within_7_days_percent: percent(paid),
        },
      },
      referral: { event: 'Friend Invited', primary_metric: startsOf('Friend Invited', PERIOD).size },
    });
    expect(days[2]?.[1].of).toBe(0);
    expect(days[2]?.[2].of).toBeGreaterThan(50);
    const { acquisition, retention } = answer.data as Record<
      'acquisition' | 'retention',
      { by_segment: object; trend: Record<string, number> }
    >;
    const methods = Map.groupBy(inPeriod('Sign Up Completed'), (each) => String(each.properties.method));
    expect(acquisition.by_segment).toEqual(Object.fromEntries([...methods].map(([method, of]) => [method, of.length])));
    expect(Object.keys(acquisition.trend)).toHaveLength(21);
    // The youngest of them started on the 11th: their day 7 was over on the 19th.
    expect(Object.keys(retention.trend).toSorted().at(-1)).toBe('2026-05-11');
    const scores = answer.data.health_score as Record<string, number>;
    expect(Object.keys(scores).toSorted()).toEqual(['acquisition', 'activation', 'referral', 'retention', 'revenue']);
    for (const score of Object.values(scores)) expect(score >= 1 && score <= 10).toBe(true);
    expect(answer.text).toContain('Rule of thumb for finishing the introduction: 20 % to 40 %');
  });

  it('context tells what there is, and nothing as zero that it does not know', async () => {
    const answer = await ask(source, era, 'context', { include_schemas: true });
    expect(answer.isError, answer.text).toBe(false);
    const counted = raw.filter((each) => each.day >= '2026-04-20');
    const busiest = [...Map.groupBy(counted, (each) => each.event)]
      .map(([event, of]) => ({ event, count: of.length }))
      .sort((a, b) => b.count - a.count || (a.event < b.event ? -1 : 1));
    const { events, funnels, properties, unavailable } = answer.data as {
      events: { counts: unknown; top_events: string[]; categories: Record<string, string[]> };
      funnels: unknown[];
      properties: { event_properties: number; user_properties: number; common: string[]; events_looked_at: string[] };
      unavailable: unknown[];
    };
    expect(unavailable).toEqual([]);
    expect(events.counts).toEqual(busiest.slice(0, 10));
    expect(events.categories.acquisition?.[0]).toBe('Sign Up Completed');
    expect(events.categories.revenue).toEqual(expect.arrayContaining(['Tour Booked', 'Subscription Started']));
    expect(funnels).toContainEqual({ id: 8104, name: 'Checkout', steps: null });
    expect(properties.events_looked_at).toEqual(busiest.slice(0, 5).map((each) => each.event));
    expect(properties.event_properties).toBeGreaterThan(20);
    expect(properties.user_properties).toBeGreaterThan(5);
    expect(answer.data).toMatchObject({
      date_range: { from_date: '2026-02-19', to_date: LAST_FULL_DAY },
      project: { project_id: '4242', region: 'us' },
    });
    expect((answer.data.schemas as unknown[]).length).toBeGreaterThan(0);
  });

  it('gqm_investigation answers a goal with the numbers of the raw export', async () => {
    const goal = 'Which channel brings new users, and did sign ups fall?';
    const answer = await ask(source, era, 'gqm_investigation', { ...PERIOD, goal });
    expect(answer.isError, answer.text).toBe(false);
    const inRange = (event: string, { from_date, to_date }: typeof PERIOD) =>
      raw.filter((each) => each.event === event && each.day >= from_date && each.day <= to_date);
    const [signUps, earlier] = [inRange('Sign Up Completed', PERIOD), inRange('Sign Up Completed', BEFORE)];
    const started = startsOf('Sign Up Completed', PERIOD);
    const rate = followed(started, 'Onboarding Finished', 0, 7);
    const back = followed(started, undefined, 7, 8);
    const findings = answer.data.findings as { query_type: string; status: string; finding: string; result: Record<string, unknown> }[];
    expect(answer.data).toMatchObject({ aarrr_category: 'acquisition', interpreted_goal: goal, source });
    expect(findings.map((each) => [each.query_type, each.status])).toEqual(
      ['segmentation', 'property_counts', 'funnel', 'retention', 'retention'].map((type) => [type, 'success']),
    );
    const [trend, breakdown, funnel, activation, retention] = findings;
    expect(trend?.result).toMatchObject({ current: signUps.length, previous: earlier.length });
    const channels = Map.groupBy(signUps, (each) => String(each.properties.channel));
    const values = breakdown?.result.values as {
      value: string;
      events: number;
      share_percent: number;
      share_low: number;
      share_high: number;
    }[];
    expect(breakdown?.result.property).toBe('channel');
    expect(new Map(values.map((each) => [each.value, each.events]))).toEqual(new Map([...channels].map(([name, of]) => [name, of.length])));
    for (const each of values) {
      expect(each.share_percent).toBeCloseTo((each.events / signUps.length) * 100, 1);
      expect(each.share_low < each.share_percent && each.share_percent < each.share_high).toBe(true);
    }
    const asked = { funnel_id: Number(funnel?.result.funnel_id), ...PERIOD };
    const alone = await ask(source, era, 'funnel', { ...asked, unit: 'month' });
    const steps = alone.data.steps as { event: string }[];
    const ofFunnel = (funnel?.result.steps ?? []) as { event: string }[];
    expect(ofFunnel.map((each) => each.event)).toEqual(steps.map((each) => each.event));
    expect(activation?.result).toMatchObject({ now: { people: rate.of, percent: expect.closeTo((rate.hits / rate.of) * 100, 1) } });
    expect(retention?.result).toMatchObject({
      day_7: { now: { people: back.of, percent: expect.closeTo((back.hits / back.of) * 100, 1) } },
    });
    const { synthesis } = answer.data as { synthesis: { questions_answered: number; key_metrics: { value: number }[]; summary: string } };
    expect(synthesis).toMatchObject({ questions_answered: 5, questions_failed: 0 });
    expect(synthesis.key_metrics[0]?.value).toBe(signUps.length);
  });

  it('gqm_investigation finds the channel that broke down, and takes the event that the goal speaks of', async () => {
    const broken = await ask(source, era, 'gqm_investigation', { goal: 'Which channel brings new users, and did sign ups fall?' });
    expect((broken.data.synthesis as { summary: string }).summary).toContain('with channel = instagram_ads went down from');
    expect(broken.text).toContain('Look into channel = instagram_ads');
    const booked = await ask(source, era, 'gqm_investigation', { ...PERIOD, goal: 'Why do fewer people book a tour?', max_questions: 2 });
    expect(booked.data).toMatchObject({ aarrr_category: 'revenue', category_reason: 'it speaks of "book"' });
    const questions = booked.data.questions as { question: string }[];
    expect(questions.map((each) => each.question)).toEqual([
      'Has "Tour Booked" become more or less than before?',
      'How many of those who did "Sign Up Completed" do "Tour Booked" within 7 days?',
    ]);
  });
});

describe('a question that cannot be answered as it stands', () => {
  it('keeps one date alone, and leaves today out', async () => {
    const from = await ask('local table', 'legacy', 'health', { from_date: '2026-05-06' });
    expect(from.data).toMatchObject({
      period: { from_date: '2026-05-06', to_date: LAST_FULL_DAY },
      comparison_period: { from_date: '2026-04-22', to_date: '2026-05-05' },
    });
    const to = await ask('local table', 'legacy', 'product_health_dashboard', { to_date: '2026-05-14' });
    expect(to.data).toMatchObject({ period: { from_date: '2026-04-15', to_date: '2026-05-14' } });
    const today = await ask('local table', 'modern', 'health', { from_date: '2026-05-06', to_date: TODAY });
    expect(today.data).toMatchObject({ period: { from_date: '2026-05-06', to_date: LAST_FULL_DAY } });
    expect(today.text).toContain(`${TODAY} is today and not over yet; it was left out.`);
    const only = await ask('local table', 'modern', 'health', { from_date: TODAY });
    expect(only).toMatchObject({ isError: true, text: expect.stringContaining('not over yet') });
  });

  it('proposes events where several fit, and gives the stage no score', async () => {
    const answer = await ask('local table', 'legacy', 'product_health_dashboard', PERIOD);
    expect(answer.data.revenue).toBeNull();
    expect(Object.keys(answer.data.health_score as object)).not.toContain('revenue');
    const { revenue } = answer.data.proposed_events as Record<string, string[]>;
    expect(revenue?.slice(0, 2).toSorted()).toEqual(['Subscription Started', 'Tour Booked']);
    expect(answer.data.unavailable).toContainEqual({ part: 'revenue', reason: expect.stringContaining('Give revenue_event') });
    expect(answer.text).toContain('revenue: not computed.');
  });

  it('refuses a wrong name, and activation that is acquisition', async () => {
    const wrong = await ask('Mixpanel', 'modern', 'health', { ...PERIOD, acquisition_event: 'Sign Up Complete' });
    expect(wrong).toMatchObject({ isError: true, text: expect.stringContaining('Did you mean "Sign Up Completed"') });
    const same = { acquisition_event: 'Sign Up Completed', activation_event: 'Sign Up Completed' };
    const answer = await ask('local table', 'modern', 'product_health_dashboard', { ...PERIOD, ...same });
    expect(answer.data.activation).toBeNull();
    expect(answer.data.unavailable).toContainEqual({ part: 'activation', reason: expect.stringContaining('100 % by definition') });
  });

  it('says before it starts that the hour cannot pay for it', async () => {
    const mcp = await client('Mixpanel');
    // Sixty calls less six.
    for (let call = 0; call < 54; call += 1)
      await mcp.call('segmentation', { event: 'Tour Viewed', from_date: '2026-05-01', to_date: '2026-05-02' });
    const before = (await simulator.stats()).requests.total;
    const answer = await mcp.call('health', PERIOD);
    expect(answer).toMatchObject({
      isError: true,
      text: expect.stringMatching(/needs up to 7 query calls, and 5 of the hour's 60 are left/),
    });
    expect(answer.text).toContain('fetch_events with');
    // Only the names of the events were asked for.
    expect((await simulator.stats()).requests.total).toBe(before + 1);
    await mcp.close();
  });

  it.each([
    ['health', 'retention', 'new users and retention'],
    ['product_health_dashboard', 'segmentation/sum', 'revenue: sum of the amounts'],
    ['gqm_investigation', 'funnels/list', 'saved funnels'],
    ['context', 'cohorts/list', 'cohorts'],
    ['context', 'engage/properties', 'user properties'],
  ])('%s names the part that fails (%s), and gives the rest', async (tool, path, part) => {
    await simulator.faults([{ kind: 'status', status: 400, body: 'json', message: 'no such luck', path, times: 20 }]);
    const args =
      tool === 'context'
        ? {}
        : tool === 'gqm_investigation'
          ? { ...PERIOD, goal: 'reduce churn' }
          : tool === 'health'
            ? PERIOD
            : { ...PERIOD, revenue_event: 'Tour Booked' };
    const answer = await ask('Mixpanel', 'legacy', tool, args);
    await simulator.reset();
    expect(answer.isError, answer.text).toBe(false);
    const { unavailable } = answer.data as { unavailable: { part: string; reason: string }[] };
    expect(unavailable).toContainEqual({ part, reason: expect.stringContaining('no such luck') });
    expect(answer.text).toContain('Could not be had (this is not zero)');
    if (tool === 'context')
      expect(answer.data).toMatchObject(
        part === 'cohorts' ? { cohorts: null, cohorts_total: null } : { properties: { user_properties: null } },
      );
    if (tool === 'health') expect((answer.data.metrics as Metric[]).map((each) => each.name)).toEqual(['acquisition_events']);
    if (tool === 'product_health_dashboard') expect(answer.data.revenue).not.toBeNull();
  });

  it('gqm_investigation calls a question failed when its query fails', async () => {
    await simulator.faults([{ kind: 'status', status: 400, body: 'json', message: 'no such luck', path: 'query/retention', times: 20 }]);
    const answer = await ask('Mixpanel', 'modern', 'gqm_investigation', { ...PERIOD, goal: 'reduce churn' });
    await simulator.reset();
    expect(answer.isError, answer.text).toBe(false);
    const findings = answer.data.findings as { status: string; error: string | null; result: unknown }[];
    expect(findings[0]).toMatchObject({ status: 'failed', result: null, error: expect.stringContaining('no such luck') });
    expect(answer.data.synthesis).toMatchObject({ questions_answered: 3, questions_failed: 2 });
  });
});
