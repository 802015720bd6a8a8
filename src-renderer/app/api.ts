// The only file that knows how the window reaches the app: a message port in Electron, loopback HTTP in a browser.
// Whatever fails on the way becomes an AppError with a kind, a sentence and, when there is one, a hint.
import { createORPCClient } from '@orpc/client';
import { RPCLink as FetchLink } from '@orpc/client/fetch';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import type { WindowClient } from '#shared/contract/contract.ts';
import { fromContractError } from '#shared/contract/contract-errors.ts';
import { AppError, fromWireError, toWireError } from '#shared/errors.ts';
import { words } from './words.ts';

export type ApiClient = WindowClient;

/** Without this header the host refuses writes: a foreign page cannot set it. */
const HEADERS = { 'x-mixlake': '1' };
const TOKEN = /^#token=(.+)$/;

/** The host does not know this page: its key is used up, or the host was started again. */
export class PageKeyError extends Error {
  constructor() {
    super(words.api.noKey);
    this.name = 'PageKeyError';
  }
}

export interface Connection {
  readonly kind: 'electron' | 'browser';
  readonly client: ApiClient;
}

declare global {
  interface Window {
    readonly mixlakeShell?: { readonly kind: 'electron'; readonly platform: string };
  }
}

/** Connects by the road this window has. `onKeyRefused` is told when a later call finds the key no longer valid. */
export async function connect(page: Window, onKeyRefused: () => void): Promise<Connection> {
  if (page.mixlakeShell?.kind === 'electron') return connectPort(page);
  return connectHttp(page, onKeyRefused);
}

function connectPort(page: Window): Connection {
  const channel = new MessageChannel();
  channel.port1.start();
  // A custom scheme may have the opaque origin "null", which is no valid target.
  const target = page.origin === 'null' ? '*' : page.origin;
  page.postMessage('mixlake:connect', target, [channel.port2]);
  return { kind: 'electron', client: createORPCClient(new PortLink({ port: channel.port1 })) };
}

async function connectHttp(page: Window, onKeyRefused: () => void): Promise<Connection> {
  await exchangeToken(page);
  const send = async (request: Request, init: RequestInit): Promise<Response> => {
    const response = await page.fetch(request, init);
    if (response.status === 401) {
      onKeyRefused();
      throw new PageKeyError();
    }
    return response;
  };
  const link = new FetchLink({ url: `${page.location.origin}/rpc`, headers: HEADERS, fetch: send });
  return { kind: 'browser', client: createORPCClient(link) };
}

/** A refused token is no error yet: the page may hold a good cookie from its first visit, and the first call tells. */
async function exchangeToken(page: Window): Promise<void> {
  const token = TOKEN.exec(page.location.hash)?.[1];
  if (token === undefined) return;
  page.history.replaceState(null, '', page.location.pathname);
  await page.fetch('/session', {
    method: 'POST',
    headers: { ...HEADERS, 'content-type': 'application/json' },
    body: JSON.stringify({ token: decodeURIComponent(token) }),
  });
}

/** Turns whatever a call or a stream threw into an AppError; PageKeyError stays what it is. */
export function toApiError(error: unknown): AppError | PageKeyError {
  if (error instanceof PageKeyError) return error;
  const known = fromContractError(error);
  if (known !== undefined) return known;
  if (error instanceof TypeError) {
    return new AppError('network', words.api.noAnswer, { hint: words.api.noAnswerHint, cause: error });
  }
  return fromWireError(toWireError(error));
}
