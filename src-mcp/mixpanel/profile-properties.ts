// Names of the properties that profiles have, an endpoint that Mixpanel does not document: some entries come without a count.
import { z } from 'zod';
import type { CallOptions, MixpanelHttp } from './http.ts';
import { byText, parseAnswer } from './lists.ts';
import { Count } from './numbers.ts';

/** The server's own default is 255. */
const MAX_NAMES = 2_000;

export interface ProfileProperty {
  name: string;
  /** Profiles that have it, null when Mixpanel did not say. */
  count: number | null;
}

const Answer = z.looseObject({ results: z.record(z.string(), z.looseObject({ count: Count.nullish() })) });

/** Most frequent first. */
export async function profileProperties(http: MixpanelHttp, call: CallOptions): Promise<ProfileProperty[]> {
  const { results } = parseAnswer(Answer, await http.get('query', '/engage/properties', { limit: MAX_NAMES }, call), 'engage/properties');
  return Object.entries(results)
    .map(([name, { count }]) => ({ name, count: count ?? null }))
    .sort((a, b) => (b.count ?? -1) - (a.count ?? -1) || byText(a.name, b.name));
}
