// Defects of the server that this product replaces, in the tools that explain: each test shows that they are not here.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Truth } from '#simulator/truth.ts';
import { type LiveRoom, openLiveRoom, TODAY, ZONE } from '#test/fakes/live-room.ts';
import type { TestClient, ToolAnswer } from '#test/fakes/mcp-clients.ts';
import { type RawEvent, rawEvents } from '#test/fakes/raw-export.ts';

const APRIL = { from_date: '2026-04-01', to_date: '2026-04-30' };

let room: LiveRoom;
let truth: Truth;
let raw: RawEvent[];
let mcp: TestClient;
beforeAll(async () => {
  room = await openLiveRoom({ events: 120_000, users: 5_000 });
  truth = await room.simulator.truth();
  raw = await rawEvents(room.simulator, { from: '2026-03-01', to: TODAY, today: TODAY, zone: ZONE });
  // Without a model to ask and without forms: all is computed.
  mcp = await room.client('legacy');
  await ok('fetch_events', { from_date: '2026-02-20', to_date: TODAY });
});
beforeEach(() => room.simulator.reset());
afterAll(async () => {
  await mcp.close();
  await room.stop();
});

async function ok(tool: string, input: Record<string, unknown>): Promise<ToolAnswer> {
  const answer = await mcp.call(tool, input);
  expect(answer.isError, answer.text).toBe(false);
  return answer;
}

function rawDays(range: { from_date: string; to_date: string }): RawEvent[] {
  return raw.filter(({ day }) => day >= range.from_date && day <= range.to_date);
}

function peopleWhoDid(name: string, range: { from_date: string; to_date: string }): number {
  return users(rawDays(range).filter(({ event }) => event === name));
}

function users(events: readonly RawEvent[]): number {
  return new Set(events.flatMap(({ user }) => (user === undefined ? [] : [user]))).size;
}

it('a funnel report has the steps of the funnel, its bottleneck and its segments', async () => {
  const input = { funnel_id: 8102, from_date: '2026-03-01', to_date: '2026-05-10' };
  const { data } = await ok('funnel_optimization_report', { ...input, segment_properties: ['plan'] });
  expect((data.steps as { count: number }[])[0]?.count).toBe(peopleWhoDid('Tour Viewed', input));
  expect(data.overall_conversion_rate).toBeGreaterThan(0);
  expect(data.bottleneck).not.toBeNull();
  expect(data.top_performing_segments).toMatchObject([{ property: 'plan', segment: 'pro' }]);
  const [best] = data.top_performing_segments as { sample_size: number; conversion_rate: number; others_rate: number }[];
  expect(best?.sample_size).toBeGreaterThan(30);
  expect(best?.conversion_rate).toBeGreaterThan(best?.others_rate ?? 1);
});

describe('cohort_comparison', () => {
  const compare = (a: string, b: string, more = {}) =>
    mcp.call('cohort_comparison', { cohort_a_filter: a, cohort_b_filter: b, ...APRIL, ...more });

  it('takes a property in every spelling of a filter, and means the same', async () => {
    const other = 'plan == "free"';
    const spellings = ['plan == "pro"', `properties['plan'] == 'pro'`, 'properties["plan"] == "pro"', '"pro" == plan', 'plan in ["pro"]'];
    const sizes = [];
    for (const spelling of spellings) {
      const answer = await compare(spelling, other);
      expect(answer.isError, `${spelling}: ${answer.text}`).toBe(false);
      sizes.push((answer.data.cohort_a as { user_count: number }).user_count);
    }
    expect(new Set(sizes).size).toBe(1);
    expect(sizes[0]).toBe(users(rawDays(APRIL).filter(({ properties }) => properties.plan === 'pro')));
  });

  it('gives sizes, overlap and significance as numbers that are JSON', async () => {
    const { data } = await compare('plan == "pro"', '$os == "iOS"', { detail: 'full' });
    expect(data).toMatchObject({ cohort_a: { user_count: expect.any(Number) }, cohort_b: { user_count: expect.any(Number) } });
    const events = rawDays(APRIL);
    const ids = (of: (event: RawEvent) => boolean) => new Set(events.filter(of).flatMap(({ user }) => user ?? []));
    const [a, b] = [ids(({ properties }) => properties.plan === 'pro'), ids(({ properties }) => properties.$os === 'iOS')];
    expect(data.users_in_both).toBe([...a].filter((id) => b.has(id)).length);
    expect(data.statistical_significance).toMatchObject({ tests: expect.any(Number) });
    expect(JSON.stringify(data)).not.toMatch(/Infinity|NaN/);
  });

  it('compares all events, whatever the acquisition event', async () => {
    const { data } = await compare('plan == "pro"', 'plan == "free"', { acquisition_event: 'Sign Up Completed' });
    expect(data.events_total).toBeGreaterThan(10);
  });

  it('takes what stands in a filter for text, never for code', async () => {
    const answer = await compare('plan == "pro\\"); drop table events; --"', 'plan == "free"');
    expect(answer.isError).toBe(true);
    expect((await ok('sql_scalar', { query: 'SELECT count(*) FROM events' })).data.value).toBeGreaterThan(1_000);
  });
});

describe('product_health_dashboard', () => {
  interface Stage {
    event: string;
    primary_metric: number | null;
    numbers: Record<string, number | null>;
  }
  const dashboard = (range: { from_date: string; to_date: string }) =>
    ok('product_health_dashboard', { acquisition_event: 'Sign Up Completed', ...range });

  it('counts people, and does not take acquisition for activation when nothing was said', async () => {
    const { data } = await dashboard(APRIL);
    const signUps = rawDays(APRIL).filter(({ event }) => event === 'Sign Up Completed');
    expect((data.acquisition as Stage).primary_metric).toBe(users(signUps));
    const activation = data.activation as Stage;
    expect(activation.event).not.toBe('Sign Up Completed');
    expect(activation.primary_metric).toBeLessThan(100);
  });

  it('leaves a stage empty and says why when no event is known for it, and gives it no score', async () => {
    const { data } = await dashboard(APRIL);
    const empty = ['acquisition', 'activation', 'retention', 'revenue', 'referral'].filter((stage) => data[stage] === null);
    expect(empty).toContain('revenue');
    expect((data.unavailable as { part: string }[]).map(({ part }) => part)).toEqual(expect.arrayContaining(empty));
    for (const stage of empty) expect(data.health_score).not.toHaveProperty(stage);
  });

  it('counts for retention only people who were there long enough', async () => {
    const { data } = await dashboard({ from_date: '2026-05-17', to_date: '2026-05-19' });
    // Nobody who came in these days can have come back a week later yet.
    expect(data.retention).toMatchObject({ primary_metric: null, numbers: { day_7_percent: null, day_7_people: 0 } });
    expect(data.health_score).not.toHaveProperty('retention');
  });
});

describe('diagnose_metric_drop', () => {
  it('computes the cause without a model, and sets a day against days, not against a week', async () => {
    const { day, event, value } = truth.brokenTracking;
    const { data } = await ok('diagnose_metric_drop', { event, date: day });
    const findings = data.findings as { expected: number; actual: number };
    expect(data).toMatchObject({ status: 'success', findings: { drop_confirmed: true, primary_driver: { segment: value } } });
    const before = rawDays({ from_date: '2026-03-01', to_date: '2026-04-30' });
    const perDay = [
      ...Map.groupBy(
        before.filter((each) => each.event === event),
        (each) => each.day,
      ).values(),
    ].map((each) => each.length);
    expect(findings.expected).toBeLessThanOrEqual(Math.max(...perDay) * 1.2);
    expect(findings.actual).toBe(before.filter((each) => each.event === event && each.day === day).length);
  });

  it('names a failure for what it is', async () => {
    const fresh = await room.client('modern');
    await room.simulator.faults([{ kind: 'status', status: 403, path: '/segmentation', times: 100 }]);
    const answer = await fresh.call('diagnose_metric_drop', { event: 'Tour Viewed', date: '2026-05-12' });
    expect(answer.isError).toBe(true);
    expect(answer.text).not.toMatch(/sampling/i);
    expect(answer.text).toMatch(/Mixpanel/);
    await fresh.close();
  });
});

describe('guided_analysis', () => {
  it('asks with forms that hold no nulls, and analyses the segment and the days that were chosen', async () => {
    const replies = [
      { focus_area: 'engagement', time_period: 'custom', from_date: '2026-05-04', to_date: '2026-05-08' },
      { segment: '$os' },
    ];
    const forms: string[] = [];
    const asking = await room.client(
      'modern',
      {},
      {
        ask: (form) => {
          forms.push(JSON.stringify(form.requestedSchema));
          const content = replies[forms.length - 1];
          return content === undefined ? { action: 'cancel' } : { action: 'accept', content };
        },
      },
    );
    const { data } = await asking.call('guided_analysis', {});
    expect(data).toMatchObject({
      period: { from_date: '2026-05-04', to_date: '2026-05-08' },
      segment_analysis: { segment_property: '$os' },
    });
    for (const form of forms) expect(form).not.toContain('"null"');
    await asking.close();
  });

  it('takes given dates without "custom", one alone too, and does not make a month of missing ones', async () => {
    const dates = await ok('guided_analysis', { focus_area: 'engagement', from_date: '2026-05-04', to_date: '2026-05-08' });
    expect(dates.data.period).toEqual({ from_date: '2026-05-04', to_date: '2026-05-08' });
    const one = await ok('guided_analysis', { focus_area: 'engagement', to_date: '2026-05-08' });
    expect(one.data.period).toMatchObject({ to_date: '2026-05-08' });
    expect((await mcp.call('guided_analysis', { focus_area: 'engagement', time_period: 'custom' })).isError).toBe(true);
  });

  it('numbers its breakdowns as it shows them, and offers only properties that the project has', async () => {
    const { data } = await ok('guided_analysis', { focus_area: 'engagement', ...APRIL });
    const offered = data.available_segments as { number: number; property: string }[];
    expect(offered.map(({ number }) => number)).toEqual(offered.map((_, index) => index + 1));
    const known = new Set(rawDays({ from_date: '2026-04-10', to_date: '2026-04-12' }).flatMap(({ properties }) => Object.keys(properties)));
    for (const { property } of offered) expect(known).toContain(property);
  });
});

describe('the investigation', () => {
  it('finds factors, and scan leaves the unfinished day out and heeds its sensitivity', async () => {
    const { day, event } = truth.brokenTracking;
    const { data } = await ok('investigate', { event, date: day, anomaly_type: 'drop' });
    expect((data.contributing_factors as unknown[])[0]).toMatchObject({ dimension: '$os', value: 'Android' });
    const rates = [];
    for (const sensitivity of ['low', 'high']) {
      const scan = await ok('scan', { from_date: '2026-05-10', to_date: TODAY, sensitivity });
      expect(scan.data.period).toMatchObject({ to_date: '2026-05-19' });
      rates.push((scan.data.baseline_stats as { false_alarm_rate: number }).false_alarm_rate);
    }
    expect(new Set(rates).size).toBe(2);
  });

  it('a report tells the contribution that investigate found, and calls a rise a rise', async () => {
    const { day, event } = truth.brokenTracking;
    const { data } = await ok('investigate', { event, date: day });
    const factors = data.contributing_factors as { contribution: number }[];
    const report = await ok('report', { event, anomaly_type: 'drop', from_date: day, to_date: day, factors });
    expect(report.data.markdown).toContain(`${factors[0]?.contribution} %`);
    const events = rawDays({ from_date: '2026-04-20', to_date: '2026-05-18' });
    const perDay = Map.groupBy(
      events.filter((each) => each.event === 'Tour Viewed'),
      (each) => each.day,
    );
    const best = [...perDay].toSorted((a, b) => b[1].length - a[1].length)[0]?.[0] ?? '';
    const rise = await ok('report', { event: 'Tour Viewed', anomaly_type: 'spike', from_date: best, to_date: best });
    expect(rise.data.title).not.toMatch(/\b(drop|decrease|fall)\b/i);
  });

  it('context knows the steps of funnels it can read, and the properties of people', async () => {
    const { data } = await ok('context', {});
    expect((data.properties as { user_properties: number | null }).user_properties).toBeGreaterThan(5);
    for (const { steps } of data.funnels as { steps: number | null }[]) expect(steps).not.toBe(0);
  });

  it('a question that failed is named as not known, never shown as zero', async () => {
    const fresh = await room.client('modern');
    await room.simulator.faults([{ kind: 'status', status: 403, path: '/cohorts/list', times: 100 }]);
    const { data } = await fresh.call('context', {});
    expect(data).toMatchObject({ cohorts: null, cohorts_total: null });
    expect((data.unavailable as { part: string }[]).map(({ part }) => part).join()).toMatch(/cohorts/);
    await fresh.close();
  });
});
