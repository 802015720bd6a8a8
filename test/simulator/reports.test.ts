import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestSimulator, type TestSimulator, TODAY } from './ask-simulator.ts';

let simulator: TestSimulator;
beforeAll(async () => {
  simulator = await startTestSimulator();
});
afterAll(() => simulator.stop());

const FUNNELS = '/api/query/funnels';
const RANGE = { from_date: '2026-05-01', to_date: '2026-06-16' };

describe('funnels', () => {
  it('lists the saved ones in no order of ids', async () => {
    const list: { funnel_id: number; name: string }[] = (await simulator.ask('/api/query/funnels/list')).json;
    const ids = list.map((funnel) => funnel.funnel_id);
    expect(ids).toHaveLength(4);
    expect(ids).not.toEqual([...ids].sort());
  });

  it('has no times where there are none, and ratios of one and zero without entries', async () => {
    const { data, meta } = (await simulator.ask(FUNNELS, { funnel_id: 8103, ...RANGE, to_date: TODAY, length: 1, length_unit: 'second' }))
      .json;
    expect(meta.dates[0]).toBe('2026-05-01');
    const steps = meta.dates.flatMap((date: string) => [data[date].steps]);
    expect(steps).toHaveLength(48);
    for (const [first, second] of steps) {
      expect([first.avg_time, first.avg_time_from_start, first.step_conv_ratio]).toEqual([null, null, 1]);
      // Nobody finishes the onboarding within a second.
      expect([second.count, second.avg_time, second.step_conv_ratio]).toEqual([0, null, 0]);
    }
  });

  it('names a custom event by its label', async () => {
    const { data } = (await simulator.ask(FUNNELS, { funnel_id: 8102, ...RANGE, unit: 'month' })).json;
    const last = data['2026-05-01'].steps.at(-1);
    expect(last).toMatchObject({ event: '$custom_event:77', step_label: 'Paid action', custom_event: true, custom_event_id: 77 });
    expect(last.count).toBeGreaterThan(0);
    expect(last.avg_time).toBeGreaterThan(0);
  });

  it('gives lists of steps by segment when asked to split, and the whole beside them', async () => {
    const { data } = (await simulator.ask(FUNNELS, { funnel_id: 8104, ...RANGE, unit: 'month', on: 'properties["$os"]' })).json;
    const may = data['2026-05-01'];
    expect(may).not.toHaveProperty('steps');
    expect(Object.keys(may)).toEqual(expect.arrayContaining(['$overall', 'iOS', 'Android']));
    const { $overall, ...segments } = may;
    const sum = Object.values<{ count: number }[]>(segments).reduce((total, steps) => total + (steps[0]?.count ?? 0), 0);
    expect(sum).toBe($overall[0].count);
    const limited = (await simulator.ask(FUNNELS, { funnel_id: 8104, ...RANGE, unit: 'month', on: 'properties["$os"]', limit: 1 })).json
      .data['2026-05-01'];
    expect(Object.keys(limited)).toHaveLength(2);
  });
});

describe('retention', () => {
  it('has shorter lists for younger cohorts, and no wrapper', async () => {
    const question = { born_event: 'Sign Up Completed', from_date: '2026-05-18', to_date: '2026-06-16', unit: 'week', interval_count: 4 };
    const answer: Record<string, { first: number; counts: number[] }> = (await simulator.ask('/api/query/retention', question)).json;
    expect(answer['2026-05-18']?.counts).toHaveLength(5);
    expect(answer['2026-06-15']?.counts).toHaveLength(1);
    expect(answer['2026-06-01']?.counts).toHaveLength(3);
  });

  it('can have fewer in interval 0 than in the cohort', async () => {
    const question = {
      born_event: 'Sign Up Completed',
      event: 'Tour Booked',
      from_date: '2026-05-04',
      to_date: '2026-05-31',
      unit: 'week',
    };
    const cohorts: { first: number; counts: number[] }[] = Object.values((await simulator.ask('/api/query/retention', question)).json);
    expect(cohorts.every((cohort) => (cohort.counts[0] ?? 0) < cohort.first)).toBe(true);
    expect(cohorts.every((cohort) => cohort.counts.length === 2)).toBe(true);
  });

  it('adds up from the right when unbounded', async () => {
    const question = { born_event: 'Sign Up Completed', from_date: '2026-04-06', to_date: '2026-04-12', unit: 'week', interval_count: 6 };
    const bounded = (await simulator.ask('/api/query/retention', question)).json['2026-04-06'];
    const unbounded = (await simulator.ask('/api/query/retention', { ...question, unbounded_retention: true })).json['2026-04-06'];
    for (let index = 1; index < 7; index++) expect(unbounded.counts[index]).toBeLessThanOrEqual(unbounded.counts[index - 1]);
    expect(unbounded.counts[1]).toBeGreaterThanOrEqual(bounded.counts[1]);
  });

  it('splits by the second event, and follows every week when compounded', async () => {
    const question = {
      born_event: 'Sign Up Completed',
      from_date: '2026-05-04',
      to_date: '2026-05-10',
      unit: 'week',
      on: 'properties["$os"]',
    };
    const cohort = (await simulator.ask('/api/query/retention', question)).json['2026-05-04'];
    expect(Object.keys(cohort)).toEqual(expect.arrayContaining(['$overall', 'iOS']));
    const compounded = (
      await simulator.ask('/api/query/retention', { ...RANGE, retention_type: 'compounded', event: 'App Opened', unit: 'week' })
    ).json;
    const week = compounded['2026-05-11'];
    expect(week.counts[0]).toBe(week.first);
    expect(week.counts[1]).toBeLessThan(week.first);
  });

  it('never rises in frequency, and has 24 places for the hours of a day', async () => {
    const { data } = (await simulator.ask('/api/query/retention/addiction', { ...RANGE, unit: 'day', addiction_unit: 'hour' })).json;
    for (const list of Object.values<number[]>(data)) {
      expect(list).toHaveLength(24);
      expect(list).toEqual([...list].sort((a, b) => b - a));
    }
  });
});

describe('saved reports', () => {
  const insights = async (id: number) => (await simulator.ask('/api/query/insights', { bookmark_id: id })).json;

  it('are listed, all and by type', async () => {
    const all = (await simulator.ask('/api/app/projects/4242/bookmarks', { v: 2 })).json.results;
    expect(all).toHaveLength(8);
    const funnels = (await simulator.ask('/api/app/projects/4242/bookmarks', { v: 2, type: 'funnels' })).json.results;
    expect(funnels).toMatchObject([{ name: 'Funnel: sign-up to booking', type: 'funnels', project_id: 4242 }]);
  });

  it('nest as deep as their headers say', async () => {
    const nested = await insights(900_212);
    expect(nested.headers).toEqual(['$metric', '$os', 'plan']);
    expect(Object.values(nested.series['Tour Booked - Unique'].iOS.free)[0]).toBeGreaterThan(0);
    const split = await insights(900_214);
    expect(Object.keys(split.series['Sign Up Completed - Unique'])).toEqual(expect.arrayContaining(['$overall', 'organic']));
    const single = await insights(900_219);
    expect(Object.keys(single.series['App Opened - Unique'])).toEqual(['all']);
  });

  it('have the shapes of funnels and of retention', async () => {
    const funnel = await insights(900_215);
    expect(funnel.headers).toEqual(['$funnel']);
    expect(Object.keys(funnel.series['Funnel: sign-up to booking'].count)).toEqual([
      '1. Sign Up Completed',
      '2. Onboarding Finished',
      '3. Tour Booked',
    ]);
    const retention = await insights(900_216);
    expect(retention.headers).toEqual(['$retention']);
    expect(retention.series['Do they come back?'].$average.rates[0]).toBeLessThanOrEqual(1);
    const segmented = await insights(900_217);
    expect(Object.keys(segmented.series['Do they come back, by platform'])).toContain('$overall');
  });

  it('show flows with counts as text, as river, paths and tree', async () => {
    const flows = async (query_type: string) => (await simulator.ask('/api/query/arb_funnels', { bookmark_id: 900_218, query_type })).json;
    const [anchor] = (await flows('flows_sankey')).steps[0].nodes;
    expect(anchor).toMatchObject({ event: 'Sign Up Completed', type: 'ANCHOR', anchorType: 'NORMAL' });
    const leaving = anchor.edges.reduce((sum: number, edge: { totalCount: string }) => sum + Number(edge.totalCount), 0);
    expect(anchor.totalCount).toBe(String(leaving));
    expect((await flows('flows_top_paths')).flows[0].flowSteps[0].totalCount).toMatch(/^\d+$/);
    expect((await flows('flows')).trees[0].root.total_count).toBe(leaving);
  });
});

describe('the app API', () => {
  it('has a dictionary for some events and not for others', async () => {
    const all = (await simulator.ask('/api/app/projects/4242/schemas')).json.results;
    expect(all.length).toBeGreaterThan(8);
    const events = (await simulator.ask('/api/app/projects/4242/schemas/event', { entity_name: 'Tour Booked' })).json.results;
    expect(events).toMatchObject([
      { entityType: 'event', name: 'Tour Booked', schemaJson: { properties: { amount: { type: 'number' } } } },
    ]);
    const odd = await simulator.ask(`/api/app/projects/4242/schemas/event/${encodeURIComponent('Quiz/Step (old)')}`);
    expect(odd.json.results.metadata['com.mixpanel'].dropped).toBe(true);
  });

  it('has annotations with dates in three forms, chosen by date and tag', async () => {
    const all: { date: string }[] = (await simulator.ask('/api/app/projects/4242/annotations')).json.results;
    expect(all.map(({ date }) => date.length).sort((a, b) => a - b)).toEqual([10, 19, 19, 25]);
    const tagged = (await simulator.ask('/api/app/projects/4242/annotations', { fromDate: '2026-05-01', toDate: TODAY, tags: '2' })).json
      .results;
    expect(tagged).toHaveLength(1);
    expect((await simulator.ask('/api/app/projects/4242/annotations/tags')).json.results).toHaveLength(2);
    expect((await simulator.ask('/api/2.0/annotations', { from_date: '2026-01-01', to_date: TODAY })).json.annotations).toHaveLength(4);
  });

  it('knows the workspaces', async () => {
    expect((await simulator.ask('/api/app/projects/4242/workspaces/public')).json.results).toMatchObject([
      { is_default: true, project_id: 4242 },
    ]);
  });
});
