// What a fetch would ask for, before it runs: the same plan that the fetch then follows.
import { exportDays, ruleText, type TimeRule, UTC_RULE } from '../lake/day-range.ts';
import type { Lake } from '../lake/lake.ts';
import { type EventSelection, selectionId } from '../lake/ledger.ts';
import { daysToFetch, planChunks } from './plan-days.ts';

export interface WantedFetch {
  table: string;
  from: string;
  to: string;
  selection: EventSelection;
  refresh?: boolean | undefined;
}

export interface FetchPlan {
  rule: TimeRule;
  /** Export days that cover the asked days of the project. */
  days: string[];
  daysToFetch: string[];
}

export async function planFetch(lake: Lake, fetch: WantedFetch, at: { timezone: string | null; now: number }): Promise<FetchPlan> {
  const rule = (await lake.timeRule()) ?? UTC_RULE;
  const days = exportDays(rule, at.timezone ?? 'UTC', fetch, at.now);
  if (fetch.refresh === true) return { rule, days, daysToFetch: days };
  const ledger = await lake.ledger(fetch.table);
  return { rule, days, daysToFetch: daysToFetch(days, ledger, selectionId(fetch.selection), rule, ruleText(rule)) };
}

/** Export requests for these days when each holds so many events. Tries again after a fault come on top. */
export function countRequests(days: readonly string[], eventsOf: (day: string) => number, exportsLeft: number): number {
  const plan = planChunks([...days]);
  let requests = 0;
  for (let chunk = plan.next(exportsLeft); chunk !== undefined; chunk = plan.next(exportsLeft - requests)) {
    requests += 1;
    plan.learn(
      chunk.length,
      chunk.reduce((sum, day) => sum + eventsOf(day), 0),
    );
  }
  return requests;
}
