// The names of a project, asked once for all who need them: tools that check a name, completion, resources. Kept five minutes.

import type { CallOptions, MixpanelHttp } from '../mixpanel/http.ts';
import { type Cohort, eventNames, propertyNames, type SavedFunnel, savedCohorts, savedFunnels } from '../mixpanel/lists.ts';
import { createKnownLexicon, type KnownLexicon } from './known-lexicon.ts';
import { createOnceCache } from './once-cache.ts';

export const NAMES_TTL_MS = 5 * 60_000;
const MAX_EVENTS_WITH_PROPERTIES = 200;

export interface SeenProperty {
  name: string;
  /** Events with this property, null when Mixpanel did not say. */
  count: number | null;
}

export interface KnownNames {
  events(call: CallOptions): Promise<string[]>;
  properties(event: string, call: CallOptions): Promise<SeenProperty[]>;
  funnels(call: CallOptions): Promise<SavedFunnel[]>;
  cohorts(call: CallOptions): Promise<Cohort[]>;
  /** What the team wrote down about them. */
  lexicon: KnownLexicon;
  clear(): void;
}

export function createKnownNames(http: MixpanelHttp, projectId: string, now: () => number): KnownNames {
  const events = createOnceCache<string[]>({ max: 1, now });
  const properties = createOnceCache<SeenProperty[]>({ max: MAX_EVENTS_WITH_PROPERTIES, now });
  const funnels = createOnceCache<SavedFunnel[]>({ max: 1, now });
  const cohorts = createOnceCache<Cohort[]>({ max: 1, now });
  const lexicon = createKnownLexicon(http, projectId, now);
  return {
    lexicon,
    events: async (call) => (await events.get('', NAMES_TTL_MS, call.signal, () => eventNames(http, call))).value,
    properties: async (event, call) =>
      (await properties.get(event, NAMES_TTL_MS, call.signal, () => propertyNames(http, event, call))).value,
    funnels: async (call) => (await funnels.get('', NAMES_TTL_MS, call.signal, () => savedFunnels(http, call))).value,
    cohorts: async (call) => (await cohorts.get('', NAMES_TTL_MS, call.signal, () => savedCohorts(http, call))).value,
    clear() {
      for (const each of [events, properties, funnels, cohorts, lexicon]) each.clear();
    },
  };
}
