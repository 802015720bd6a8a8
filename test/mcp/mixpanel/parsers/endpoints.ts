// Every endpoint the product asks, with a question for each.
import { activityFeed } from '#mcp/mixpanel/activity.ts';
import { savedReports } from '#mcp/mixpanel/bookmarks.ts';
import { eventCounts, propertyCounts } from '#mcp/mixpanel/events.ts';
import { savedFlow } from '#mcp/mixpanel/flows.ts';
import { frequency } from '#mcp/mixpanel/frequency.ts';
import { funnel } from '#mcp/mixpanel/funnels.ts';
import type { MixpanelHttp } from '#mcp/mixpanel/http.ts';
import { savedReport } from '#mcp/mixpanel/insights.ts';
import { runJql } from '#mcp/mixpanel/jql.ts';
import { lexiconEntries, lexiconEntry } from '#mcp/mixpanel/lexicon.ts';
import { eventNames, propertyNames, propertyValues, savedCohorts, savedFunnels, topEvents } from '#mcp/mixpanel/lists.ts';
import { profilePage } from '#mcp/mixpanel/profiles.ts';
import { projectFacts } from '#mcp/mixpanel/project.ts';
import { retention, savedRetention } from '#mcp/mixpanel/retention.ts';
import { segmentation } from '#mcp/mixpanel/segmentation.ts';
import { numberSegmentation, numericSegmentation } from '#mcp/mixpanel/segmentation-numbers.ts';
import { CALL } from './canned-client.ts';

export const DAYS = { fromDate: '2026-05-01', toDate: '2026-05-03', timezone: 'Europe/Vienna' };
const numbers = { ...DAYS, unit: 'day', event: 'Sold', on: 'properties["price"]' } as const;

export const ASK = {
  'events/names': (http: MixpanelHttp) => eventNames(http, CALL),
  'events/top': (http: MixpanelHttp) => topEvents(http, { type: 'general', limit: 10 }, CALL),
  events: (http: MixpanelHttp) => eventCounts(http, { ...DAYS, unit: 'day', events: ['Sold', 'Returned'], type: 'general' }, CALL),
  'events/properties': (http: MixpanelHttp) =>
    propertyCounts(http, { ...DAYS, unit: 'day', event: 'Sold', property: 'colour', type: 'general', limit: 9 }, CALL),
  'events/properties/top': (http: MixpanelHttp) => propertyNames(http, 'Sold', CALL),
  'events/properties/values': (http: MixpanelHttp) => propertyValues(http, { event: 'Sold', property: 'colour', limit: 5 }, CALL),
  segmentation: (http: MixpanelHttp) => segmentation(http, { ...DAYS, unit: 'day', event: 'Sold', on: 'properties["colour"]' }, CALL),
  'segmentation/numeric': (http: MixpanelHttp) => numericSegmentation(http, { ...numbers, type: 'general' }, CALL),
  'segmentation/sum': (http: MixpanelHttp) => numberSegmentation(http, 'sum', numbers, CALL),
  'segmentation/average': (http: MixpanelHttp) => numberSegmentation(http, 'average', numbers, CALL),
  'funnels/list': (http: MixpanelHttp) => savedFunnels(http, CALL),
  funnels: (http: MixpanelHttp) => funnel(http, { ...DAYS, funnelId: 7, unit: 'day' }, CALL),
  retention: (http: MixpanelHttp) =>
    retention(http, { ...DAYS, bornEvent: 'Sold', event: 'Sold', unit: 'day', interval: 1, intervalCount: 3 }, CALL),
  'retention (saved)': (http: MixpanelHttp) => savedRetention(http, { ...DAYS, bookmarkId: 8 }, CALL),
  'retention/addiction': (http: MixpanelHttp) => frequency(http, { ...DAYS, unit: 'day', addictionUnit: 'hour' }, CALL),
  insights: (http: MixpanelHttp) => savedReport(http, 9, CALL),
  arb_funnels: (http: MixpanelHttp) => savedFlow(http, 10, CALL),
  engage: (http: MixpanelHttp) => profilePage(http, {}, { page: 0 }, CALL),
  'cohorts/list': (http: MixpanelHttp) => savedCohorts(http, CALL),
  'stream/query': (http: MixpanelHttp) => activityFeed(http, { ...DAYS, distinctIds: ['u-1'] }, CALL),
  jql: (http: MixpanelHttp) => runJql(http, { script: 'function main() {\n  return wrong;\n}' }, CALL),
  bookmarks: (http: MixpanelHttp) => savedReports(http, '12345', 'flows', CALL),
  schemas: (http: MixpanelHttp) => lexiconEntries(http, '12345', undefined, CALL),
  'schemas (of events)': (http: MixpanelHttp) => lexiconEntries(http, '12345', 'event', CALL),
  'schemas (one)': (http: MixpanelHttp) => lexiconEntry(http, '12345', { type: 'event', name: 'Sold/Bought 100 %' }, CALL),
  me: (http: MixpanelHttp) => projectFacts(http, '12345', CALL),
} as const;

export type Endpoint = keyof typeof ASK;
export const ENDPOINTS = Object.keys(ASK) as Endpoint[];
/** The App API: no parameters but its own. */
export const APP: readonly Endpoint[] = ['bookmarks', 'schemas', 'schemas (of events)', 'schemas (one)', 'me'];
