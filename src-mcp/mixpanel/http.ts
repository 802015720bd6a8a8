// Every request to Mixpanel passes here: authentication, quota, parallel limit, time-outs, retries, errors in our words.
// undici's raw client, not `fetch`: fetch accepts a cut gzip body without an error and hangs on a damaged one (measured), and
// redirects are never followed, so credentials go to the configured hosts only.
import { setTimeout as sleep } from 'node:timers/promises';
import PQueue from 'p-queue';
import type { Dispatcher } from 'undici';
import type { RawBody } from '#core/gunzip.ts';
import { AppError, cancelledError, isAbort } from '#shared/errors.ts';
import { errorFromAnswer, errorInside, isHourLimit, isQueryTimeout } from './answer-errors.ts';
import { parseExactly } from './exact-json.ts';
import type { Api } from './hosts.ts';
import type { Quota, QuotaKind } from './quota.ts';
import { type Failure, mayRetry, RETRY_AFTER_CAP_MS, retryAfterMs, retryDelayMs } from './retry.ts';
import { header, type MixpanelAccount, type Params, type Request, sendRequest, type UndiciRoad } from './send.ts';
import { rawBody, readText } from './strict-body.ts';

/** Mixpanel allows 5 query calls at once per project. */
const QUERY_CONCURRENCY = 5;
/** Mixpanel allows 100 exports at once; the writer of the lake is the limit here. */
const EXPORT_CONCURRENCY = 3;
/** When Mixpanel says the hour is used up but not until when. */
const UNKNOWN_HOUR_WAIT_MS = 5 * 60_000;

/** How one call behaves: who may cancel it, how long it may wait for quota and retries, who counts its requests. */
export interface CallOptions {
  signal?: AbortSignal | undefined;
  maxWaitMs?: number | undefined;
  /** Told before each request that is sent, with the hour's allowance it counts against; undefined: none. */
  onRequest?: ((kind: QuotaKind | undefined) => void) | undefined;
  onWait?: ((untilMs: number) => void) | undefined;
}

/** A call that cannot go within this time answers with the time at which it can, instead of hanging. */
export const DEFAULT_MAX_WAIT_MS = 15_000;

export interface MixpanelHttp {
  get(api: Api, path: string, params: Params, call: CallOptions): Promise<unknown>;
  postForm(api: Api, path: string, form: Params, call: CallOptions): Promise<unknown>;
  /** As postForm, but the text itself, so that large numbers keep their digits. */
  postFormText(api: Api, path: string, form: Params, call: CallOptions): Promise<string>;
  /** The bytes of an export as they come in. The stream fails when the transfer did not end cleanly. */
  exportBody(params: Params, call: CallOptions): Promise<RawBody>;
}

export interface HttpDeps {
  account: MixpanelAccount;
  quota: Quota;
  road: UndiciRoad;
  /** From a query's request to the last byte of its answer. */
  queryTimeLimitMs?: number;
  now?: () => number;
  random?: () => number;
}

interface FailedTry {
  failure: Failure;
  error: AppError;
  isHourUsedUp: boolean;
}

function quotaKind(request: Request): QuotaKind | undefined {
  return request.api === 'app' ? undefined : request.api;
}

export function createMixpanelHttp(deps: HttpDeps): MixpanelHttp {
  const now = deps.now ?? Date.now;
  const lanes: Record<QuotaKind, PQueue> = {
    query: new PQueue({ concurrency: QUERY_CONCURRENCY }),
    export: new PQueue({ concurrency: EXPORT_CONCURRENCY }),
  };

  async function attempt<T>(request: Request, call: CallOptions, read: (answer: Dispatcher.ResponseData) => Promise<T>): Promise<T> {
    const deadline = now() + (call.maxWaitMs ?? DEFAULT_MAX_WAIT_MS);
    const kind = quotaKind(request);
    for (let count = 1; ; count += 1) {
      const outcome = await once(request, call, deadline, read);
      if ('value' in outcome) return outcome.value;
      const delay = retryDelayMs(outcome.failure, count, now(), (deps.random ?? Math.random)());
      if (!mayRetry(outcome.failure, count) || now() + delay > deadline) {
        if (outcome.isHourUsedUp && kind !== undefined) deps.quota.closeUntil(kind, now() + UNKNOWN_HOUR_WAIT_MS);
        throw outcome.error;
      }
      call.onWait?.(now() + delay);
      await sleep(delay, undefined, call.signal === undefined ? {} : { signal: call.signal });
    }
  }

  async function once<T>(
    request: Request,
    call: CallOptions,
    deadline: number,
    read: (answer: Dispatcher.ResponseData) => Promise<T>,
  ): Promise<{ value: T } | FailedTry> {
    const kind = quotaKind(request);
    if (kind !== undefined) {
      await deps.quota.take(kind, { maxWaitMs: Math.max(0, deadline - now()), signal: call.signal, onWait: call.onWait });
    }
    call.onRequest?.(kind);
    try {
      const answer = await sendRequest(deps, request, call.signal);
      if (answer.statusCode >= 200 && answer.statusCode < 300) return { value: await read(answer) };
      const text = await readText(answer.body, header(answer, 'content-encoding'));
      const retryAfter = header(answer, 'retry-after');
      const asked = retryAfterMs(retryAfter, now());
      // Everybody waits as long as Mixpanel asks for, not only this call; but no answer, ours or a proxy's, closes a project for a day.
      if (answer.statusCode === 429 && kind !== undefined && asked !== undefined) {
        deps.quota.closeUntil(kind, now() + Math.min(asked, RETRY_AFTER_CAP_MS));
      }
      return {
        failure: { status: answer.statusCode, isQueryTimeout: isQueryTimeout(answer.statusCode, text), retryAfter },
        error: errorFromAnswer({ status: answer.statusCode, text, retryAfterMs: asked }),
        isHourUsedUp: answer.statusCode === 429 && isHourLimit(text),
      };
    } catch (cause) {
      if (call.signal?.aborted) throw cancelledError();
      if (cause instanceof AppError) throw cause;
      const failure = { status: undefined, isQueryTimeout: false, retryAfter: undefined };
      return { failure, error: unreachable(cause, request.api), isHourUsedUp: false };
    }
  }

  const queued = <T>(request: Request, call: CallOptions, read: (answer: Dispatcher.ResponseData) => Promise<T>): Promise<T> =>
    lanes[request.api === 'export' ? 'export' : 'query'].add(() => attempt(request, call, read));

  const asText = (answer: Dispatcher.ResponseData): Promise<string> => readText(answer.body, header(answer, 'content-encoding'));
  const asJson = async (answer: Dispatcher.ResponseData): Promise<unknown> => parseJson(await asText(answer));

  return {
    get: (api, path, params, call) => queued({ api, method: 'GET', path, params }, call, asJson),
    postForm: (api, path, form, call) => queued({ api, method: 'POST', path, form }, call, asJson),
    postFormText: (api, path, form, call) => queued({ api, method: 'POST', path, form }, call, asText),
    exportBody: (params, call) =>
      queued({ api: 'export', method: 'GET', path: '/export', params }, call, async (answer) =>
        rawBody(answer.body, header(answer, 'content-encoding')),
      ),
  };
}

function parseJson(text: string): unknown {
  let body: unknown;
  try {
    body = parseExactly(text);
  } catch (cause) {
    throw new AppError('mixpanel', 'The answer that came back is not what Mixpanel sends.', {
      cause,
      hint: 'A wrong region or a proxy can do this: check the region of the account and the configured address.',
    });
  }
  const inside = errorInside(body);
  if (inside !== undefined) throw inside;
  return body;
}

/** Our own limit, not the caller's wish. */
function isTimeUp(cause: unknown): boolean {
  return cause instanceof Error && cause.name === 'TimeoutError';
}

function unreachable(cause: unknown, api: Api): AppError {
  if (isAbort(cause) && !isTimeUp(cause)) return cancelledError();
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const what =
    code === 'ENOTFOUND' || code === 'EAI_AGAIN'
      ? 'The name of the Mixpanel host could not be looked up.'
      : code === 'ECONNREFUSED'
        ? 'Nobody answers at the Mixpanel address.'
        : /TIMEOUT/.test(code) || isTimeUp(cause)
          ? 'Mixpanel did not answer in time.'
          : 'The connection to Mixpanel broke off.';
  return new AppError('network', what, {
    cause,
    hint:
      api === 'export' ? 'Days that were complete are kept; the same fetch goes on where it stopped.' : 'Check the network and try again.',
  });
}
