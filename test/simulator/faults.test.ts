import { get } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_SECRET, DEMO_USERNAME } from '#simulator/credentials.ts';
import { basic, distinctEvents, eventsOf, startTestSimulator, type TestSimulator } from './ask-simulator.ts';

let simulator: TestSimulator;
beforeAll(async () => {
  simulator = await startTestSimulator({ events: 8000, users: 150 });
});
afterEach(() => simulator.control('POST', 'reset'));
afterAll(() => simulator.stop());

const EXPORT = '/api/2.0/export';
const RANGE = { from_date: '2026-06-08', to_date: '2026-06-14' };
const LIST = '/api/query/funnels/list';

interface Raw {
  readonly status: number;
  readonly body: Buffer;
  /** False when the connection ended before the body did. */
  readonly isComplete: boolean;
}

/** What arrives when the connection breaks: fetch would only throw. */
function raw(headers: Record<string, string> = {}): Promise<Raw> {
  const url = `${simulator.origin}${EXPORT}?project_id=4242&from_date=${RANGE.from_date}&to_date=${RANGE.to_date}`;
  return new Promise((resolve, reject) => {
    const req = get(url, { headers: { authorization: basic(DEMO_USERNAME, DEMO_SECRET), ...headers } }, (res) => {
      const pieces: Buffer[] = [];
      res.on('data', (piece: Buffer) => pieces.push(piece));
      res.on('error', () => {});
      res.on('close', () => resolve({ status: res.statusCode ?? 0, body: Buffer.concat(pieces), isComplete: res.complete }));
    });
    req.on('error', reject);
  });
}

describe('refusals on order', () => {
  it('answers 429 as often as told, with the Retry-After it was given', async () => {
    await simulator.faults({ kind: '429', path: '/funnels/list', times: 2, retryAfter: 3 });
    const first = await simulator.ask(LIST);
    expect([first.status, first.headers.get('retry-after')]).toEqual([429, '3']);
    expect(first.json.error).toContain('Query rate limit exceeded for project_id: 4242');
    expect((await simulator.ask('/api/query/cohorts/list')).status).toBe(200);
    expect((await simulator.ask(LIST)).status).toBe(429);
    expect((await simulator.ask(LIST)).status).toBe(200);
  });

  it('leaves Retry-After out, sets it to zero, or to a date', async () => {
    const date = 'Wed, 17 Jun 2026 10:00:30 GMT';
    await simulator.faults({ kind: '429', retryAfter: null }, { kind: '429', retryAfter: 0 }, { kind: '429', retryAfter: date });
    const headers = [await simulator.ask(LIST), await simulator.ask(LIST), await simulator.ask(LIST)].map((answer) =>
      answer.headers.get('retry-after'),
    );
    expect(headers).toEqual([null, '0', date]);
  });

  it('begins after the requests it was told to let pass', async () => {
    await simulator.faults({ kind: 'status', status: 503, after: 2 });
    const statuses = [await simulator.ask(LIST), await simulator.ask(LIST), await simulator.ask(LIST), await simulator.ask(LIST)].map(
      (answer) => answer.status,
    );
    expect(statuses).toEqual([200, 200, 503, 200]);
  });

  it('answers 500, 502 and 503 with HTML, JSON, text or nothing', async () => {
    await simulator.faults(
      { kind: 'status', status: 502, body: 'html' },
      { kind: 'status', status: 500, body: 'json' },
      { kind: 'status', status: 503, body: 'text', message: 'try later' },
      { kind: 'status', status: 504, body: 'empty' },
    );
    const html = await simulator.ask(LIST);
    expect([html.status, html.headers.get('content-type')]).toEqual([502, 'text/html']);
    expect(html.text).toMatch(/^<html>/);
    expect((await simulator.ask(LIST)).json.error).toBe('Internal server error');
    expect((await simulator.ask(LIST)).text).toBe('try later');
    expect((await simulator.ask(LIST)).text).toBe('');
  });

  it('refuses by plan with 402 and by history with 403', async () => {
    await simulator.faults({ kind: 'plan-402' });
    const plan = await simulator.ask(LIST);
    expect([plan.status, plan.json.error]).toEqual([402, 'Your plan does not allow API calls. Upgrade at mixpanel.com/pricing']);
    await simulator.faults({ kind: 'history-403', days: 5, times: 2 });
    const old = await simulator.ask('/api/query/segmentation', { event: 'Tour Booked', ...RANGE });
    expect([old.status, old.json.error]).toEqual([403, 'Date range exceeds 5 days into the past']);
    const recent = await simulator.ask('/api/query/segmentation', { event: 'Tour Booked', from_date: '2026-06-14', to_date: '2026-06-14' });
    expect(recent.status).toBe(200);
  });

  it('keeps plan and history limits as a setting', async () => {
    await simulator.settings({ historyDays: 5 });
    expect((await simulator.ask(EXPORT, RANGE)).status).toBe(403);
    await simulator.settings({ planHasApi: false });
    expect((await simulator.ask(LIST)).status).toBe(402);
  });

  it('puts an error under status 200', async () => {
    await simulator.faults({ kind: 'error-in-200', message: 'no such thing' });
    const answer = await simulator.ask('/api/query/insights', { bookmark_id: 900_211 });
    expect([answer.status, answer.json]).toEqual([200, { error: 'no such thing' }]);
  });

  it('closes the connection without any answer', async () => {
    await simulator.faults({ kind: 'cut', at: 'start' });
    await expect(simulator.ask(LIST)).rejects.toThrow();
  });

  it('refuses an order it does not understand and says why', async () => {
    const answer = await simulator.control('POST', 'faults', { kind: 'stall', seconds: 3 });
    expect([answer.status, answer.json.error]).toEqual([
      400,
      'A fault of kind stall has no field "seconds". Known: ms, at, kind, path, times, after.',
    ]);
    expect((await simulator.control('POST', 'faults', { kind: 'status' })).json.error).toBe('A fault of kind status needs "status".');
    expect((await simulator.control('POST', 'faults', { kind: 'nonsense' })).status).toBe(400);
  });
});

describe('spoiled bodies', () => {
  it('stalls before the first byte or in the middle of the body', async () => {
    await simulator.faults({ kind: 'stall', ms: 150 }, { kind: 'stall', ms: 150, at: 'body', after: 1 });
    for (let round = 0; round < 2; round++) {
      const begun = performance.now();
      expect((await raw()).isComplete).toBe(true);
      expect(performance.now() - begun).toBeGreaterThan(140);
    }
  });

  it('cuts in the middle of a record', async () => {
    await simulator.faults({ kind: 'cut', afterBytes: 20_000 });
    const cut = await raw();
    expect([cut.status, cut.isComplete]).toEqual([200, false]);
    expect(cut.body.length).toBeGreaterThan(10_000);
    expect(() => JSON.parse(cut.body.toString().split('\n').at(-1) ?? '')).toThrow();
  });

  it('cuts exactly at the end of a line', async () => {
    await simulator.faults({ kind: 'cut', at: 'line-end' });
    const cut = await raw();
    expect(cut.isComplete).toBe(false);
    expect(cut.body.at(-1)).toBe(0x0a);
    expect(eventsOf(cut.body.toString()).length).toBeGreaterThan(2);
  });

  it('ends cleanly although a record is torn', async () => {
    await simulator.faults({ kind: 'cut', clean: true });
    const cut = await raw();
    expect(cut.isComplete).toBe(true);
    expect(() => eventsOf(cut.body.toString())).toThrow();
  });

  it('cuts inside the compressed stream', async () => {
    await simulator.faults({ kind: 'cut', at: 'gzip', afterBytes: 4000 });
    const cut = await raw({ 'accept-encoding': 'gzip' });
    expect(cut.isComplete).toBe(false);
    expect(cut.body.subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]));
    expect(() => gunzipSync(cut.body)).toThrow(/unexpected end/);
  });

  it('cuts a compressed body in the middle of a record', async () => {
    await simulator.faults({ kind: 'cut', afterBytes: 30_000 });
    const cut = await raw({ 'accept-encoding': 'gzip' });
    expect(cut.isComplete).toBe(false);
    expect(cut.body.length).toBeGreaterThan(500);
  });

  it('corrupts the compressed stream', async () => {
    await simulator.faults({ kind: 'corrupt-gzip' });
    const broken = await raw({ 'accept-encoding': 'gzip' });
    expect(broken.isComplete).toBe(true);
    expect(() => gunzipSync(broken.body)).toThrow();
  });

  it('says "terminated early" as the last or the only line, under status 200', async () => {
    await simulator.faults(
      { kind: 'terminated-early', afterLines: 30 },
      { kind: 'terminated-early', position: 'only', text: 'export terminated early', after: 1 },
    );
    const last = await raw();
    const lines = last.body
      .toString()
      .split('\n')
      .filter((line) => line !== '');
    expect([last.status, last.isComplete, lines.at(-1)]).toEqual([200, true, 'terminated early']);
    expect(lines.length).toBeGreaterThan(25);
    expect((await raw()).body.toString()).toBe('export terminated early');
  });

  it('puts odd bytes amid good lines', async () => {
    const good = (await raw()).body.toString('latin1').split('\n');
    await simulator.faults({ kind: 'odd-bytes' });
    const odd = (await raw()).body.toString('latin1').split('\n');
    const added = odd.filter((line) => !good.includes(line));
    expect(added).toHaveLength(6);
    expect(added.join('\n')).toContain('\\ud83d');
    expect(added.join('\n')).toContain('\xc3\x28\xff');
    expect(added).toContain('upstream worker restarted <42>');
    expect(good.filter((line) => !odd.includes(line))).toEqual([]);
  });

  it('sends more events twice than usual', async () => {
    const before = eventsOf((await raw()).body.toString());
    await simulator.faults({ kind: 'duplicates', share: 0.5 });
    const after = eventsOf((await raw()).body.toString());
    expect(after.length).toBeGreaterThan(before.length * 1.35);
    expect(distinctEvents(after).filter(({ properties }) => properties.$insert_id).length).toBe(
      distinctEvents(before).filter(({ properties }) => properties.$insert_id).length,
    );
  });

  it('forgets waiting faults on reset', async () => {
    await simulator.faults({ kind: 'status', status: 500, times: 9 });
    await simulator.control('POST', 'reset');
    expect((await simulator.ask(LIST)).status).toBe(200);
  });

  it('stops making events when the client goes away', async () => {
    await simulator.control('POST', 'reset');
    await simulator.faults({ kind: 'stall', ms: 5000, at: 'body' });
    const controller = new AbortController();
    const asked = simulator.ask(EXPORT, RANGE, { signal: controller.signal });
    await expect.poll(async () => (await simulator.control('GET', 'stats')).json.quota.export.inFlight).toBe(1);
    controller.abort();
    await expect(asked).rejects.toThrow();
    await expect.poll(async () => (await simulator.control('GET', 'stats')).json.quota.export.inFlight, { timeout: 2000 }).toBe(0);
  });
});
