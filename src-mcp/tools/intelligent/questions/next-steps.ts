// What to ask next: after an answer, and where a question could not be read.
import { paragraphs } from '../../../format/text.ts';
import type { Answered } from './answer-question.ts';
import type { Plan } from './plan.ts';

export function unclearText(why: string, closest: readonly string[]): string {
  return paragraphs(
    why,
    closest.length > 0 &&
      `The nearest: ${closest.map((name) => JSON.stringify(name)).join(', ')}. Ask again with one of them, in quotation marks.`,
  );
}

/** Mixpanel's own names begin with a sign and would make odd examples. */
export function plainName(events: readonly string[]): string | undefined {
  return events.find((event) => !event.startsWith('$')) ?? events[0];
}

export function examples(event: string | undefined): string[] {
  const name = JSON.stringify(event ?? 'Sign Up');
  return [
    `How many ${name} last week?`,
    `${name} by country in the past 30 days`,
    `Compare ${name} this month with last month`,
    `Why did ${name} drop yesterday?`,
  ];
}

export function nextSteps(plan: Plan, found: Answered): string[] {
  const [first] = plan.queries;
  const isLive = Object.values(found.results).some((result) => result.source === 'Mixpanel');
  const event = first !== undefined && 'event' in first ? JSON.stringify(first.event) : undefined;
  return [
    ...(event !== undefined && first?.query !== 'breakdown' ? [`What stands behind it: ask for ${event} by a property.`] : []),
    ...(event !== undefined && first?.query === 'trend' ? [`What changed: ask to compare ${event} with the time before.`] : []),
    ...(isLive && first !== undefined
      ? [`fetch_events ${first.from_date} to ${first.to_date} once, then such questions cost no quota and sql can go deeper.`]
      : []),
  ];
}
