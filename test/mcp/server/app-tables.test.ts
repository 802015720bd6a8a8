// What the Explorer's editor asks of the engine besides rows: tables made of results, deleted and brought back, plans. A real engine.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { framedPort } from '#core/link/frames.ts';
import { createJobs } from '#mcp/jobs/job-runner.ts';
import { compactForPerson } from '#mcp/server/app-compact.ts';
import type { EngineClient } from '#shared/contract/contract.ts';
import { simulatorSession, startTestEngine, type TestEngine } from '#test/fakes/engine.ts';
import { pipePair } from '#test/fakes/mcp-clients.ts';
import { type SimulatorProcess, startSimulatorProcess } from '#test/fakes/simulator-process.ts';

const NUMBERS = 'SELECT i AS number FROM range(3) t(i)';

let simulator: SimulatorProcess;
let home: string;
let test: TestEngine;
let app: EngineClient;
let hangUp: () => void;

beforeAll(async () => {
  simulator = await startSimulatorProcess({ events: 1_000, users: 50, today: '2026-05-20', quota: false });
  home = mkdtempSync(join(tmpdir(), 'mixlake-tables-'));
  test = startTestEngine({ home });
  const [near, far] = pipePair();
  test.engine.serveApp({ ...simulatorSession(simulator), kind: 'person' }, far);
  app = createORPCClient(new RPCLink({ port: framedPort(near) }));
  hangUp = () => {
    near.destroy();
    far.destroy();
  };
});
afterAll(async () => {
  hangUp();
  await test.close();
  await simulator.stop();
  rmSync(home, { recursive: true, force: true });
});

const names = async () => (await app.tables.list()).tables.map(({ name }) => name);

describe('tables made in the Explorer', () => {
  it('come from a statement or from a result that is shown', async () => {
    expect(await app.tables.saveResult({ name: 'numbers', sql: NUMBERS })).toEqual({ table: 'numbers', rows: 3 });
    const { resultId } = await app.query.open({ sql: 'SELECT sum(number) AS total FROM numbers' });
    expect(await app.tables.saveResult({ name: 'total', resultId })).toEqual({ table: 'total', rows: 1 });
    expect((await app.query.open({ sql: 'FROM total' })).firstRows).toEqual([[3]]);
    expect(await names()).toEqual(['numbers', 'total']);
  });

  it('are deleted and brought back, whatever the case of the name', async () => {
    expect(await app.tables.drop({ table: 'NUMBERS' })).toMatchObject({ table: 'numbers', rows: 3, undoableUntil: expect.any(String) });
    expect(await names()).toEqual(['total']);
    expect(await app.tables.undrop({ table: 'numbers' })).toEqual({ table: 'numbers', rows: 3 });
    expect(await names()).toEqual(['numbers', 'total']);
  });

  it('are refused in words when the statement does more than read', async () => {
    await expect(app.tables.saveResult({ name: 'x', sql: 'DELETE FROM numbers' })).rejects.toThrow();
    expect(await names()).toEqual(['numbers', 'total']);
  });
});

describe('the database file', () => {
  it('is written anew, with its size before and after, and holds what it held', async () => {
    const { bytes } = await app.tables.fileSize();
    expect(bytes).toBeGreaterThan(0);
    const { jobId } = await app.tables.compact();
    const ended = await vi.waitFor(
      async () => {
        const job = (await app.jobs.list()).jobs.find((each) => each.jobId === jobId);
        expect(job?.endedAt).toEqual(expect.any(String));
        return job;
      },
      { timeout: 60_000 },
    );
    expect(ended).toMatchObject({ kind: 'compact', status: 'completed' });
    expect((await app.tables.fileSize()).bytes).toBe(ended?.result?.bytes_after);
    expect(await names()).toEqual(['numbers', 'total']);
  });

  it('is left alone while a job of the project runs, with words that say which', async () => {
    const jobs = createJobs();
    const projectId = 'p-1';
    jobs.start({
      ...{ kind: 'fetch_events', title: 'Fetch events', projectId, table: 'events', startedBy: 'app', unit: 'days', key: 'one' },
      run: ({ signal }) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    });
    const lake = () => Promise.reject(new Error('The lake is not asked.'));
    const refused = compactForPerson({ projectId, lake }, jobs, 'app');
    await expect(refused).rejects.toMatchObject({ message: '“Fetch events” is still running.' });
    await jobs.close();
  });
});

describe('the log of what a person does there', () => {
  it('tells statements that were run from those the window asked of its own accord', async () => {
    await app.query.open({ sql: 'SELECT 1 AS mine' });
    await app.query.open({ sql: 'SELECT 2 AS looked', purpose: 'look' });
    await app.query.explain({ sql: NUMBERS, isAnalyzed: true });
    const { entries } = await app.activity.list({});
    const told = entries.map(({ tool, outcome }) => `${tool} ${outcome}`);
    expect(told.slice(0, 4)).toEqual(['query.explain ok', 'query.look ok', 'query.open ok', 'tables.compact ok']);
    expect(told).toEqual(
      expect.arrayContaining(['tables.drop ok', 'tables.undrop ok', 'tables.saveResult ok', 'tables.saveResult refused']),
    );
    const run = await app.activity.list({ tool: 'query.open', text: 'mine' });
    expect(run.entries.map((entry) => entry.arguments.sql)).toEqual(['SELECT 1 AS mine']);
  });
});
