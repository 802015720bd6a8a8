import { ORPCError } from '@orpc/client';
import { describe, expect, it } from 'vitest';
import { AppError } from '#shared/errors.ts';
import { connect, PageKeyError, toApiError } from '../../../src-renderer/app/api.ts';

describe('an error on its way to the person', () => {
  it('keeps kind, message and hint of the wire', () => {
    const error = toApiError(
      new ORPCError('MIXLAKE', { status: 400, data: { kind: 'sql', message: 'No such table.', hint: 'Try events.' } }),
    );
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ kind: 'sql', message: 'No such table.', hint: 'Try events.' });
  });

  it('never shows the words of an error without our shape', () => {
    const foreign = new ORPCError('INTERNAL_SERVER_ERROR', { message: '/home/someone/secret' });
    expect(toApiError(foreign)).toMatchObject({ kind: 'internal', message: 'Something went wrong inside Mixlake.' });
    const unknownKind = new ORPCError('MIXLAKE', { data: { kind: 'gossip', message: 'psst' } });
    expect(toApiError(unknownKind)).toMatchObject({ kind: 'internal' });
  });

  it('tells a lost connection and a cancelled call apart from a fault', () => {
    expect(toApiError(new TypeError('Failed to fetch'))).toMatchObject({ kind: 'network' });
    expect(toApiError(new DOMException('aborted', 'AbortError'))).toMatchObject({ kind: 'cancelled' });
  });

  it('leaves a refused page key what it is', () => {
    expect(toApiError(new PageKeyError())).toBeInstanceOf(PageKeyError);
  });
});

interface Sent {
  url: string;
  headers: Headers;
  body: string;
}

/** Only what connect() uses of a window. */
function fakePage(hash: string, answer: (url: string) => Response) {
  const sent: Sent[] = [];
  const addresses: string[] = [];
  const page = {
    location: { hash, origin: 'http://127.0.0.1:4000', pathname: '/' },
    history: { replaceState: (_state: unknown, _title: string, address: string) => addresses.push(address) },
    fetch: async (input: Request | string, init?: RequestInit) => {
      const request = typeof input === 'string' ? new Request(new URL(input, 'http://127.0.0.1:4000'), init) : input;
      sent.push({ url: new URL(request.url).pathname, headers: request.headers, body: await request.clone().text() });
      return answer(new URL(request.url).pathname);
    },
  };
  // Everything else of Window is not touched by connect().
  return { page: page as unknown as Window, sent, addresses };
}

const ok = () => new Response(JSON.stringify({ json: { jobs: [] } }), { headers: { 'content-type': 'application/json' } });

describe('connecting from a browser', () => {
  it('trades the token for a cookie and takes it out of the address first', async () => {
    const { page, sent, addresses } = fakePage('#token=abc%2Fdef', () => new Response(null, { status: 204 }));
    const connection = await connect(page, () => {});
    expect(connection.kind).toBe('browser');
    expect(addresses).toEqual(['/']);
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ url: '/session', body: '{"token":"abc/def"}' });
    expect(sent[0]?.headers.get('x-mixlake')).toBe('1');
    expect(sent[0]?.headers.get('content-type')).toBe('application/json');
  });

  it('leaves the address alone when there is no token, as after a reload', async () => {
    const { page, sent, addresses } = fakePage('#/activity', ok);
    await connect(page, () => {});
    expect(sent).toEqual([]);
    expect(addresses).toEqual([]);
  });

  it('calls /rpc with the header that a foreign page cannot set', async () => {
    const { page, sent } = fakePage('', ok);
    const { client } = await connect(page, () => {});
    await expect(client.jobs.list()).resolves.toEqual({ jobs: [] });
    expect(sent[0]?.url).toBe('/rpc/jobs/list');
    expect(sent[0]?.headers.get('x-mixlake')).toBe('1');
  });

  it('goes on with the cookie when the token was used before', async () => {
    const { page } = fakePage('#token=used', (url) => (url === '/session' ? new Response(null, { status: 401 }) : ok()));
    const { client } = await connect(page, () => {});
    await expect(client.jobs.list()).resolves.toEqual({ jobs: [] });
  });

  it('says so when the host refuses the key', async () => {
    let refused = 0;
    const { page } = fakePage('', () => new Response('{}', { status: 401 }));
    const { client } = await connect(page, () => {
      refused += 1;
    });
    await expect(client.jobs.list()).rejects.toBeInstanceOf(PageKeyError);
    expect(refused).toBe(1);
  });
});

describe('connecting in Electron', () => {
  it('hands one end of a channel to the preload and keeps the other', async () => {
    const posted: { message: unknown; target: string; ports: number }[] = [];
    const page = {
      mixlakeShell: { kind: 'electron', platform: 'linux' },
      origin: 'mixlake://app',
      postMessage: (message: unknown, target: string, ports: unknown[]) => posted.push({ message, target, ports: ports.length }),
    };
    // Everything else of Window is not touched by connect().
    const connection = await connect(page as unknown as Window, () => {});
    expect(connection.kind).toBe('electron');
    expect(posted).toEqual([{ message: 'mixlake:connect', target: 'mixlake://app', ports: 1 }]);
  });
});
