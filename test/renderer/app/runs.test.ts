import { describe, expect, it } from 'vitest';
import type { Statement } from '../../../src-renderer/app/query-run.ts';
import { createRuns } from '../../../src-renderer/app/runs.ts';
import { createFakeApp, wireError } from '../fakes/fake-app.ts';
import type { AnswerSql } from '../fakes/fake-query.ts';

const statement = (sql: string): Statement => ({ sql, offset: 0, previewOf: null });
const one = { columns: [{ name: 'n', type: 'INTEGER' }], rowCount: 1, row: () => [1] };

const answer: AnswerSql = (sql, signal) => {
  if (sql === 'bad') throw wireError({ kind: 'sql', message: 'Parser Error' });
  if (sql !== 'slow') return one;
  return new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(new Error('aborted')));
  });
};

function open() {
  const app = createFakeApp({ answer });
  const runs = createRuns(app.client);
  const shownSql = (tab: string) => runs.getState().shownOf(tab).getState().result?.statement.sql;
  return { app, runs, run: runs.getState().run, shownSql, tab: (id: string) => runs.getState().byTab[id] };
}

describe('running the statements of a text', () => {
  it('runs them in order and keeps a result of each', async () => {
    const { app, run, tab, runs, shownSql } = open();
    await run('t', [statement('one'), statement('two'), statement('three')]);
    expect(app.log.opened).toEqual(['one', 'two', 'three']);
    expect(tab('t')).toMatchObject({ shown: 2, isBusy: false });
    expect(shownSql('t')).toBe('three');
    runs.getState().show('t', 0);
    expect(shownSql('t')).toBe('one');
    expect(app.log.released).toEqual([]);
  });

  it('ends at the first that fails', async () => {
    const { app, run, tab } = open();
    await run('t', [statement('one'), statement('bad'), statement('three')]);
    expect(app.log.opened).toEqual(['one']);
    expect(tab('t')).toMatchObject({ shown: 1, isBusy: false });
    expect(tab('t')?.runs[1]?.getState().failure?.error.message).toBe('Parser Error');
  });

  it('ends with Cancel, and starts nothing more', async () => {
    const { app, run, runs, tab } = open();
    const running = run('t', [statement('one'), statement('slow'), statement('three')]);
    await expect.poll(() => tab('t')?.runs[1]?.getState().running).not.toBeNull();
    runs.getState().cancel('t');
    await running;
    expect(app.log.opened).toEqual(['one']);
    expect(tab('t')).toMatchObject({ isBusy: false });
    expect(tab('t')?.runs[1]?.getState().failure?.error).toMatchObject({ kind: 'cancelled' });
  });

  it('releases all results before when one statement runs again, but keeps the shown one until then', async () => {
    const { app, run, tab } = open();
    await run('t', [statement('one'), statement('two')]);
    await run('t', [statement('bad')]);
    expect(app.log.released).toEqual(['r-1']);
    expect(tab('t')?.runs).toHaveLength(1);
    expect(tab('t')?.runs[0]?.getState().result?.statement.sql).toBe('two');
    await run('t', [statement('three')]);
    await expect.poll(() => app.log.released).toEqual(['r-1', 'r-2']);
  });

  it('keeps the results of tabs apart, and releases those of a closed tab', async () => {
    const { app, run, runs, shownSql } = open();
    await run('a', [statement('one')]);
    await run('b', [statement('two')]);
    expect(shownSql('a')).toBe('one');
    runs.getState().keepOnly(['b']);
    await expect.poll(() => app.log.released).toEqual(['r-1']);
    expect(shownSql('a')).toBeUndefined();
    expect(shownSql('b')).toBe('two');
  });

  it('stops what runs in a tab that is closed', async () => {
    const { run, runs, tab } = open();
    const running = run('a', [statement('slow'), statement('two')]);
    await expect.poll(() => tab('a')?.runs[0]?.getState().running).not.toBeNull();
    runs.getState().keepOnly([]);
    await running;
    expect(runs.getState().byTab).toEqual({});
  });

  it('leaves whoever has chosen a result with it while others still run', async () => {
    const { run, runs, tab } = open();
    const running = run('t', [statement('one'), statement('two'), statement('three')]);
    runs.getState().show('t', 0);
    await running;
    expect(tab('t')).toMatchObject({ shown: 0, isBusy: false });
  });
});
