// Which questions a goal is answered with: chosen for the stage it is about, for the events and properties it speaks of, and for what
// the project has. Every question has a kind that knows how to answer it and what that costs.
import { looksLike, type Role } from '../../analysis/health/event-roles.ts';
import { mostSpokenOf, type StageName, spokenOf } from '../../analysis/health/goal.ts';
import type { SavedFunnel } from '../../mixpanel/lists.ts';
import type { ChosenEvents } from './chosen-events.ts';
import { WITHIN_DAYS } from './stages.ts';

export type Question = { question: string; context: string } & (
  | { kind: 'trend'; event: string }
  | { kind: 'breakdown'; event: string }
  | { kind: 'retention'; event: string; returnEvent: string | undefined }
  | { kind: 'rate'; event: string; next: string }
  | { kind: 'funnel'; funnel: SavedFunnel }
);
export type QuestionKind = Question['kind'];

/** As mp_mcp named the queries. */
export const QUERY_TYPES: Record<QuestionKind, string> = {
  trend: 'segmentation',
  breakdown: 'property_counts',
  retention: 'retention',
  rate: 'retention',
  funnel: 'funnel',
};

/** Query calls without a local table, beside those that all questions share. Funnels are always asked at Mixpanel. */
export const CALLS: Record<QuestionKind, number> = { trend: 0, breakdown: 2, retention: 2, rate: 2, funnel: 2 };

export interface Choice {
  goal: string;
  category: StageName;
  chosen: ChosenEvents;
  funnels: readonly SavedFunnel[];
}

/** The event the goal speaks of, else the one that stands for its stage. */
export function mainEvent({ goal, category, chosen }: Omit<Choice, 'funnels'>): string | undefined {
  const { events, names, proposed } = chosen;
  const ofStage = category === 'retention' ? [] : (proposed[category] ?? []);
  const spoken = mostSpokenOf(goal, ofStage) ?? mostSpokenOf(goal, names ?? []);
  if (spoken !== undefined) return spoken;
  return category === 'retention' ? undefined : events[category];
}

export function questionsFor(choice: Choice): Question[] {
  const { category, chosen } = choice;
  const { acquisition } = chosen.events;
  const main = mainEvent(choice);
  const next = main === acquisition ? chosen.events.activation : main;
  const trendEvent = main ?? acquisition;
  const questions = {
    trend: trendEvent === undefined ? [] : [trend(trendEvent)],
    breakdown: trendEvent === undefined ? [] : [breakdown(trendEvent)],
    retention: acquisition === undefined ? [] : [retention(acquisition, undefined)],
    backTo: acquisition === undefined || main === undefined || main === acquisition ? [] : [retention(acquisition, main)],
    rate: acquisition === undefined || next === undefined ? [] : [rate(acquisition, next)],
    activation: acquisition === undefined || chosen.events.activation === undefined ? [] : [rate(acquisition, chosen.events.activation)],
    funnel: funnelQuestion(choice, trendEvent),
  };
  const order: Record<StageName, (keyof typeof questions)[]> = {
    acquisition: ['trend', 'breakdown', 'funnel', 'rate', 'retention'],
    activation: ['rate', 'trend', 'funnel', 'breakdown', 'retention'],
    retention: ['retention', 'backTo', 'activation', 'trend', 'breakdown', 'funnel'],
    revenue: ['trend', 'rate', 'breakdown', 'funnel', 'retention'],
    referral: ['trend', 'rate', 'breakdown', 'retention', 'funnel'],
  };
  const all = order[category].flatMap((key) => questions[key]);
  return all.filter((each, index) => all.findIndex((other) => other.question === each.question) === index);
}

function quoted(name: string): string {
  return JSON.stringify(name);
}

function trend(event: string): Question {
  const context = 'events and users per day, against the period before';
  return { kind: 'trend', event, question: `Has ${quoted(event)} become more or less than before?`, context };
}

function breakdown(event: string): Question {
  const context = 'shares of the values of a property, and which of them changed';
  return { kind: 'breakdown', event, question: `Where does ${quoted(event)} come from, and has that changed?`, context };
}

function retention(event: string, returnEvent: string | undefined): Question {
  const back = returnEvent === undefined ? 'come back' : `come back to ${quoted(returnEvent)}`;
  const context = 'days 1, 7 and 30 of people for whom those days are over';
  return { kind: 'retention', event, returnEvent, question: `Do people who did ${quoted(event)} ${back}?`, context };
}

function rate(event: string, next: string): Question {
  const question = `How many of those who did ${quoted(event)} do ${quoted(next)} within ${WITHIN_DAYS} days?`;
  return { kind: 'rate', event, next, question, context: 'people for whom those days are over' };
}

/** The saved funnel whose name fits the goal, the event or the stage; none when none fits. */
function funnelQuestion({ goal, category, funnels }: Choice, event: string | undefined): Question[] {
  const role: Role | undefined = category === 'retention' ? undefined : category;
  const scoreOf = ({ name }: SavedFunnel): number =>
    2 * spokenOf(goal, name) + (event === undefined ? 0 : spokenOf(event, name)) + (role !== undefined && looksLike(role, name) ? 0.5 : 0);
  const [best] = funnels
    .map((funnel) => ({ funnel, score: scoreOf(funnel) }))
    .filter(({ score }) => score >= 0.5)
    .toSorted((a, b) => b.score - a.score);
  if (best === undefined) return [];
  const { funnel } = best;
  const question = `How many get through the saved funnel ${quoted(funnel.name)}, and where are most lost?`;
  return [{ kind: 'funnel', funnel, question, context: `saved funnel ${funnel.funnelId}` }];
}
