// Runs a plan, query by query, and puts what was found into one report. A query that fails is named and does not cost the others; when
// all fail the first failure is the answer.
import { z } from 'zod';
import { AppError, isAbort } from '#shared/errors.ts';
import { JsonRecord, type JsonValue } from '#shared/model/json.ts';
import { bullets } from '../../../format/text.ts';
import type { ToolContext } from '../../../server/tool-definition.ts';
import { breakdown, comparePeriods, trend, users } from './counted.ts';
import type { Finding } from './finding.ts';
import type { Plan, Query } from './plan.ts';
import { diagnosed, retained, savedFunnel, topEvents } from './wider.ts';

export const Answered = z.object({
  status: z.enum(['success', 'partial', 'unclear']),
  report: z.string(),
  results: z.record(z.string(), JsonRecord),
  notes: z.array(z.string()),
  closest: z.array(z.string()),
  usedBefore: z.number(),
  usedAfter: z.number(),
});
export type Answered = z.output<typeof Answered>;

function run(query: Query, context: ToolContext): Promise<Finding> {
  switch (query.query) {
    case 'trend':
      return trend(query, context);
    case 'users':
      return users(query, context);
    case 'breakdown':
      return breakdown(query, context);
    case 'compare_periods':
      return comparePeriods(query, context);
    case 'retention':
      return retained(query, context);
    case 'saved_funnel':
      return savedFunnel(query, context);
    case 'top_events':
      return topEvents(query, context);
    case 'diagnose':
      return diagnosed(query, context);
  }
}

type Outcome = { query: Query; finding: Finding } | { query: Query; error: AppError };

export async function answerQuestion(plan: Plan, context: ToolContext): Promise<Answered> {
  const { quota } = await context.workspace();
  const usedBefore = quota.status().query.used;
  const outcomes: Outcome[] = [];
  // One after the other: where one says that the quota is used up the next must not try.
  for (const query of plan.queries) outcomes.push(await attempt(query, context));
  const [first] = outcomes;
  if (first !== undefined && 'error' in first && outcomes.every((each) => 'error' in each)) throw first.error;
  const findings = outcomes.flatMap((each) => ('finding' in each ? [each.finding] : []));
  const nothing = findings.flatMap((each) => each.nothing ?? []);
  const lines = findings.flatMap((each) => each.lines);
  const failures = outcomes.flatMap((each) =>
    'error' in each ? [`Not answered (${each.query.query}): ${each.error.message} ${each.error.hint ?? ''}`.trim()] : [],
  );
  const gaps = [...nothing.map((each) => each.why), ...failures];
  return {
    status: lines.length === 0 ? 'unclear' : gaps.length > 0 ? 'partial' : 'success',
    report: [lines.length === 1 ? lines[0] : bullets(lines), ...gaps].filter((part) => part !== '').join('\n\n'),
    results: Object.fromEntries(outcomes.map((each, index) => [`query_${index}_${each.query.query}`, resultOf(each)])),
    notes: [...new Set(findings.flatMap((each) => each.notes))],
    closest: nothing.flatMap((each) => each.closest),
    usedBefore,
    usedAfter: quota.status().query.used,
  };
}

async function attempt(query: Query, context: ToolContext): Promise<Outcome> {
  try {
    return { query, finding: await run(query, context) };
  } catch (error) {
    if (isAbort(error) || !(error instanceof AppError) || error.kind === 'internal') throw error;
    return { query, error };
  }
}

function resultOf(outcome: Outcome): Record<string, JsonValue> {
  if ('error' in outcome) return { error: outcome.error.message };
  const { nothing, data } = outcome.finding;
  return nothing === undefined ? data : { error: nothing.why, closest: nothing.closest };
}
