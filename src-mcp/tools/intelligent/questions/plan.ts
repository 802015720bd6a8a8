// What a question can become: a few typed queries and nothing else. A plan, whoever made it, is data of these forms; no name of a
// method and no SQL ever reaches anything that runs.
import { z } from 'zod';
import { JsonRecord } from '#shared/model/json.ts';

export const MAX_QUERIES = 4;

const Name = z.string().min(1).max(255);
const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
/** Events whose property has this value, as text. */
const Where = z.strictObject({ property: Name, equals: z.string().max(255) }).nullish();
const days = { from_date: Day, to_date: Day };

const Trend = z.strictObject({ query: z.literal('trend'), event: Name, ...days, where: Where });
const Users = z.strictObject({ query: z.literal('users'), event: Name, ...days, where: Where });
const Breakdown = z.strictObject({ query: z.literal('breakdown'), event: Name, property: Name, ...days });
const ComparePeriods = z.strictObject({
  query: z.literal('compare_periods'),
  event: Name,
  measure: z.enum(['events', 'users']),
  ...days,
  previous_from_date: Day,
  previous_to_date: Day,
  where: Where,
});
const Retention = z.strictObject({ query: z.literal('retention'), born_event: Name, return_event: Name.nullish(), ...days });
const SavedFunnel = z.strictObject({ query: z.literal('saved_funnel'), funnel_id: z.number().int().positive(), ...days });
const TopEvents = z.strictObject({ query: z.literal('top_events'), ...days });
const Diagnose = z.strictObject({ query: z.literal('diagnose'), event: Name, direction: z.enum(['down', 'up']), ...days });

export const Query = z.discriminatedUnion('query', [Trend, Users, Breakdown, ComparePeriods, Retention, SavedFunnel, TopEvents, Diagnose]);
export type Query = z.output<typeof Query>;
export type QueryOf<Kind extends Query['query']> = Extract<Query, { query: Kind }>;

export const Plan = z.strictObject({ queries: z.array(Query).min(1).max(MAX_QUERIES), reasoning: z.string().max(500) });
export type Plan = z.output<typeof Plan>;

export function eventsOf(query: Query): string[] {
  if ('event' in query) return [query.event];
  if (query.query === 'retention') return [query.born_event, ...(query.return_event ? [query.return_event] : [])];
  return [];
}

/** The plan under the keys that mp_mcp's answers had. */
export function planAnswer({ queries, reasoning }: Plan) {
  const [first] = queries;
  return {
    intent: first?.query ?? '',
    query_type: first === undefined ? '' : QUERY_TYPES[first.query],
    queries: queries.map(({ query, ...params }) => ({ method: query, params: JsonRecord.parse(JSON.parse(JSON.stringify(params))) })),
    date_range: { from_date: first?.from_date ?? '', to_date: first?.to_date ?? '' },
    comparison_needed: queries.some(({ query }) => query === 'compare_periods'),
    reasoning,
  };
}

const QUERY_TYPES: Record<Query['query'], string> = {
  trend: 'trend',
  users: 'trend',
  breakdown: 'distribution',
  compare_periods: 'comparison',
  retention: 'retention',
  saved_funnel: 'conversion',
  top_events: 'distribution',
  diagnose: 'comparison',
};
