// What the truth endpoint promises must be there to be found: these tests look for it through the ordinary API.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestSimulator, type TestSimulator } from './ask-simulator.ts';

let simulator: TestSimulator;
// Answers of the simulator; each test names the fields it is about.
// biome-ignore lint/suspicious/noExplicitAny: see above
let truth: any;
beforeAll(async () => {
  simulator = await startTestSimulator({ events: 270_000, users: 5000, seed: 7 });
  await simulator.settings({ tidy: true });
  truth = (await simulator.control('GET', 'truth')).json;
});
afterAll(() => simulator.stop());

type Rows = Record<string, Record<string, number>>;

async function split(event: string, on: string, range: { from_date: string; to_date: string }, type = 'general'): Promise<Rows> {
  return (await simulator.ask('/api/query/segmentation', { event, on, type, ...range })).json.data.values;
}

function sum(row: Record<string, number> | undefined, accept: (day: string) => boolean): number {
  return Object.entries(row ?? {}).reduce((total, [day, count]) => total + (accept(day) ? count : 0), 0);
}

const LAST_FULL_DAY = '2026-06-16';

it('has the size that was promised', async () => {
  expect((await simulator.post('/api/query/engage', {})).json.total).toBeGreaterThanOrEqual(5000);
  const month = { from_date: '2026-05-18', to_date: LAST_FULL_DAY };
  const counts: { value: number }[] = (
    await simulator.post('/api/query/jql', {
      script: `function main() { return Events({from_date: "${month.from_date}", to_date: "${month.to_date}"}).groupBy(["name"], mixpanel.reducer.count()) }`,
    })
  ).json;
  const total = counts.reduce((all, { value }) => all + value, 0);
  expect(total).toBeGreaterThan(60_000);
  expect(total).toBeLessThan(120_000);
});

it('loses most of one paid channel from one day on, and no other', async () => {
  const { channel, day, event } = truth.channelCollapse;
  const rows = await split(event, 'properties["channel"]', { from_date: '2026-05-04', to_date: LAST_FULL_DAY });
  const ratio = (row: Record<string, number> | undefined) => sum(row, (each) => each >= day) / 24 / (sum(row, (each) => each < day) / 20);
  expect(day).toBe('2026-05-24');
  expect(ratio(rows[channel])).toBeLessThan(0.3);
  for (const other of ['organic', 'google_ads', 'referral', 'newsletter', 'partner']) expect(ratio(rows[other])).toBeGreaterThan(0.7);
});

it('books more often in the treatment of the experiment', async () => {
  const { startDay, variantProperty, exposureEvent, bookingRatePerCheckout } = truth.experiment;
  const range = { from_date: startDay, to_date: LAST_FULL_DAY };
  const exposed = await split(exposureEvent, `properties["${variantProperty}"]`, range);
  const rates: Record<string, number> = {};
  for (const variant of ['control', 'treatment']) {
    const all = (
      await simulator.ask('/api/query/segmentation', { event: 'Tour Booked', ...range, where: `user["variant"] == "${variant}"` })
    ).json.data.values['Tour Booked'];
    rates[variant] = sum(all, () => true) / sum(exposed[variant], () => true);
  }
  expect(sum(exposed.control, () => true)).toBeGreaterThan(500);
  expect(rates.control).toBeCloseTo(bookingRatePerCheckout.control, 1);
  expect(rates.treatment).toBeCloseTo(bookingRatePerCheckout.treatment, 1);
  expect((rates.treatment ?? 0) - (rates.control ?? 0)).toBeGreaterThan(0.04);
});

it('has no views from Android on the day when tracking was broken', async () => {
  const { day, event, value } = truth.brokenTracking;
  const rows = await split(event, 'properties["$os"]', { from_date: '2026-05-08', to_date: '2026-05-12' });
  expect(day).toBe('2026-05-10');
  for (const [each, count] of Object.entries(rows[value] ?? {})) {
    // What visitors without the app do is not lost, but they view no tours.
    if (each === day) expect(count).toBe(0);
    else expect(count).toBeGreaterThan(80);
  }
  expect(rows.iOS?.[day]).toBeGreaterThan(80);
});

it('fails more payments on Android after the release', async () => {
  const { day, version } = truth.faultyRelease;
  const range = { from_date: day, to_date: LAST_FULL_DAY };
  const where = `properties["$os"] == "Android" and properties["$app_version_string"] == "${version}"`;
  const count = async (event: string, filter: string) =>
    sum(
      Object.values<Record<string, number>>(
        (await simulator.ask('/api/query/segmentation', { event, ...range, where: filter })).json.data.values,
      )[0],
      () => true,
    );
  const faulty = (await count('Payment Failed', where)) / (await count('Checkout Started', where));
  const other = 'properties["$os"] == "iOS"';
  const usual = (await count('Payment Failed', other)) / (await count('Checkout Started', other));
  expect(faulty).toBeGreaterThan(usual * 1.6);
});

it('lives at the weekend', async () => {
  const { values } = (
    await simulator.ask('/api/query/segmentation', { event: 'App Opened', type: 'unique', from_date: '2026-05-18', to_date: '2026-06-14' })
  ).json.data;
  const mean = (weekday: number) => sum(values['App Opened'], (day) => new Date(day).getUTCDay() === weekday) / 4;
  expect(mean(0)).toBeGreaterThan(mean(2) * 1.25);
  expect(mean(6)).toBeGreaterThan(mean(2) * 1.15);
});

it('keeps those who finish the onboarding, and retention falls with age', async () => {
  const question = { from_date: '2026-04-06', to_date: '2026-05-03', unit: 'week', interval_count: 4 };
  const share = async (born: string, where: string, at: number) => {
    const cohorts: { first: number; counts: number[] }[] = Object.values(
      (await simulator.ask('/api/query/retention', { ...question, born_event: born, born_where: where })).json,
    );
    return cohorts.reduce((total, { counts }) => total + (counts[at] ?? 0), 0) / cohorts.reduce((total, { first }) => total + first, 0);
  };
  const onboarded = await share('Sign Up Completed', 'user["onboarded"] == true', 4);
  const others = await share('Sign Up Completed', 'user["onboarded"] == false', 4);
  expect(onboarded).toBeGreaterThan(others * 1.8);
  const all = await Promise.all([1, 4].map((week) => share('Sign Up Completed', 'true', week)));
  expect(all[0]).toBeGreaterThan(all[1] ?? 1);
  expect(all[0]).toBeLessThan(0.7);
});

it('measures its funnels as the funnel endpoint does', async () => {
  const [measured] = truth.funnels.measured.filter((each: { funnelId: number }) => each.funnelId === 8103);
  const [signUps, activated, booked] = measured.counts;
  expect(activated / signUps).toBeGreaterThan(0.5);
  expect(activated / signUps).toBeLessThan(0.7);
  expect(booked / activated).toBeGreaterThan(0.1);
  const answer = (
    await simulator.ask('/api/query/funnels', {
      funnel_id: 8103,
      from_date: truth.project.firstDay,
      to_date: truth.project.today,
      interval: 90,
    })
  ).json;
  expect(answer.data[truth.project.firstDay].steps.map((step: { count: number }) => step.count)).toEqual(measured.counts);
});
