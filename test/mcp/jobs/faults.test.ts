// Every way in which the simulator can spoil an export, met at the first request and in the middle of a fetch: the table ends exact,
// or the answer names the days that are missing and the same fetch again makes it exact.
import { Temporal } from 'temporal-polyfill';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Fault } from '#simulator/faults/fault.ts';
import { simulatorSession, startTestEngine, type TestEngine } from '#test/fakes/engine.ts';
import { connectClient, pipePair, type TestClient } from '#test/fakes/mcp-clients.ts';
import { type SimulatorProcess, startSimulatorProcess } from '#test/fakes/simulator-process.ts';

const TODAY = '2026-05-20';
const RANGE = { from_date: '2026-05-02', to_date: '2026-05-04' };
const noon = Temporal.PlainDateTime.from(`${TODAY}T12:00`).toZonedDateTime('Europe/Vienna').epochMilliseconds;
const startedAt = Date.now();

let simulator: SimulatorProcess;
let test: TestEngine;
let mcp: TestClient;
let whole: Print | undefined;

beforeAll(async () => {
  simulator = await startSimulatorProcess({ events: 6_000, users: 300, today: TODAY, quota: false });
});
afterAll(() => simulator.stop());
beforeEach(async () => {
  await simulator.reset();
  test = startTestEngine({ now: () => noon + (Date.now() - startedAt) });
  const [ours, theirs] = pipePair();
  test.engine.serveMcp(simulatorSession(simulator), ours, ours);
  mcp = await connectClient('legacy', theirs);
  whole ??= await fetchedWhole();
});
afterEach(async () => {
  await mcp.close();
  await test.close();
});

interface Print {
  events: number;
  content: string;
  /** The same of the events that have an insert id: only their repeats can be told from events of their own. */
  identified: number;
  identified_content: string;
}

async function fetchedWhole(): Promise<Print> {
  await mcp.call('fetch_events', { ...RANGE, table: 'truth' });
  const { distinctEvents } = (await simulator.stats()).export;
  const print = await fingerprint('truth');
  expect(print.events).toBe(distinctEvents);
  return print;
}

/** Count and content, without the odd lines that the simulator puts in. */
async function fingerprint(table = 'events'): Promise<Print> {
  const { data } = await mcp.call('sql', {
    query: `WITH hashed AS (SELECT insert_id, hash(event_name, event_time, distinct_id, insert_id, properties::VARCHAR)::HUGEINT AS h
        FROM ${table} WHERE event_name <> 'Odd Bytes')
      SELECT count(*) AS events, sum(h)::VARCHAR AS content, count(insert_id) AS identified,
        sum(h) FILTER (WHERE insert_id IS NOT NULL)::VARCHAR AS identified_content FROM hashed`,
  });
  const [print] = data.rows as [Print];
  return print;
}

async function fetchToTheEnd(): Promise<{ isError: boolean; text: string; data: Record<string, unknown> }> {
  let answer = await mcp.call('fetch_events', RANGE);
  while (answer.data.status === 'running' || answer.data.status === 'waiting') {
    answer = await mcp.call('job_status', { job_id: answer.data.job_id, wait_seconds: 5 });
  }
  return answer;
}

type Ordered = { [K in Fault['kind']]: Omit<Extract<Fault, { kind: K }>, 'path' | 'times' | 'after'> }[Fault['kind']];

/** With these a second try, or a look at what came, is all that is needed: nothing may be missing. */
const HEALED: [string, Ordered][] = [
  ['a 429 as JSON', { kind: '429', retryAfter: 0 }],
  ['a 429 as text', { kind: '429', retryAfter: 0, body: 'text' }],
  ['a 429 without a word', { kind: '429', retryAfter: 0, body: 'empty', limit: 'concurrent' }],
  ['a 500', { kind: 'status', status: 500, retryAfter: 0 }],
  ['a 502 with a web page', { kind: 'status', status: 502, body: 'html', retryAfter: 0 }],
  ['a 503 without a word', { kind: 'status', status: 503, body: 'empty', retryAfter: 0 }],
  ['a 504 as text', { kind: 'status', status: 504, body: 'text', retryAfter: 0 }],
  ['an error in an answer of 200', { kind: 'error-in-200', message: 'query could not be run' }],
  ['a slow start', { kind: 'stall', ms: 300 }],
  ['a pause in the middle', { kind: 'stall', ms: 300, at: 'body' }],
  ['a connection cut at once', { kind: 'cut', at: 'start' }],
  ['a connection cut inside a record', { kind: 'cut', at: 'record' }],
  ['a connection cut behind a line', { kind: 'cut', at: 'line-end' }],
  ['a connection cut inside the gzip stream', { kind: 'cut', at: 'gzip' }],
  ['a text that ends inside a record', { kind: 'cut', at: 'record', clean: true }],
  ['a gzip stream that ends too early', { kind: 'cut', at: 'gzip', clean: true }],
  ['"terminated early" at the end', { kind: 'terminated-early', position: 'last' }],
  ['"terminated early" alone', { kind: 'terminated-early', position: 'only' }],
  ['"terminated early" in other words', { kind: 'terminated-early', text: 'export Terminated Early: worker lost' }],
  ['a damaged gzip stream', { kind: 'corrupt-gzip' }],
  ['odd bytes', { kind: 'odd-bytes' }],
  ['repeated events', { kind: 'duplicates', share: 0.4 }],
];

/** These end the fetch with an error that says why, or with named days. */
const TOLD: [string, Ordered][] = [
  ['a plan without exports', { kind: 'plan-402' }],
  ['a history that is too short', { kind: 'history-403', days: 1 }],
  ['a refusal of the request', { kind: 'status', status: 400, body: 'text', message: 'bad' }],
];

describe.each([
  ['at the first request', 0],
  ['in the middle of a fetch', 1],
])('%s', (_when, after) => {
  it.each(HEALED)('%s costs no event', { timeout: 60_000 }, async (_name, fault) => {
    await simulator.faults([{ ...fault, path: '/export', times: 1, after } as Fault]);
    const fetched = await fetchToTheEnd();
    expect(fetched.data, fetched.text).toMatchObject({ status: 'completed', missing_days: [] });
    expect((await simulator.stats()).faultsWaiting).toEqual([]);
    const { events, content, ...identified } = await fingerprint();
    expect(whole).toMatchObject(fault.kind === 'duplicates' ? identified : { events, content, ...identified });
  });

  it.each(TOLD)('%s is told, and the same fetch again is whole', { timeout: 60_000 }, async (_name, fault) => {
    await simulator.faults([{ ...fault, path: '/export', times: 1, after } as Fault]);
    const first = await fetchToTheEnd();
    expect((await simulator.stats()).faultsWaiting).toEqual([]);
    const missing = first.data.missing_days;
    const isNamed = first.data.status === 'partial' && Array.isArray(missing) && missing.length > 0;
    expect(first.isError || isNamed, first.text).toBe(true);
    if (after === 0) expect(first.isError).toBe(true);
    const again = await fetchToTheEnd();
    expect(again.data, again.text).toMatchObject({ status: 'completed', missing_days: [] });
    expect(await fingerprint()).toEqual(whole);
  });
});
