// How the composed tools say where numbers come from, and how they say a change.
import { count } from '../../format/text.ts';
import { changePercent } from '../diagnosis-words.ts';
import { sourceWords } from '../lake-source.ts';
import type { Growth } from './growth.ts';
import type { PlanStep } from './query-plan.ts';

export interface SaidChange {
  current: number | null;
  previous: number | null;
  change_percent: number | null;
  usual_low: number | null;
  usual_high: number | null;
  trend: string | null;
  unit: string;
}

/** "12 users, before 10 (+20.0 %; 7 to 14 would be usual without a change: within chance)". */
export function changeWords({ current, previous, change_percent, usual_low, usual_high, trend, unit }: SaidChange): string {
  if (current === null) return 'nobody could be looked at';
  const value = (number: number): string => `${count(Number(number.toFixed(1)))}${unit === '%' ? ' %' : ''}`;
  const now = unit === '%' ? value(current) : `${value(current)} ${unit}`;
  if (previous === null) return `${now}; the period before cannot be compared`;
  const change = change_percent === null ? '' : `${changePercent(change_percent / 100)}; `;
  if (usual_low === null || usual_high === null)
    return `${now}, before ${value(previous)}${change === '' ? '' : ` (${change.slice(0, -2)})`}`;
  const verdict = trend === 'flat' ? 'within chance' : `${trend}, beyond chance`;
  return `${now}, before ${value(previous)} (${change}without a change usual: ${value(usual_low)} to ${value(usual_high)}; ${verdict})`;
}

export function rounded(value: number | null, digits = 2): number | null {
  return value === null ? null : Number(value.toFixed(digits));
}

/** A step of a plan: free where a local table answers. */
export function step(what: string, calls: number, { lake, origin }: Growth): PlanStep {
  return { what, query_calls: lake === undefined ? calls : 0, source: sourceWords(origin) };
}

export function periodsText({ period, before }: Growth) {
  return {
    period: { from_date: period.from, to_date: period.to },
    comparison_period: { from_date: before.from, to_date: before.to },
    time_zone: period.timezone,
  };
}

export const HOW_COUNTED =
  'People are distinct ids; a person starts with the first such event of the period, and days after it are 24 hours each. Only people for whom those days are over count.';
