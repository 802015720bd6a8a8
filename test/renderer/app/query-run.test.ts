import { describe, expect, it } from 'vitest';
import { createQueryRun, type Statement } from '../../../src-renderer/app/query-run.ts';
import { createFakeApp, wireError } from '../fakes/fake-app.ts';

const statement = (sql: string): Statement => ({ sql, offset: 0, previewOf: null });
const numbers = (rowCount: number) => ({ columns: [{ name: 'n', type: 'INTEGER' }], rowCount, row: (index: number) => [index] });

describe('running a statement', () => {
  it('shows the first rows at once and the size when the whole result is there', async () => {
    let finish = () => {};
    const whole = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const app = createFakeApp({ answer: () => ({ ...numbers(5000), whole }) });
    const store = createQueryRun(app.client);
    const run = store.getState().run(statement('SELECT n'));
    await expect.poll(() => store.getState().result?.opened.firstRows.length).toBe(200);
    expect(store.getState()).toMatchObject({ running: null, result: { status: { state: 'materialising', rowCount: null } } });
    finish();
    await run;
    expect(store.getState().result?.status).toMatchObject({ state: 'ready', rowCount: 5000 });
  });

  it('asks again when the long answer breaks off', async () => {
    let finish = () => {};
    const whole = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const { client } = createFakeApp({ answer: () => ({ ...numbers(5000), whole }) });
    const { open, explain, status, ready, page, arrange, profile, cancel, release } = client.query;
    let asked = 0;
    const brokenReady = async (): Promise<never> => {
      asked += 1;
      // The result is whole by the time one asks again.
      void ready({ resultId: 'r-1' });
      finish();
      throw new TypeError('Failed to fetch');
    };
    const store = createQueryRun({ query: { open, explain, status, ready: brokenReady, page, arrange, profile, cancel, release } });
    await store.getState().run(statement('SELECT n'));
    expect(asked).toBe(1);
    expect(store.getState().result?.status).toMatchObject({ state: 'ready', rowCount: 5000 });
  });

  it('releases the result that is replaced, and only that', async () => {
    const app = createFakeApp({ answer: () => numbers(3) });
    const store = createQueryRun(app.client);
    await store.getState().run(statement('SELECT 1'));
    expect(app.log.released).toEqual([]);
    await store.getState().run(statement('SELECT 2'));
    await expect.poll(() => app.log.released).toEqual(['r-1']);
    expect(store.getState().result?.opened.resultId).toBe('r-2');
  });

  it('says what was wrong and keeps the result before', async () => {
    const app = createFakeApp({
      answer: (sql) => {
        if (sql === 'bad') throw wireError({ kind: 'sql', message: 'Parser Error', hint: 'Look again.' });
        return numbers(3);
      },
    });
    const store = createQueryRun(app.client);
    await store.getState().run(statement('good'));
    await store.getState().run(statement('bad'));
    expect(store.getState().failure?.error).toMatchObject({ kind: 'sql', message: 'Parser Error', hint: 'Look again.' });
    expect(store.getState().result?.statement.sql).toBe('good');
    await store.getState().run(statement('good'));
    expect(store.getState().failure).toBeNull();
  });

  it('cancels a statement that has not answered yet', async () => {
    let wasAborted = false;
    const app = createFakeApp({
      answer: (_sql, signal) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => {
            wasAborted = true;
            reject(new Error('aborted'));
          });
        }),
    });
    const store = createQueryRun(app.client);
    const run = store.getState().run(statement('slow'));
    await expect.poll(() => store.getState().running).not.toBeNull();
    store.getState().cancel();
    await run;
    expect(wasAborted).toBe(true);
    expect(store.getState()).toMatchObject({ running: null, failure: { error: { kind: 'cancelled' } } });
  });

  it('cancels the making of the whole result by its id', async () => {
    const app = createFakeApp({ answer: () => ({ ...numbers(5000), whole: new Promise(() => {}) }) });
    const store = createQueryRun(app.client);
    void store.getState().run(statement('SELECT n'));
    await expect.poll(() => store.getState().result?.status.state).toBe('materialising');
    store.getState().cancel();
    await expect.poll(() => app.log.cancelled).toEqual(['r-1']);
  });

  it('does not report the end of a statement that was overtaken', async () => {
    let isFirstThere = false;
    const app = createFakeApp({
      answer: (sql, signal) =>
        sql === 'second'
          ? numbers(1)
          : new Promise((_resolve, reject) => {
              isFirstThere = true;
              signal?.addEventListener('abort', () => reject(new Error('aborted')));
            }),
    });
    const store = createQueryRun(app.client);
    const first = store.getState().run(statement('first'));
    await expect.poll(() => isFirstThere).toBe(true);
    await store.getState().run(statement('second'));
    await first;
    expect(store.getState()).toMatchObject({ running: null, failure: null, result: { statement: { sql: 'second' } } });
  });

  it('drops the answer of a statement that was overtaken', async () => {
    const answers = new Map<string, () => void>();
    const app = createFakeApp({
      answer: (sql) =>
        new Promise((resolve) => {
          answers.set(sql, () => resolve(numbers(1)));
        }),
    });
    const store = createQueryRun(app.client);
    const first = store.getState().run(statement('first'));
    const second = store.getState().run(statement('second'));
    await expect.poll(() => answers.size).toBe(2);
    answers.get('second')?.();
    await second;
    answers.get('first')?.();
    await first;
    expect(store.getState().result?.statement.sql).toBe('second');
    expect(store.getState().failure).toBeNull();
  });
});
