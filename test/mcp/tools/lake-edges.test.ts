// The rarer ways of the tools that read local tables: more values than Mixpanel names, projects with wall-clock time, an unknown zone.
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { simulatorSession, startTestEngine } from '#test/fakes/engine.ts';
import { connectClient, pipePair, type TestClient } from '#test/fakes/mcp-clients.ts';
import { rawEvents, tally } from '#test/fakes/raw-export.ts';
import { type SimulatorProcess, type SimulatorProcessOptions, startSimulatorProcess } from '#test/fakes/simulator-process.ts';

const TODAY = '2026-05-20';

function daysIn(range: { from_date: string; to_date: string }, zone: string) {
  return { from: range.from_date, to: range.to_date, today: TODAY, zone };
}

async function withProject(
  options: SimulatorProcessOptions,
  work: (mcp: TestClient, simulator: SimulatorProcess) => Promise<void>,
): Promise<void> {
  const zone = options.timezone ?? 'Europe/Vienna';
  const noon = Temporal.PlainDateTime.from(`${TODAY}T12:00`).toZonedDateTime(zone).epochMilliseconds;
  const startedAt = Date.now();
  const simulator = await startSimulatorProcess({ today: TODAY, quota: false, ...options });
  const test = startTestEngine({ now: () => noon + (Date.now() - startedAt) });
  const [ours, theirs] = pipePair();
  test.engine.serveMcp(simulatorSession(simulator), ours, ours);
  const mcp = await connectClient('modern', theirs);
  try {
    await work(mcp, simulator);
    expect(test.faults).toEqual([]);
  } finally {
    await mcp.close();
    await test.close();
    await simulator.stop();
  }
}

describe('more different values than Mixpanel names', () => {
  it('leave count, sum and average right, say what is unknown, and count all events', async () => {
    await withProject({ events: 70_000, users: 1_500 }, async (mcp, simulator) => {
      const range = { from_date: '2026-02-21', to_date: '2026-05-19' };
      const raw = (await rawEvents(simulator, daysIn(range, 'Europe/Vienna'))).filter((each) => each.event === 'Tour Viewed');
      expect(raw.length).toBeGreaterThan(10_500);
      const input = { event: 'Tour Viewed', property_name: 'properties["$mp_api_timestamp_ms"] / 1000', ...range };
      const summary = await mcp.call('numeric_summary', input);
      const sum = raw.reduce((total, each) => total + Number(each.properties.$mp_api_timestamp_ms) / 1000, 0);
      expect(summary.data).toMatchObject({
        count: raw.length,
        total_events: raw.length,
        not_numeric: 0,
        min: null,
        stddev: null,
        percentiles: { '50': null },
      });
      expect(Number(summary.data.sum) / sum).toBeCloseTo(1, 9);
      expect(Number(summary.data.avg) / (sum / raw.length)).toBeCloseTo(1, 9);
      expect(summary.text).toContain('more than 10,000 different numbers');
      expect(summary.text).toContain('fetch_events with');
      const distribution = await mcp.call('property_distribution', { ...input, property_name: '$insert_id', limit: 1 });
      const absent = raw.filter((each) => each.properties.$insert_id === undefined).length;
      expect(distribution.data).toMatchObject({ total_count: raw.length, values: [{ value: null, type: 'absent', count: absent }] });
      expect(distribution.text).toContain('there may be more');
    });
  });
});

describe('a project that exports wall-clock time', () => {
  it.each(['Europe/Vienna', 'America/Los_Angeles'])(
    'in %s counts the same days from the local table and from Mixpanel',
    async (timezone) => {
      await withProject({ events: 12_000, users: 400, timezone, wallClock: true }, async (mcp, simulator) => {
        const range = { from_date: '2026-05-04', to_date: '2026-05-10' };
        // Its `time` is local time written as UTC, so the days of the project are days in UTC there.
        const raw = await rawEvents(simulator, daysIn(range, 'UTC'));
        const live = await mcp.call('daily_counts', { ...range, events: ['Tour Viewed'] });
        await mcp.call('fetch_events', range);
        const local = await mcp.call('daily_counts', { ...range, events: ['Tour Viewed'] });
        expect([live.data.source, local.data.source]).toEqual(['Mixpanel', 'local table']);
        expect(local.data.counts).toEqual(live.data.counts);
        const days = tally(
          raw.filter((each) => each.event === 'Tour Viewed'),
          (each) => each.day,
        );
        expect(new Map((local.data.counts as { date: string; count: number }[]).map((row) => [row.date, row.count]))).toEqual(days);
      });
    },
  );
});

describe('a project far west of UTC', () => {
  it('counts its own days from a table of UTC days', async () => {
    await withProject({ events: 12_000, users: 400, timezone: 'America/Los_Angeles' }, async (mcp, simulator) => {
      const range = { from_date: '2026-05-04', to_date: '2026-05-10' };
      const raw = await rawEvents(simulator, daysIn(range, 'America/Los_Angeles'));
      await mcp.call('fetch_events', range);
      const local = await mcp.call('daily_counts', range);
      expect(local.data).toMatchObject({ source: 'local table', total: raw.length, time_zone: 'America/Los_Angeles' });
    });
  });
});

describe('a project whose zone cannot be read', () => {
  it('counts days in UTC from the local table, and says so', async () => {
    await withProject({ events: 8_000, users: 300 }, async (mcp, simulator) => {
      await simulator.faults([{ kind: 'status', status: 403, path: '/app/me', times: 100 }]);
      const range = { from_date: '2026-05-04', to_date: '2026-05-06' };
      await mcp.call('fetch_events', range);
      const local = await mcp.call('daily_counts', range);
      const raw = await rawEvents(simulator, daysIn(range, 'UTC'));
      expect(local.data).toMatchObject({ source: 'local table', total: raw.length, time_zone: 'UTC' });
      expect(local.text).toContain("The project's time zone could not be read; the days are days in UTC.");
    });
  });
});
