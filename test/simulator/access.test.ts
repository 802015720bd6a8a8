import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_PROJECT_API_SECRET, DEMO_SECRET, DEMO_USERNAME, FORBIDDEN_PROJECT_ID } from '#simulator/credentials.ts';
import { basic, startTestSimulator, type TestSimulator } from './ask-simulator.ts';

let simulator: TestSimulator;
beforeAll(async () => {
  simulator = await startTestSimulator({ events: 3000, users: 60 });
});
afterAll(() => simulator.stop());

const RANGE = { from_date: '2026-06-10', to_date: '2026-06-11' };
const NAMES = '/api/query/events/names';
const WRONG = { headers: { authorization: basic(DEMO_USERNAME, 'wrong') } };

/** Sends headers that fetch does not let through. */
function statusWithHost(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const url = new URL(`${simulator.origin}/_sim/stats`);
    const req = request({ host: url.hostname, port: url.port, path: url.pathname, headers: { host } }, (res) => {
      res.resume();
      resolve(res.statusCode ?? 0);
    });
    req.on('error', reject);
    req.end();
  });
}

describe('base addresses', () => {
  it('answers query, export and app calls on one origin', async () => {
    expect((await simulator.ask(NAMES, { type: 'general' })).json).toContain('Tour Booked');
    expect((await simulator.ask('/api/2.0/export', RANGE)).text).toMatch(/^\{"event":/);
    expect((await simulator.ask('/api/app/me')).json.results.projects['4242'].timezone).toBe('Europe/Vienna');
  });

  it('knows the old alias /api/2.0 for query calls', async () => {
    const [old, now] = [await simulator.ask('/api/2.0/cohorts/list'), await simulator.ask('/api/query/cohorts/list')];
    expect(old.json).toEqual(now.json);
    expect(now.json).toHaveLength(4);
  });

  it('answers unknown paths with 404 and JSON', async () => {
    const answer = await simulator.ask('/api/query/no/such/thing');
    expect(answer.status).toBe(404);
    expect(answer.json.error).toContain('unknown path');
  });

  it('refuses a method that a path does not have', async () => {
    expect((await simulator.ask(NAMES, { type: 'general' }, { method: 'DELETE' })).status).toBe(405);
  });

  it('knows the project only in its own region', async () => {
    expect((await simulator.ask(`/eu${NAMES}`, { type: 'general' })).status).toBe(200);
    expect((await simulator.ask(`/us${NAMES}`, { type: 'general' })).status).toBe(401);
    expect((await simulator.ask('/in/api/2.0/export', RANGE)).status).toBe(400);
  });

  it('serves only requests that name this machine as host', async () => {
    expect(await statusWithHost('127.0.0.1')).toBe(200);
    expect(await statusWithHost('localhost:9')).toBe(200);
    expect(await statusWithHost('rebound.example')).toBe(403);
  });
});

describe('credentials', () => {
  it('accepts the project API secret without a project id', async () => {
    const answer = await fetch(`${simulator.origin}${NAMES}?type=general`, {
      headers: { authorization: basic(DEMO_PROJECT_API_SECRET, '') },
    });
    expect(answer.status).toBe(200);
  });

  it('wants a project id from a service account', async () => {
    const authorization = basic(DEMO_USERNAME, DEMO_SECRET);
    const answer = await fetch(`${simulator.origin}${NAMES}?type=general`, { headers: { authorization } });
    expect(answer.status).toBe(400);
    expect((await answer.json()).error).toContain('project_id');
  });

  it('refuses a wrong secret with 401 and JSON on Query and App', async () => {
    const query = await simulator.ask(NAMES, { type: 'general' }, WRONG);
    expect(query.status).toBe(401);
    expect(query.json.error).toBe('Unable to authenticate request');
    const app = await simulator.ask('/api/app/me', {}, WRONG);
    expect(app.status).toBe(401);
    expect(app.json).toEqual({ status: 'error', error: 'Unable to authenticate request' });
  });

  it('refuses a wrong secret with 400 and plain text on Export', async () => {
    const answer = await simulator.ask('/api/2.0/export', RANGE, WRONG);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toContain('text/plain');
    expect(answer.text.trim()).toBe('Unable to authenticate request');
  });

  it('refuses requests without credentials', async () => {
    expect((await fetch(`${simulator.origin}${NAMES}?type=general&project_id=4242`)).status).toBe(401);
  });

  it('refuses a project the account is no member of', async () => {
    expect((await simulator.ask(NAMES, { type: 'general', project_id: FORBIDDEN_PROJECT_ID })).status).toBe(403);
    expect((await simulator.ask(`/api/app/projects/${FORBIDDEN_PROJECT_ID}/annotations`)).status).toBe(403);
  });
});
