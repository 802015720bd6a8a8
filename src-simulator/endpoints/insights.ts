// Numbers of a saved report. The report decides about dates and splits; `headers` names the levels of `series`.

import { type StepAnswer, stepAnswers } from '../analysis/funnel.ts';
import { computeRetention, OVERALL, type RetentionResult } from '../analysis/retention.ts';
import { tallyEvents } from '../analysis/tally.ts';
import { bucketStart, dayBucket } from '../analysis/time-units.ts';
import { ApiError, badRequest } from '../http/api-error.ts';
import { type Answer, type Call, json } from '../http/call.ts';
import type { Project } from '../project.ts';
import { SAVED_FUNNELS } from '../saved/funnels.ts';
import { SAVED_REPORTS, type SavedReport } from '../saved/reports.ts';
import { eventProperty, segmentText } from '../world/event-row.ts';
import type { SimEvent } from '../world/sim-event.ts';
import { DAY_MS, dayText } from '../world/zone.ts';
import { kindsOf } from './event-names.ts';
import { computeFunnel } from './funnels.ts';
import { computedAt } from './segmentation-numbers.ts';

type Report<T extends SavedReport['type']> = Extract<SavedReport, { type: T }>;
type Tree = { [key: string]: Tree | number | null };

interface Computed {
  readonly headers: readonly string[];
  readonly series: unknown;
  readonly fromDay: number;
}

const LEVEL_MARK = '\u0000';

/** `2026-05-01T00:00:00+02:00`: the beginning of a day in the project's zone. */
function dayKey(day: number, project: Project): string {
  return `${dayText(day)}T00:00:00${project.zone.offsetText(project.zone.startOf(day))}`;
}

function put(tree: Tree, path: readonly string[], leaf: string, value: number): void {
  let node = tree;
  for (const key of path) {
    const next = node[key];
    const child: Tree = typeof next === 'object' && next !== null ? next : {};
    node[key] = child;
    node = child;
  }
  node[leaf] = value;
}

async function insightsReport(project: Project, report: Report<'insights'>): Promise<Computed> {
  const toDay = project.today();
  const fromDay = report.unit === 'week' ? dayBucket(toDay - report.days + 1, 'week') : toDay - report.days + 1;
  const unit = report.unit === 'all' ? 'day' : report.unit;
  const path = (event: SimEvent) => report.breakdowns.map((name) => segmentText(eventProperty(event, name, project)));
  const segment = (event: SimEvent) => {
    const own = [event.kind.name, ...path(event)].join(LEVEL_MARK);
    // Beside the segments of the first level stands their whole.
    return report.breakdowns.length === 1 ? [own, `${event.kind.name}${LEVEL_MARK}${OVERALL}`] : own;
  };
  const tally = await tallyEvents(project, {
    fromDay,
    toDay,
    unit,
    type: report.unique ? 'unique' : 'general',
    kinds: kindsOf(report.events),
    segment,
    bucketOf: report.unit === 'all' ? () => 0 : (timeMs) => bucketStart(timeMs, unit, project.zone),
  });
  const metric = (name: string) => (report.unique ? `${name} - Unique` : name);
  const series: Tree = {};
  for (const [key, row] of tally) {
    const [event = '', ...levels] = key.split(LEVEL_MARK);
    for (const [bucket, count] of row)
      put(series, [metric(event), ...levels], report.unit === 'all' ? 'all' : dayKey(bucket / DAY_MS, project), count);
  }
  return { headers: [report.unique ? '$metric' : '$event', ...report.breakdowns], series, fromDay };
}

async function funnelReport(project: Project, report: Report<'funnels'>): Promise<Computed> {
  const funnel = SAVED_FUNNELS.find((each) => each.id === report.funnelId);
  if (funnel === undefined) throw new ApiError(404, `funnel ${report.funnelId} not found`);
  const toDay = project.today();
  const fromDay = toDay - report.days + 1;
  const result = await computeFunnel(project, { fromDay, toDay, funnel, windowMs: funnel.windowMs, bucketOf: () => fromDay });
  const steps = stepAnswers(result.get(fromDay)?.get(OVERALL) ?? [], funnel.steps);
  const column = (value: (step: StepAnswer) => number | null) =>
    Object.fromEntries(steps.map((step, index) => [`${index + 1}. ${step.step_label}`, { all: value(step) }]));
  const series = {
    [report.name]: {
      count: column((step) => step.count),
      step_conv_ratio: column((step) => step.step_conv_ratio),
      overall_conv_ratio: column((step) => step.overall_conv_ratio),
      avg_time: column((step) => step.avg_time),
      avg_time_from_start: column((step) => step.avg_time_from_start),
    },
  };
  return { headers: ['$funnel'], series, fromDay };
}

function withRates(result: RetentionResult, segment: string): Record<string, unknown> {
  const dates: Record<string, unknown> = {};
  const sums: number[] = [];
  let first = 0;
  for (const [day, bySegment] of [...result].sort((a, b) => a[0] - b[0])) {
    const cohort = bySegment.get(segment);
    const size = bySegment.get(OVERALL)?.first ?? 0;
    if (cohort === undefined) continue;
    dates[dayText(day)] = { first: size, counts: cohort.counts, rates: cohort.counts.map((count) => (size === 0 ? 0 : count / size)) };
    first += size;
    for (const [index, count] of cohort.counts.entries()) sums[index] = (sums[index] ?? 0) + count;
  }
  dates.$average = { first, counts: sums, rates: sums.map((sum) => (first === 0 ? 0 : sum / first)) };
  return dates;
}

async function retentionReport(project: Project, report: Report<'retention'>): Promise<Computed> {
  const toDay = project.today();
  const fromDay = dayBucket(toDay - 7 * report.weeks, 'week');
  const { breakdown } = report;
  const kinds = kindsOf([report.bornEvent]);
  const result = await computeRetention(project, {
    fromDay,
    toDay,
    type: 'birth',
    born: (event) => kinds.has(event.kind),
    returned: () => true,
    intervalDays: 7,
    bucketOf: (day) => dayBucket(day, 'week'),
    intervalCount: report.weeks,
    unbounded: false,
    on: breakdown === undefined ? undefined : (event) => eventProperty(event, breakdown, project),
  });
  if (breakdown === undefined) return { headers: ['$retention'], series: { [report.name]: withRates(result, OVERALL) }, fromDay };
  const segments = new Set([...result.values()].flatMap((bySegment) => [...bySegment.keys()]));
  const series = { [report.name]: Object.fromEntries([...segments].map((segment) => [segment, withRates(result, segment)])) };
  return { headers: ['$retention', breakdown], series, fromDay };
}

async function compute(project: Project, report: SavedReport): Promise<Computed> {
  switch (report.type) {
    case 'insights':
      return insightsReport(project, report);
    case 'funnels':
      return funnelReport(project, report);
    case 'retention':
      return retentionReport(project, report);
    case 'flows':
      throw badRequest('flows reports cannot be read here');
  }
}

export async function insights(call: Call): Promise<Answer> {
  const { params, project } = call;
  if (params.get('bookmark') !== undefined) throw badRequest('only saved reports can be computed: send bookmark_id');
  const id = params.integer('bookmark_id', { min: 1 });
  if (id === undefined) throw badRequest('Missing required parameter: bookmark_id');
  const report = SAVED_REPORTS.find((each) => each.id === id);
  if (report === undefined) throw new ApiError(404, `bookmark ${id} not found`);
  const { headers, series, fromDay } = await compute(project, report);
  const endMs = project.zone.startOf(project.today() + 1) - 1;
  const toDate = `${project.zone.wallText(endMs)}.999000${project.zone.offsetText(endMs)}`;
  return json({ computed_at: computedAt(call), date_range: { from_date: dayKey(fromDay, project), to_date: toDate }, headers, series });
}
