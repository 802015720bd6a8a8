// The tools that explain: scan, investigate, report, diagnose_metric_drop, funnel_optimization_report. What was planted in the demo data
// must be found, and every number is compared with the raw export.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Truth } from '#simulator/truth.ts';
import { ERAS, type LiveRoom, openLiveRoom, TODAY, ZONE } from '#test/fakes/live-room.ts';
import type { TestClient } from '#test/fakes/mcp-clients.ts';
import { rawEvents } from '#test/fakes/raw-export.ts';

let room: LiveRoom;
let truth: Truth;

beforeAll(async () => {
  room = await openLiveRoom({ events: 120_000, users: 5_000 });
  truth = await room.simulator.truth();
});
afterAll(() => room.stop());

describe.each(ERAS)('a client of the %s era, without sampling or elicitation', (era) => {
  let mcp: TestClient;
  beforeAll(async () => {
    mcp = await room.client(era);
    // From a local table everything is free; "from Mixpanel itself" below asks the endpoints.
    await mcp.call('fetch_events', { from_date: '2026-02-20', to_date: TODAY });
  });
  afterAll(() => mcp.close());

  it('diagnose_metric_drop names the platform that fell silent, and says that tracking broke', async () => {
    const { day, event, value } = truth.brokenTracking;
    const answer = await mcp.call('diagnose_metric_drop', { event, date: day });
    const findings = answer.data.findings as Record<string, unknown>;
    expect(answer.data.status).toBe('success');
    expect(findings).toMatchObject({
      drop_confirmed: true,
      primary_driver: { dimension: '$os', segment: value, current_value: 0 },
      actual: await countOn(event, day),
    });
    expect(findings.data_quality).toContainEqual(expect.objectContaining({ kind: 'tracking gap' }));
    expect(answer.text).toContain('Check the tracking');
    expect(answer.text).toContain('Europe/Vienna');
  });

  it('diagnose_metric_drop finds a channel that collapsed, although the whole stays within what is usual', async () => {
    const { day, event, channel } = truth.channelCollapse;
    const answer = await mcp.call('diagnose_metric_drop', { event, date: day, dimensions: ['$os', 'channel', '$city'] });
    const findings = answer.data.findings as {
      primary_driver: { dimension: string; segment: string };
      expected_low: number;
      actual: number;
    };
    expect(findings.primary_driver).toMatchObject({ dimension: 'channel', segment: channel });
    expect(findings.actual).toBe(await countOn(event, day));
  });

  it('a quiet day has no cause', async () => {
    const answer = await mcp.call('diagnose_metric_drop', {
      event: 'Tour Searched',
      date: '2026-05-12',
      dimensions: ['$os', '$browser', '$city'],
    });
    expect(answer.data.findings).toMatchObject({ primary_driver: null, drop_confirmed: false });
    expect(answer.text).toContain('No value of $os, $browser, $city changed apart');
  });

  it('one dimension that fails is named, and the others are still searched', async () => {
    const { day, event } = truth.brokenTracking;
    const answer = await mcp.call('diagnose_metric_drop', { event, date: day, dimensions: ['$os', 'floor('] });
    expect(answer.data.findings).toMatchObject({ primary_driver: { dimension: '$os' } });
    expect(answer.text).toContain('Not looked at: floor(');
  });

  it('an event without enough history, or that does not exist, is refused in words', async () => {
    const early = await mcp.call('diagnose_metric_drop', { event: 'Tour Viewed', date: truth.project.firstDay });
    expect(early.isError).toBe(true);
    expect(early.text).toContain('days of history');
    const unknown = await mcp.call('diagnose_metric_drop', { event: 'Tour Viewd', date: '2026-05-12' });
    expect(unknown.text).toContain('Did you mean "Tour Viewed"');
  });

  it('scan finds the planted day, tells the rate of false alarms, leaves today out, and its id leads investigate to the cause', async () => {
    const { day, event } = truth.brokenTracking;
    const scan = await mcp.call('scan', {
      from_date: '2026-04-06',
      to_date: '2026-04-19',
      events: [event, 'Tour Saved', 'Photo Viewed'],
      sensitivity: 'high',
    });
    const anomalies = scan.data.anomalies as {
      id: string;
      event: string;
      detected_at: string;
      type: string;
      context: { current: number };
    }[];
    const found = anomalies.find((each) => each.event === event && each.detected_at === day);
    expect(found).toMatchObject({ type: 'drop', context: { current: await countOn(event, day) } });
    expect(scan.text).toContain('20 of 100 scans of quiet data');
    const why = await mcp.call('investigate', { anomaly_id: found?.id });
    expect(why.data).toMatchObject({ anomaly: { event, date: day, type: 'drop', is_confirmed: true } });
    expect((why.data.contributing_factors as unknown[])[0]).toMatchObject({ dimension: '$os', value: 'Android' });
    const today = await mcp.call('scan', { from_date: '2026-05-10', to_date: '2026-05-20', events: [event] });
    expect(today.data.period).toEqual({ from_date: '2026-05-10', to_date: '2026-05-19' });
    expect(today.text).toContain('2026-05-20 is today and not over yet');
  });

  it('the sensitivity of scan changes what counts as unusual', async () => {
    const rates = [];
    for (const sensitivity of ['low', 'medium', 'high']) {
      const answer = await mcp.call('scan', { from_date: '2026-04-06', to_date: '2026-05-19', sensitivity });
      rates.push((answer.data.baseline_stats as { false_alarm_rate: number }).false_alarm_rate);
    }
    expect(rates).toEqual([0.01, 0.05, 0.2]);
  });

  it('an id that was changed, and half of a question, are refused in words', async () => {
    expect((await mcp.call('investigate', { anomaly_id: 'drop_2026-04-12_xxx_12345678' })).text).toContain('is not the id of an anomaly');
    expect((await mcp.call('investigate', { event: 'Tour Viewed' })).text).toContain('both event and date');
  });

  it('report writes what the numbers show, also against what was said, and takes the factors of investigate', async () => {
    const { day, event } = truth.brokenTracking;
    const why = await mcp.call('investigate', { event, date: day, dimensions: ['$os'] });
    const answer = await mcp.call('report', {
      event,
      anomaly_type: 'spike',
      from_date: day,
      to_date: day,
      root_cause: why.data.root_cause,
      factors: why.data.contributing_factors,
      include_slack_blocks: true,
    });
    expect(answer.data.title).toMatch(/drop of [\d.]+ %/);
    expect(answer.data.key_findings).toContainEqual(expect.stringContaining('reported as a spike, but the count was lower'));
    const factor = (why.data.contributing_factors as { contribution: number }[])[0];
    expect(answer.data.markdown).toContain(`(${factor?.contribution} % of the change)`);
    expect(answer.data.slack_blocks).toMatchObject([{ type: 'header' }, { type: 'section' }, {}, {}]);
    expect(answer.text).toContain(`${(await countOn(event, day)).toLocaleString('en-US')} against about`);
  });

  it('funnel_optimization_report counts people as the funnel does, and finds the platform that onboards worse', async () => {
    const funnels = (await mcp.call('list_funnels')).data.funnels as { funnel_id: number; name: string }[];
    const id = funnels[0]?.funnel_id ?? 0;
    const range = { from_date: '2026-04-01', to_date: '2026-04-30' };
    const answer = await mcp.call('funnel_optimization_report', { funnel_id: id, ...range, segment_properties: ['platform', '$os'] });
    const funnel = await mcp.call('funnel', { funnel_id: id, ...range, unit: 'month' });
    expect((answer.data.steps as { count: number }[]).map((step) => step.count)).toEqual(
      (funnel.data.steps as { count: number }[]).map((step) => step.count),
    );
    const steps = answer.data.steps as { count: number; rate: number | null; number: number; lost: number }[];
    const weakest = steps.slice(1).toSorted((a, b) => (a.rate ?? 1) - (b.rate ?? 1))[0];
    expect(answer.data.bottleneck).toMatchObject({ step_number: weakest?.number, users_lost: weakest?.lost });
    expect(answer.data.overall_conversion_rate).toBeCloseTo((steps.at(-1)?.count ?? 0) / (steps[0]?.count ?? 1), 10);
    expect(answer.data.status).toBe('success');
    expect((await mcp.call('funnel_optimization_report', { funnel_id: 1 })).text).toContain('There is no saved funnel');
  });
});

describe('from Mixpanel itself', () => {
  it('diagnose_metric_drop finds the same cause, and costs at most a dozen calls', async () => {
    const mcp = await room.client('legacy');
    const { day, event, value } = truth.brokenTracking;
    const answer = await mcp.call('diagnose_metric_drop', { event, date: day });
    expect(answer.data.findings).toMatchObject({ primary_driver: { dimension: '$os', segment: value }, actual: await countOn(event, day) });
    const used = (await mcp.call('workspace_info')).data.quota as { query_used: number };
    expect(used.query_used).toBeLessThanOrEqual(13);
    await mcp.close();
  });
});

/** Of a day in the project's zone, from the raw export. */
async function countOn(event: string, day: string): Promise<number> {
  const events = await rawEvents(room.simulator, { from: day, to: day, today: TODAY, zone: ZONE });
  return events.filter((each) => each.event === event).length;
}
