// Which properties a diagnosis splits by when nobody says: the usual ones that the event has, and its own that look like a
// classification. Each costs a query call when no local table holds the days, so there are few of them.
import type { ToolContext } from '../server/tool-definition.ts';

/** As mp_mcp had them, the more general before the more special: of two names for the same events the first is told. */
const USUAL = ['$os', '$browser', 'mp_country_code', '$region', '$city', 'mp_lib', '$device'] as const;
/** Names under which products keep where people come from and what they use, the ones that say most first. */
const TELLING = [
  ...['channel', 'campaign', 'source', 'medium', 'platform', 'version', 'release', 'plan', 'tier', 'variant'],
  ...['type', 'method', 'language', 'locale', 'country', 'currency', 'referr'],
];
/** Identifiers and plumbing: every event has another one. */
const NEVER =
  /(^|[_$ ])(id|ids|uuid|time|timestamp|url|insert|device_id|user_id|session)([_ ]|$)|timestamp|_ms$|^\$(mp_|insert|distinct|user_id|device_id)|duration|amount|price/i;
const MAX_OWN = 6;
/** Without a local table each property is one of 60 calls an hour. */
const MAX_LIVE = 8;
const MAX_OWN_LIVE = 3;

/** `isFree`: a local table answers, so that more can be looked at. */
export async function usefulDimensions(event: string, isFree: boolean, context: ToolContext): Promise<string[]> {
  const { names } = await context.workspace();
  const seen = await names.properties(event, context.call);
  const has = new Set(seen.map((property) => property.name));
  const usual = USUAL.filter((name) => has.has(name));
  const own = seen
    .map((property) => property.name)
    .filter((name) => telling(name) < TELLING.length && !NEVER.test(name) && !USUAL.some((each) => each === name))
    .toSorted((a, b) => telling(a) - telling(b))
    .slice(0, isFree ? MAX_OWN : MAX_OWN_LIVE);
  const general = seen.length === 0 ? [...USUAL] : usual;
  return isFree ? [...general, ...own] : [...general.slice(0, MAX_LIVE - own.length), ...own];
}

function telling(name: string): number {
  const at = TELLING.findIndex((word) => name.toLowerCase().includes(word));
  return at < 0 ? TELLING.length : at;
}
