// Names: events, properties, values, and the saved funnels and cohorts. Mixpanel's lists come in no reliable order.
import { z } from 'zod';
import { AppError } from '#shared/errors.ts';
import type { CallOptions, MixpanelHttp } from './http.ts';

/** Above 5,000 the server clamps silently. */
const MAX_EVENT_NAMES = 5_000;
/** The server's own default is 10. */
const MAX_PROPERTY_NAMES = 2_000;

export interface SavedFunnel {
  funnelId: number;
  name: string;
}

export interface Cohort {
  id: number;
  name: string;
  count: number;
  description: string;
  /** As Mixpanel writes it, e.g. `2026-02-03 14:05:06`, without a zone. */
  created: string;
  isVisible: boolean;
}

export interface TopEvent {
  event: string;
  count: number;
  /** A fraction: 0.125 is +12.5 % against yesterday. */
  percentChange: number;
}

const Names = z.array(z.string());
const Funnels = z.array(z.looseObject({ funnel_id: z.coerce.number(), name: z.string().nullish() }));
const Cohorts = z.array(
  z.looseObject({
    id: z.coerce.number(),
    name: z.string(),
    count: z.coerce.number().nullish(),
    description: z.string().nullish(),
    created: z.string().nullish(),
    is_visible: z.union([z.boolean(), z.coerce.number()]).nullish(),
  }),
);
const Top = z.looseObject({
  events: z.array(z.looseObject({ event: z.string(), amount: z.coerce.number(), percent_change: z.coerce.number().nullish() })),
});
const PropertyCount = z.union([z.number(), z.looseObject({ count: z.coerce.number().optional() })]);
const Properties = z.record(z.string(), PropertyCount);

export async function eventNames(http: MixpanelHttp, call: CallOptions): Promise<string[]> {
  const answer = await http.get('query', '/events/names', { type: 'general', limit: MAX_EVENT_NAMES }, call);
  return parseAnswer(Names, answer, 'events/names').sort(byText);
}

/** Property names of one event with how often each was seen (null when Mixpanel did not say), most frequent first. */
export async function propertyNames(
  http: MixpanelHttp,
  event: string,
  call: CallOptions,
): Promise<{ name: string; count: number | null }[]> {
  const answer = await http.get('query', '/events/properties/top', { event, limit: MAX_PROPERTY_NAMES }, call);
  const properties = parseAnswer(Properties, answer, 'events/properties/top');
  return Object.entries(properties)
    .map(([name, value]) => ({ name, count: typeof value === 'number' ? value : (value.count ?? null) }))
    .sort((a, b) => (b.count ?? -1) - (a.count ?? -1) || byText(a.name, b.name));
}

/** Values as text, in Mixpanel's order. */
export async function propertyValues(
  http: MixpanelHttp,
  input: { event: string; property: string; limit: number },
  call: CallOptions,
): Promise<string[]> {
  const answer = await http.get(
    'query',
    '/events/properties/values',
    { event: input.event, name: input.property, limit: input.limit },
    call,
  );
  return parseAnswer(z.array(z.unknown()), answer, 'events/properties/values').map((value) =>
    typeof value === 'string' ? value : JSON.stringify(value),
  );
}

export async function topEvents(
  http: MixpanelHttp,
  input: { type: 'general' | 'unique' | 'average'; limit: number },
  call: CallOptions,
): Promise<TopEvent[]> {
  const answer = await http.get('query', '/events/top', { type: input.type, limit: input.limit }, call);
  return parseAnswer(Top, answer, 'events/top')
    .events.map((row) => ({ event: row.event, count: row.amount, percentChange: row.percent_change ?? 0 }))
    .sort((a, b) => b.count - a.count || byText(a.event, b.event))
    .slice(0, input.limit);
}

export async function savedFunnels(http: MixpanelHttp, call: CallOptions): Promise<SavedFunnel[]> {
  const answer = await http.get('query', '/funnels/list', {}, call);
  return parseAnswer(Funnels, answer, 'funnels/list')
    .map((row) => ({ funnelId: row.funnel_id, name: row.name ?? '' }))
    .sort((a, b) => byText(a.name, b.name) || a.funnelId - b.funnelId);
}

export async function savedCohorts(http: MixpanelHttp, call: CallOptions): Promise<Cohort[]> {
  const answer = await http.postForm('query', '/cohorts/list', {}, call);
  return parseAnswer(Cohorts, answer, 'cohorts/list')
    .map((row) => ({
      id: row.id,
      name: row.name,
      count: row.count ?? 0,
      description: row.description ?? '',
      created: row.created ?? '',
      isVisible: row.is_visible === undefined || row.is_visible === null ? true : Boolean(row.is_visible),
    }))
    .sort((a, b) => byText(a.name, b.name) || a.id - b.id);
}

export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Unknown fields pass; a missing or odd one is an error with its name. */
export function parseAnswer<T>(schema: z.ZodType<T>, answer: unknown, endpoint: string): T {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue === undefined || issue.path.length === 0 ? 'the answer itself' : `the field ${issue.path.join('.')}`;
  throw new AppError('mixpanel', `Mixpanel's answer to ${endpoint} has an unexpected form: ${field}.`, {
    cause: parsed.error,
    hint: 'Mixpanel may have changed this endpoint; please report it.',
  });
}
