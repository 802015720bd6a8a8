// Where Mixpanel's APIs live, per region. One configured origin (a proxy, the demo, a test) can stand for all of them.
// Source: Mixpanel API docs, "Regions"; the export host differs from the query host, and its EU form is data-eu, not eu.data.
import type { Region } from '#shared/model/account.ts';

export type Api = 'query' | 'export' | 'app';

const QUERY_HOST: Record<Region, string> = { us: 'mixpanel.com', eu: 'eu.mixpanel.com', in: 'in.mixpanel.com' };
const EXPORT_HOST: Record<Region, string> = { us: 'data.mixpanel.com', eu: 'data-eu.mixpanel.com', in: 'data-in.mixpanel.com' };
const PREFIX: Record<Api, string> = { query: '/api/query', export: '/api/2.0', app: '/api/app' };

export function apiUrl(api: Api, region: Region, baseUrl: string | undefined): string {
  const host = api === 'export' ? EXPORT_HOST[region] : QUERY_HOST[region];
  return `${baseUrl ?? `https://${host}`}${PREFIX[api]}`;
}
