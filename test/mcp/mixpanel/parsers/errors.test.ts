// What Mixpanel sends instead of an answer: every endpoint tells it in words, and never as an answer that looks right.
import { describe, expect, it } from 'vitest';
import { exportEvents } from '#mcp/mixpanel/export.ts';
import { AppError } from '#shared/errors.ts';
import type { CannedAnswer } from '#test/fakes/canned-server.ts';
import { CALL, cannedServer } from './canned-client.ts';
import { APP, ASK, DAYS, ENDPOINTS } from './endpoints.ts';

const canned = cannedServer();
const HTML = '<!DOCTYPE html><html><body>502 Bad Gateway nginx</body></html>';
const HOUR = {
  request: '/api/query/x',
  error: 'Query rate limit exceeded for project_id: 12345. 2/5 queries running concurrently and 61/60 queries running in the last hour.',
};

async function errorOf(work: Promise<unknown>): Promise<AppError> {
  const outcome = await work.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('value' in outcome) throw new Error(`An answer came instead of an error: ${JSON.stringify(outcome.value)}`);
  if (!(outcome.error instanceof AppError)) throw new Error(`Not an error in our words: ${String(outcome.error)}`);
  return outcome.error;
}

type Status = [name: string, answer: CannedAnswer, kind: string, message: RegExp, hint: RegExp, requests: number];
const STATUSES: Status[] = [
  [
    '400 with JSON',
    { status: 400, body: { request: '/x?y', error: 'event: missing' } },
    'mixpanel',
    /did not accept.*"event: missing"/,
    /Check the parameters/,
    1,
  ],
  [
    '400 with plain text',
    { status: 400, body: ' to_date cannot be later than today' },
    'mixpanel',
    /"to_date cannot be later than today"/,
    /end the range a day earlier/,
    1,
  ],
  [
    '400 for a bare name',
    { status: 400, body: { error: 'unknown variable "plan"' } },
    'mixpanel',
    /unknown variable/,
    /properties\["name"\]/,
    1,
  ],
  ['400 for a year before 2000', { status: 400, body: { error: 'invalid date, bad year' } }, 'mixpanel', /bad year/, /2000/, 1],
  ['400 that took too long', { status: 400, body: { request: '/x', error: 'Timeout Error.' } }, 'mixpanel', /Timeout Error/, /./, 2],
  ['400 for credentials', { status: 400, body: 'Unable to authenticate request' }, 'auth', /refused the credentials/, /region/, 1],
  ['401 with JSON', { status: 401, body: { error: 'Invalid credentials' } }, 'auth', /refused the credentials.*Invalid/, /secret/, 1],
  ['401 of the App API', { status: 401, body: { error: 'Unauthorized', status: 'error' } }, 'auth', /refused.*Unauthorized/, /secret/, 1],
  ['401 with plain text', { status: 401, body: 'Invalid project secret' }, 'auth', /refused.*Invalid project secret/, /secret/, 1],
  ['402', { status: 402, body: { error: 'Your plan does not allow API calls.' } }, 'mixpanel', /plan of this project/, /upgrade/, 1],
  ['403 for the project', { status: 403, body: { error: 'Permission denied' } }, 'auth', /may not do this/, /role/, 1],
  [
    '403 for the days',
    { status: 403, body: { error: 'Date range exceeds 90 days into the past' } },
    'mixpanel',
    /begins before the days/,
    /move from_date/,
    1,
  ],
  ['404 with an error', { status: 404, body: { error: 'no such thing' } }, 'mixpanel', /does not know.*no such thing/, /id/, 1],
  ['404 with a message', { status: 404, body: { message: 'gone astray' } }, 'mixpanel', /gone astray/, /id/, 1],
  ['412', { status: 412, body: { error: 'script failed', request: '/x' } }, 'mixpanel', /script failed/, /./, 1],
  ['422', { status: 422, body: { error: 'invalid', details: { a: 1 } } }, 'mixpanel', /"invalid"/, /./, 1],
  ['429 with JSON', { status: 429, body: HOUR, headers: { 'retry-after': '90' } }, 'rate-limited', /rate limit.*61\/60/, /in 90 s/, 1],
  [
    '429 with text',
    { status: 429, body: 'too many export requests in progress for this project', headers: { 'retry-after': '30' } },
    'rate-limited',
    /too many export/,
    /in 30 s/,
    1,
  ],
  ['429 without a body, again and again', { status: 429, body: '' }, 'rate-limited', /rate limit/, /Try again/, 4],
  ['500 with a page', { status: 500, body: HTML }, 'mixpanel', /HTTP 500\)\.$/, /try again/i, 2],
  ['502 with a page', { status: 502, body: HTML }, 'mixpanel', /HTTP 502\)\.$/, /try again/i, 4],
  ['503 without a body', { status: 503, body: '' }, 'mixpanel', /HTTP 503\)\.$/, /try again/i, 4],
  ['504 with text', { status: 504, body: 'upstream timed out' }, 'mixpanel', /HTTP 504\).*upstream timed out/, /try again/i, 4],
];

/** A script may yield anything, `/me` may tell nothing, and one entry of the Lexicon has no fields that must be there. */
const ANY_FORM: readonly string[] = ['jql', 'me', 'schemas (one)'];

describe('a status that is no success', () => {
  it.each(STATUSES)('%s', async (_name, answer, kind, message, hint, requests) => {
    canned.server.answer(answer);
    const error = await errorOf(ASK.segmentation(canned.client()));
    expect(error).toMatchObject({ kind, message: expect.stringMatching(message), hint: expect.stringMatching(hint) });
    expect(error.message).not.toContain('<');
    expect(canned.server.requests).toHaveLength(requests);
  });

  it.each(STATUSES)('%s, on the export', async (_name, answer, kind, message, _hint, requests) => {
    canned.server.answer(answer);
    const error = await errorOf(exportEvents(canned.client(), DAYS, CALL));
    expect(error).toMatchObject({ kind, message: expect.stringMatching(message) });
    // The third export within a second waits for the next one, so four tries may not fit into the time this call has.
    expect(canned.server.requests.length).toBeLessThanOrEqual(requests);
  });

  it.each(STATUSES)('%s, on the App API', async (_name, answer, kind, message) => {
    canned.server.answer(answer);
    expect(await errorOf(ASK.bookmarks(canned.client()))).toMatchObject({ kind, message: expect.stringMatching(message) });
  });
});

describe.each(ENDPOINTS)('%s', (endpoint) => {
  const askFor = (body: unknown) => {
    canned.server.answer({ body });
    return errorOf(ASK[endpoint](canned.client()));
  };

  it('finds an error inside an answer with status 200', async () => {
    expect(await askFor({ error: 'query is 😐 "odd"' })).toMatchObject({
      kind: 'mixpanel',
      message: expect.stringContaining('query is 😐 "odd"'),
    });
  });

  it('says that a web page is no answer, and an empty body is none either', async () => {
    const page = await askFor(HTML);
    expect(page.kind).toBe('mixpanel');
    expect(page.message).not.toContain('<');
    expect((await askFor('')).kind).toBe('mixpanel');
  });

  if (!ANY_FORM.includes(endpoint))
    it('names the field that has an odd form', async () => {
      expect((await askFor({ surprise: true })).message).toMatch(
        new RegExp(`answer to ${endpoint.replace(/ \(.*/, '')} has an unexpected form: `),
      );
    });
});

describe('the Lexicon', () => {
  it.each([
    ['404', { status: 404, body: { error: 'no' } }],
    ['400 Schema not found', { status: 400, body: { status: 'error', error: 'Schema not found' } }],
  ])('takes %s for an entry that is not there', async (_name, answer) => {
    canned.server.answer(answer);
    expect(await ASK['schemas (one)'](canned.client())).toBeUndefined();
  });
});

describe('JQL', () => {
  const ask = (answer: CannedAnswer) => {
    canned.server.answer(answer);
    return errorOf(ASK.jql(canned.client()));
  };

  it.each(['ReferenceError: wrong is not defined at line 2', 'main.js:2:10 wrong is not defined', 'Uncaught exception <anonymous>:2:10'])(
    'shows the line of the script that failed: %s',
    async (error) => {
      const shown = await ask({ status: 412, body: { error, request: '/api/query/jql' } });
      expect(shown).toMatchObject({ kind: 'input', hint: expect.stringContaining('sql') });
      expect(shown.message).toContain('in line 2');
      expect(shown.message).toContain('> 2 |   return wrong;');
    },
  );

  it('shows no line when none is named, or one that the script does not have', async () => {
    expect((await ask({ status: 412, body: { error: 'out of memory' } })).message).toBe('The JQL script failed: out of memory');
    expect((await ask({ status: 412, body: { error: 'line 90: odd' } })).message).not.toContain('|');
  });

  it.each([
    [403, { error: 'JQL is no longer available' }],
    [404, { error: 'unknown path' }],
    [410, ''],
    [501, HTML],
    [400, { error: 'JQL has been deprecated' }],
    [200, { error: 'JQL is disabled for this project' }],
  ])('names the SQL way when the service is closed (%s)', async (status, body) => {
    const error = await ask({ status, body });
    expect(error.message).toContain(`does not run JQL for this project (HTTP ${status})`);
    expect(error.message).not.toContain('<');
    expect(error.hint).toContain('fetch_events');
  });

  it('leaves other errors as they are', async () => {
    expect((await ask({ status: 400, body: { error: 'from_date: bad' } })).message).toContain('did not accept');
    expect((await ask({ status: 401, body: { error: 'no' } })).kind).toBe('auth');
  });
});

describe('the project', () => {
  it('is told on query calls with its workspace, and on no App call', async () => {
    for (const endpoint of ENDPOINTS) {
      canned.server.answer({ status: 400, body: { error: 'enough' } });
      await errorOf(ASK[endpoint](canned.client({ workspaceId: '77' })));
      const [request] = canned.server.requests;
      if (APP.includes(endpoint)) {
        expect(request?.path.startsWith('/api/app/'), endpoint).toBe(true);
        expect(
          Object.keys(request?.params ?? {}).filter((name) => !['v', 'type'].includes(name)),
          endpoint,
        ).toEqual([]);
      } else expect(request?.params, endpoint).toMatchObject({ project_id: '12345', workspace_id: '77' });
    }
    canned.server.answer({ body: '' });
    await exportEvents(canned.client({ workspaceId: '77' }), DAYS, CALL);
    expect(canned.server.requests[0]?.params).toMatchObject({ project_id: '12345', from_date: DAYS.fromDate });
    expect(canned.server.requests[0]?.params).not.toHaveProperty('workspace_id');
  });
});
