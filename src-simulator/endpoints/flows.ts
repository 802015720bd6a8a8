// Flows: what people do next after an anchor event. Undocumented and best effort; counts are texts.

import { forEachHistory } from '../analysis/histories.ts';
import { ApiError, badRequest } from '../http/api-error.ts';
import { type Answer, type Call, json } from '../http/call.ts';
import type { Project } from '../project.ts';
import { SAVED_REPORTS } from '../saved/reports.ts';
import { kindsOf } from './event-names.ts';

const STEPS = 3;
const WIDEST = 5;
const DROPOFF = 'DROPOFF';
const MOST_PATHS = 10;

/** The paths of `STEPS` events after the first anchor event, with how many people took each. */
async function pathsAfter(project: Project, anchor: string, days: number): Promise<Map<string, number>> {
  const kinds = kindsOf([anchor]);
  const toDay = project.today();
  const paths = new Map<string, number>();
  await forEachHistory(project, { fromDay: toDay - days + 1, toDay }, (actor, events) => {
    const start = actor === undefined ? -1 : events.findIndex((event) => kinds.has(event.kind));
    if (start < 0) return;
    const names = events.slice(start + 1, start + 1 + STEPS).map((event) => event.kind.name);
    if (names.length < STEPS) names.push(DROPOFF);
    const key = JSON.stringify([anchor, ...names]);
    paths.set(key, (paths.get(key) ?? 0) + 1);
  });
  return paths;
}

function split(paths: ReadonlyMap<string, number>): { names: string[]; count: number }[] {
  return [...paths].map(([key, count]) => {
    const names: unknown = JSON.parse(key);
    return { names: Array.isArray(names) ? names.map(String) : [], count };
  });
}

function sankey(paths: ReadonlyMap<string, number>) {
  const all = split(paths);
  return Array.from({ length: STEPS }, (_, step) => {
    const nodes = new Map<string, Map<string, number>>();
    for (const { names, count } of all) {
      const from = names[step];
      const to = names[step + 1];
      if (from === undefined || from === DROPOFF) continue;
      const edges = nodes.get(from) ?? new Map<string, number>();
      nodes.set(from, edges);
      if (to !== undefined) edges.set(to, (edges.get(to) ?? 0) + count);
    }
    return {
      nodes: [...nodes]
        .map(([event, edges]) => node(event, edges, step))
        .sort((a, b) => Number(b.totalCount) - Number(a.totalCount))
        .slice(0, WIDEST),
    };
  });
}

function node(event: string, edges: ReadonlyMap<string, number>, step: number) {
  const total = [...edges.values()].reduce((sum, count) => sum + count, 0);
  return {
    event,
    type: step === 0 ? 'ANCHOR' : 'FORWARD',
    ...(step === 0 ? { anchorType: 'NORMAL' } : {}),
    totalCount: String(total),
    isCustomEvent: false,
    edges: [...edges]
      .sort((a, b) => b[1] - a[1])
      .map(([to, count]) => ({ event: to, type: to === DROPOFF ? DROPOFF : 'NORMAL', step: step + 1, totalCount: String(count) })),
  };
}

function topPaths(paths: ReadonlyMap<string, number>) {
  const top = split(paths)
    .sort((a, b) => b.count - a.count)
    .slice(0, MOST_PATHS);
  return top.map(({ names, count }) => ({
    flowSteps: names.map((event, index) => ({
      event,
      type: index === 0 ? 'ANCHOR' : event === DROPOFF ? DROPOFF : 'FORWARD',
      totalCount: String(count),
    })),
    segments: [],
  }));
}

export async function flows(call: Call): Promise<Answer> {
  const { params, project } = call;
  const type = params.choice('query_type', ['flows_sankey', 'flows_top_paths', 'flows']);
  const id = params.integer('bookmark_id', { min: 1 });
  if (id === undefined) throw badRequest('only saved reports can be computed: send bookmark_id');
  const report = SAVED_REPORTS.find((each) => each.id === id);
  if (report?.type !== 'flows') throw new ApiError(404, `flows bookmark ${id} not found`);
  const paths = await pathsAfter(project, report.anchor, report.days);
  const total = [...paths.values()].reduce((sum, count) => sum + count, 0);
  const full = split(paths)
    .filter(({ names }) => !names.includes(DROPOFF))
    .reduce((sum, { count }) => sum + count, 0);
  const head = {
    computed_at: new Date(project.nowMs()).toISOString().slice(0, 19),
    overallConversionRate: total === 0 ? 0 : full / total,
    breakdowns: [],
    metadata: {},
  };
  if (type === 'flows_top_paths') return json({ ...head, flows: topPaths(paths) });
  if (type === 'flows') {
    const root = { step: report.anchor, children: [], total_count: total, drop_off_count: total - full, converted_count: full };
    return json({ ...head, trees: [{ root }] });
  }
  return json({ ...head, steps: sankey(paths) });
}
