// What a composed tool is going to ask, told before it asks: how many query calls it costs and whether the hour can pay for them.
import { z } from 'zod';
import { AppError, isAbort } from '#shared/errors.ts';
import { plural } from '../../format/text.ts';
import type { ToolContext } from '../../server/tool-definition.ts';

export const Plan = z.object({
  query_calls: z.number().int(),
  query_calls_left: z.number().int(),
  steps: z.array(z.object({ what: z.string(), query_calls: z.number().int(), source: z.string() })),
});
export type Plan = z.output<typeof Plan>;
export type PlanStep = Plan['steps'][number];

export const Unavailable = z.array(z.object({ part: z.string(), reason: z.string() }));
export type Unavailable = z.output<typeof Unavailable>;

/** Refuses before anything is asked. `instead`: what would make it free, a sentence. */
export async function payablePlan(steps: readonly PlanStep[], instead: string | undefined, context: ToolContext): Promise<Plan> {
  const { quota } = await context.workspace();
  const { query, nextFreeAt } = quota.status();
  const calls = steps.reduce((sum, step) => sum + step.query_calls, 0);
  const left = Math.max(0, query.limit - query.used);
  if (calls > left) {
    throw new AppError(
      'rate-limited',
      `This needs up to ${plural(calls, 'query call')}, and ${left} of the hour's ${query.limit} are left, so it was not begun.`,
      {
        hint: [
          nextFreeAt === null ? 'Places come back one by one, an hour after they were used.' : `The next call can go at ${nextFreeAt}.`,
          instead,
        ]
          .filter(Boolean)
          .join(' '),
      },
    );
  }
  return { query_calls: calls, query_calls_left: left, steps: [...steps] };
}

export function planWords({ query_calls, query_calls_left }: Plan): string {
  return query_calls === 0
    ? 'It cost no query calls.'
    : `It cost up to ${plural(query_calls, 'query call')} of the ${query_calls_left} that were left in the hour.`;
}

/** A part that fails is named with its reason and left out; a cancelled call ends everything. */
export async function attempt<T>(part: string, unavailable: Unavailable, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isAbort(error) || !(error instanceof AppError) || error.kind === 'internal') throw error;
    unavailable.push({ part, reason: error.message });
    return undefined;
  }
}

export function unavailableText(unavailable: Unavailable): string | undefined {
  return unavailable.length === 0
    ? undefined
    : `Could not be had (this is not zero):\n${unavailable.map((each) => `- ${each.part}: ${each.reason}`).join('\n')}`;
}
