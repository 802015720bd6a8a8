// One HTTP request to Mixpanel: address, authentication, parameters, time-outs. Nothing here waits or retries.
import type { Dispatcher } from 'undici';
import type { Region } from '#shared/model/account.ts';
import { type Api, apiUrl } from './hosts.ts';

const QUERY_TIMEOUT_MS = 60_000;
/** The first byte of a big export day takes long; a silence in mid-body does not. */
const EXPORT_HEADERS_TIMEOUT_MS = 15 * 60_000;
const BODY_IDLE_TIMEOUT_MS = 60_000;
/** From the request to the last byte: an answer that drips keeps neither its caller nor its place for ever. */
const QUERY_TIME_LIMIT_MS = 3 * 60_000;

export interface MixpanelAccount {
  username: string;
  secret: string;
  projectId: string;
  region: Region;
  workspaceId?: string | undefined;
  baseUrl?: string | undefined;
}

export type Params = Record<string, string | number | boolean | undefined>;

export interface Request {
  api: Api;
  method: 'GET' | 'POST';
  path: string;
  params?: Params;
  form?: Params;
}

/** Gives undici, loaded at the first request. */
export type UndiciRoad = () => Promise<{ dispatcher: Dispatcher; request: typeof import('undici').request }>;

export async function sendRequest(
  deps: { account: MixpanelAccount; road: UndiciRoad; queryTimeLimitMs?: number | undefined },
  request: Request,
  signal: AbortSignal | undefined,
): Promise<Dispatcher.ResponseData> {
  const { dispatcher, request: undiciRequest } = await deps.road();
  const isExport = request.api === 'export';
  return undiciRequest(address(deps.account, request), {
    method: request.method,
    dispatcher,
    headers: {
      authorization: `Basic ${Buffer.from(`${deps.account.username}:${deps.account.secret}`, 'utf8').toString('base64')}`,
      accept: isExport ? 'text/plain' : 'application/json',
      'accept-encoding': 'gzip',
      ...(request.form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
    },
    ...(request.form === undefined ? {} : { body: formText(request.form) }),
    headersTimeout: isExport ? EXPORT_HEADERS_TIMEOUT_MS : QUERY_TIMEOUT_MS,
    bodyTimeout: BODY_IDLE_TIMEOUT_MS,
    ...withSignal(isExport ? signal : limitedBy(signal, deps.queryTimeLimitMs ?? QUERY_TIME_LIMIT_MS)),
  });
}

function limitedBy(signal: AbortSignal | undefined, ms: number): AbortSignal {
  const limit = AbortSignal.timeout(ms);
  return signal === undefined ? limit : AbortSignal.any([signal, limit]);
}

function withSignal(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

/** project_id goes on query and export calls; app endpoints have it in the path and may refuse parameters they do not know. */
function address(account: MixpanelAccount, request: Request): URL {
  const url = new URL(apiUrl(request.api, account.region, account.baseUrl) + request.path);
  if (request.api !== 'app') url.searchParams.set('project_id', account.projectId);
  if (request.api === 'query' && account.workspaceId !== undefined) url.searchParams.set('workspace_id', account.workspaceId);
  for (const [name, value] of Object.entries(request.params ?? {})) if (value !== undefined) url.searchParams.set(name, String(value));
  return url;
}

function formText(form: Params): string {
  const out = new URLSearchParams();
  for (const [name, value] of Object.entries(form)) if (value !== undefined) out.set(name, String(value));
  return out.toString();
}

export function header(answer: Dispatcher.ResponseData, name: string): string | undefined {
  const value = answer.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
