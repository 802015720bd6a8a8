// The list of what can be asked: method, path, API family, quota, handler. A `{}` in a path is one part of any text.

import { activityFeed } from '../endpoints/activity.ts';
import { annotations, annotationTags, oldAnnotations } from '../endpoints/annotations.ts';
import { bookmarks } from '../endpoints/bookmarks.ts';
import { listCohorts } from '../endpoints/cohorts.ts';
import { type EngageSessions, engage } from '../endpoints/engage.ts';
import { profileNumbers, profilePropertyNames } from '../endpoints/engage-numbers.ts';
import { countsByValue, eventCounts, topEvents } from '../endpoints/event-counts.ts';
import { eventNames } from '../endpoints/event-names.ts';
import { propertyNames, propertyValues } from '../endpoints/event-properties.ts';
import { exportEvents } from '../endpoints/export.ts';
import { flows } from '../endpoints/flows.ts';
import { funnels, listFunnels } from '../endpoints/funnels.ts';
import { insights } from '../endpoints/insights.ts';
import { jql } from '../endpoints/jql.ts';
import { allSchemas, oneSchema, schemasOfType } from '../endpoints/lexicon.ts';
import { me, workspaces } from '../endpoints/me.ts';
import { addiction, retention } from '../endpoints/retention.ts';
import { segmentation } from '../endpoints/segmentation.ts';
import { averageSegmentation, numericSegmentation, sumSegmentation } from '../endpoints/segmentation-numbers.ts';
import type { QuotaKind } from '../quota.ts';
import type { Family } from './api-error.ts';
import type { Handler } from './call.ts';

export interface Route {
  readonly path: string;
  readonly methods: readonly string[];
  readonly family: Family;
  readonly quota: QuotaKind | undefined;
  readonly handle: Handler;
  /** The answer names its errors under 200, so that the status says nothing. */
  readonly errorsIn200: boolean;
}

const GET = ['GET'];
const BOTH = ['GET', 'POST'];

function query(path: string, methods: readonly string[], handle: Handler): Route {
  return { path: `/api/query/${path}`, methods, family: 'query', quota: 'query', handle, errorsIn200: false };
}

function app(path: string, handle: Handler, quota?: QuotaKind): Route {
  return { path: `/api/app/${path}`, methods: GET, family: 'app', quota, handle, errorsIn200: false };
}

export function makeRoutes(sessions: EngageSessions): Route[] {
  return [
    { path: '/api/2.0/export', methods: GET, family: 'export', quota: 'export', handle: exportEvents, errorsIn200: false },
    query('events/names', GET, eventNames),
    query('events/top', GET, topEvents),
    query('events', GET, eventCounts),
    query('events/properties', GET, countsByValue),
    query('events/properties/top', GET, propertyNames),
    query('events/properties/values', GET, propertyValues),
    query('segmentation', GET, segmentation),
    query('segmentation/numeric', GET, numericSegmentation),
    query('segmentation/sum', GET, sumSegmentation),
    query('segmentation/average', GET, averageSegmentation),
    query('funnels/list', GET, listFunnels),
    query('funnels', GET, funnels),
    query('retention', GET, retention),
    query('retention/addiction', GET, addiction),
    { ...query('insights', BOTH, insights), errorsIn200: true },
    { ...query('arb_funnels', BOTH, flows), errorsIn200: true },
    query('engage', BOTH, (call) => engage(call, sessions)),
    query('engage/properties', GET, profilePropertyNames),
    query('engage/stats', BOTH, profileNumbers),
    query('cohorts/list', BOTH, listCohorts),
    query('stream/query', GET, activityFeed),
    query('jql', BOTH, jql),
    query('annotations', GET, oldAnnotations),
    app('me', me),
    app('projects/{}/workspaces/public', workspaces),
    app('projects/{}/bookmarks', bookmarks),
    app('projects/{}/schemas', allSchemas, 'schemas'),
    app('projects/{}/schemas/{}', schemasOfType, 'schemas'),
    app('projects/{}/schemas/{}/{}', oneSchema, 'schemas'),
    app('projects/{}/annotations', annotations),
    app('projects/{}/annotations/tags', annotationTags),
  ];
}

export interface Match {
  readonly route: Route;
  readonly parts: readonly string[];
}

/** `/api/2.0/...` is the old name of `/api/query/...`, except for the export. */
function withoutAlias(path: string): string {
  return path.startsWith('/api/2.0/') && path !== '/api/2.0/export' ? `/api/query/${path.slice('/api/2.0/'.length)}` : path;
}

function matchParts(pattern: string, path: string): string[] | undefined {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const parts: string[] = [];
  for (const [index, part] of wanted.entries()) {
    const text = given[index] ?? '';
    if (part === '{}' && text !== '') parts.push(decodePart(text));
    else if (part !== text) return undefined;
  }
  return parts;
}

function decodePart(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function findRoute(routes: readonly Route[], rawPath: string): Match | undefined {
  const path = withoutAlias(rawPath.length > 1 && rawPath.endsWith('/') ? rawPath.slice(0, -1) : rawPath);
  for (const route of routes) {
    const parts = matchParts(route.path, path);
    if (parts !== undefined) return { route, parts };
  }
  return undefined;
}
