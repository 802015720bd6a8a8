// A question becomes a plan without any model: what it asks for (its verbs), of which event, split or limited by what, on which days.
// What it does not say is filled in and told; what cannot be read is asked back, with the nearest names.
import type { SavedFunnel } from '../../../mixpanel/lists.ts';
import { type EventMention, exactEvents, likelyEvents, nearbyEvents } from './find-events.ts';
import { type FilterWish, filterWish, type PropertyWish, splitWish } from './find-property.ts';
import type { Plan, Query } from './plan.ts';
import { type Days, previousOf, readTime } from './time-words.ts';
import { fold, nameWords, textWords } from './words.ts';

/** What is known of the project; each is asked for only when the question needs it. */
export interface ProjectWords {
  events: readonly string[];
  properties(event: string): Promise<readonly string[]>;
  funnels(): Promise<readonly SavedFunnel[]>;
}

export interface AskedQuestion {
  question: string;
  today: string;
  /** From the arguments, for a question that names no time. */
  days: Days;
}

export interface Unclear {
  kind: 'unclear';
  why: string;
  closest: string[];
  /** Nothing was recognised: somebody else may read it. Closed when what is asked for does not exist. */
  isOpen: boolean;
}

export type Reading = { kind: 'plan'; plan: Plan; notes: string[] } | Unclear;

type Intent = 'diagnose' | 'retention' | 'funnel' | 'top' | 'compare' | 'users' | 'trend';

const INTENTS: readonly [Intent, RegExp][] = [
  ['diagnose', /\b(?:why|warum|wieso|weshalb|what caused|reasons? for|ursachen?)\b/],
  [
    'retention',
    /\b(?:retention|retained?|retaining|come back|came back|coming back|return(?:ed|ing)?|churn\w*|wiederkomm\w*|wiederkehr\w*|zuruckge?komm\w*|kommen zuruck|kamen zuruck|stay(?:ed)?)\b/,
  ],
  ['funnel', /\b(?:funnels?|conversions?|converts?|converted|converting|drop.?off|trichter|konversion\w*|konvertier\w*)\b/],
  [
    'compare',
    /\b(?:compar\w*|versus|vs|vergleich\w*|verglichen|gegenuber|chang(?:e|ed|ing)|verander\w*|grow(?:n|th|ing)?|grew|gewachsen|wachstum|more .* than|less .* than|fewer .* than|mehr .* als|weniger .* als)\b/,
  ],
  [
    'users',
    /\b(?:users?|people|persons?|customers?|visitors?|who|unique|dau|wau|mau|nutzer\w*|leute|personen|kunden|kundinnen|menschen|besucher\w*|wer)\b/,
  ],
];
const TOP =
  /\b(?:top|most (?:common|frequent|popular|used)|list|which events|what events|haufigste\w*|meisten|welche (?:events?|ereignisse))\b/;
const UPWARDS =
  /\b(?:rise|rose|risen|spikes?|spiked|jump(?:ed)?|increas\w*|surge\w*|grow\w*|grew|up|anstieg\w*|gestiegen|stieg|zugenommen)\b/;

export async function readQuestion({ question, today, days }: AskedQuestion, words: ProjectWords): Promise<Reading> {
  const exact = exactEvents(question, words.events);
  const time = readTime(exact.rest, today);
  const folded = fold(exact.rest);
  const intent = INTENTS.find(([, pattern]) => pattern.test(folded))?.[0] ?? 'trend';
  const [span = days, second] = time.spans;
  const [unknown] = exact.unknown;
  if (unknown !== undefined && exact.mentions.length === 0) {
    return unclear(`The project has had no event named ${JSON.stringify(unknown.name)} in the last 31 days.`, unknown.closest);
  }
  if (intent === 'funnel') return funnelPlan(question, span, words);
  const mentions =
    exact.mentions.length > 0 ? exact.mentions.toSorted((a, b) => a.at - b.at) : likelyEvents(eventText(time.rest), words.events);
  const [first] = mentions;
  if (first === undefined) {
    if (TOP.test(folded)) return planned([{ query: 'top_events', ...named(span) }], 'A ranking of all events.', []);
    return unclear('The question names no event of this project that could be recognised.', nearbyEvents(time.rest, words.events), true);
  }
  // Two events against each other are not two periods.
  const wantsPrevious = time.wantsPrevious || (intent === 'compare' && mentions.length === 1);
  const comparison = second ?? (wantsPrevious ? previousOf(span) : undefined);
  return eventPlan({ intent, mentions, first, span, comparison, rest: blanked(time.rest, exact.mentions), folded }, words);
}

/** Words of splits and filters are not words of events. */
function eventText(rest: string): string {
  return rest.replaceAll(/\b(?:events?|ereignisse?s?|users?|nutzer)\b/gi, (word) => ' '.repeat(word.length));
}

function blanked(rest: string, mentions: readonly EventMention[]): string {
  return mentions.reduce((text, { at, event }) => `${text.slice(0, at)}${' '.repeat(event.length)}${text.slice(at + event.length)}`, rest);
}

interface EventQuestion {
  intent: Intent;
  mentions: readonly EventMention[];
  first: EventMention;
  span: Days;
  comparison: Days | undefined;
  rest: string;
  folded: string;
}

async function eventPlan(asked: EventQuestion, words: ProjectWords): Promise<Reading> {
  const { intent, mentions, first, span, comparison, rest, folded } = asked;
  const notes = mentions.flatMap(mentionNotes);
  const event = first.event;
  if (intent === 'retention') {
    const returning = mentions[1]?.event ?? null;
    return planned([{ query: 'retention', born_event: event, return_event: returning, ...named(span) }], 'Who comes back.', notes);
  }
  if (intent === 'diagnose') {
    const direction = UPWARDS.test(folded) ? 'up' : 'down';
    const queries: Query[] = [{ query: 'diagnose', event, direction, ...named(span) }];
    if (span.from !== span.to) queries.unshift(comparing(event, 'events', span, comparison ?? previousOf(span)));
    return planned(queries, 'Whether the event really changed, and what explains it.', notes);
  }
  const wishes = await findWishes(event, rest, words);
  if ('kind' in wishes) return wishes;
  const where = wishes.where === undefined ? {} : { where: wishes.where };
  const measure = intent === 'users' || (comparison !== undefined && USERS.test(folded)) ? 'users' : 'events';
  const events =
    mentions.length > 1 && comparison === undefined && wishes.split === undefined
      ? mentions.slice(0, 3).map((each) => each.event)
      : [event];
  const queries: Query[] = [];
  if (wishes.split !== undefined) {
    const { split } = wishes;
    queries.push({ query: 'breakdown', event, property: split, ...named(span) });
    if (comparison !== undefined) queries.push({ query: 'breakdown', event, property: split, ...named(comparison) });
    if (wishes.where !== undefined)
      notes.push(`The split is over all values; ${wishes.where.property} = ${wishes.where.equals} was counted apart.`);
  }
  if (comparison !== undefined) queries.push({ ...comparing(event, measure, span, comparison), ...where });
  else if (wishes.split === undefined || wishes.where !== undefined) {
    for (const each of events) queries.push({ query: measure === 'users' ? 'users' : 'trend', event: each, ...named(span), ...where });
  }
  return planned(queries, REASONS[queries[0]?.query ?? 'trend'], notes);
}

const USERS = INTENTS.find(([intent]) => intent === 'users')?.[1] ?? /(?!)/;
const REASONS: Partial<Record<Query['query'], string>> & { trend: string } = {
  trend: 'How often it happened.',
  users: 'How many people did it.',
  breakdown: 'How often it happened, by value.',
  compare_periods: 'Two periods compared.',
};

function mentionNotes({ event, isExact, others }: EventMention): string[] {
  if (isExact) return [];
  const also = others.length === 0 ? '' : ` Also near: ${others.map((name) => JSON.stringify(name)).join(', ')}.`;
  return [`The question was taken to mean the event ${JSON.stringify(event)}.${also}`];
}

function named({ from, to }: Days): { from_date: string; to_date: string } {
  return { from_date: from, to_date: to };
}

/** The later period is the one that is compared, in whatever order they were said. */
function comparing(event: string, measure: 'events' | 'users', a: Days, b: Days): Extract<Query, { query: 'compare_periods' }> {
  const [now, before] = a.from >= b.from ? [a, b] : [b, a];
  return { query: 'compare_periods', event, measure, ...named(now), previous_from_date: before.from, previous_to_date: before.to };
}

function planned(queries: Query[], reasoning: string | undefined, notes: string[]): Reading {
  return { kind: 'plan', plan: { queries: queries.slice(0, 4), reasoning: reasoning ?? '' }, notes };
}

function unclear(why: string, closest: string[], isOpen = false): Unclear {
  return { kind: 'unclear', why, closest, isOpen };
}

interface Wishes {
  split: string | undefined;
  where: { property: string; equals: string } | undefined;
}

/** Splits and filters with the event's own names; asked for only when the question has any. */
async function findWishes(event: string, rest: string, words: ProjectWords): Promise<Wishes | Unclear> {
  if (splitWish(rest, [], event) === undefined && filterWish(rest, []) === undefined && !/\b(?:which|what|top|welche\w*)\b/i.test(rest)) {
    return { split: undefined, where: undefined };
  }
  const known = await words.properties(event);
  const [split, where] = [splitWish(rest, known, event), filterWish(rest, known)];
  const [splitName, whereName] = [nameOf(split, known), nameOf(where, known)];
  const missing =
    split !== undefined && splitName === undefined ? split : where !== undefined && whereName === undefined ? where : undefined;
  if (missing !== undefined) {
    const nearest = known.filter((name) => !/^\$(?:insert|mp_|device_id|user_id)/.test(name)).slice(0, 12);
    return unclear(
      `${JSON.stringify(event)} has no property that is called like ${JSON.stringify(missing.said)}. It has, among others: ${nearest.join(', ')}.`,
      [],
    );
  }
  return {
    split: splitName,
    where: where === undefined || whereName === undefined ? undefined : { property: whereName, equals: where.value },
  };
}

function nameOf(wish: PropertyWish | FilterWish | undefined, known: readonly string[]): string | undefined {
  return wish?.names.find((name) => known.includes(name));
}

async function funnelPlan(question: string, span: Days, words: ProjectWords): Promise<Reading> {
  const funnels = await words.funnels();
  const said = textWords(question).map((word) => word.stem);
  const scored = funnels
    .map((funnel) => {
      const own = [...new Set(nameWords(funnel.name))].filter((word) => word.length > 2 && word !== 'funnel');
      const hits = own.filter((word) => said.includes(word)).length;
      return { funnel, hits, share: own.length === 0 ? 0 : hits / own.length };
    })
    .filter(({ share, hits }) => hits > 0 && share >= 0.6)
    .sort((a, b) => b.share - a.share || b.hits - a.hits);
  const best = scored[0]?.funnel ?? (funnels.length === 1 ? funnels[0] : undefined);
  if (best !== undefined) {
    const notes = [`The question was taken to mean the saved funnel ${JSON.stringify(best.name)}.`];
    return planned([{ query: 'saved_funnel', funnel_id: best.funnelId, ...named(span) }], 'Conversion of a saved funnel.', notes);
  }
  const list = funnels.map((funnel) => JSON.stringify(funnel.name)).join(', ');
  const why = funnels.length === 0 ? 'The project has no saved funnels.' : `No saved funnel is called like that. Saved funnels: ${list}.`;
  return unclear(`Conversion is answered from saved funnels. ${why}`, []);
}
