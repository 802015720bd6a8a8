import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { editorContent } from '../editor-content.ts';
import { createFakeApp, wireError } from '../fakes/fake-app.ts';
import type { AnswerSql, FakeAnswer } from '../fakes/fake-query.ts';
import { sampleJob, sampleStatus, sampleTable } from '../fakes/samples.ts';
import { cleanWindowEachTime, renderWindow } from '../render-window.tsx';

cleanWindowEachTime();
const PREVIEW = 'SELECT * FROM "events" LIMIT 100';

function events(rowCount: number, more: Partial<FakeAnswer> = {}): FakeAnswer {
  const columns = [
    { name: 'event_name', type: 'VARCHAR' },
    { name: 'n', type: 'BIGINT' },
  ];
  return { columns, rowCount, row: (index) => [`event ${index}`, index], ...more };
}

const answer: AnswerSql = (sql) => events(sql === PREVIEW ? 100 : 3);

describe('the Explorer', () => {
  it('shows the first rows of the events table without a click', async () => {
    const app = createFakeApp({ tables: [sampleTable()], answer });
    renderWindow(app);
    const grid = await screen.findByRole('grid');
    expect(within(grid).getByText('event 0')).toBeDefined();
    expect(app.log.opened).toEqual([PREVIEW]);
    expect(screen.getByText('first 100 of 1,000,000 rows')).toBeDefined();
  });

  it('writes a first statement into an empty editor, and Ctrl+Enter runs it', async () => {
    const app = createFakeApp({ tables: [sampleTable()], answer });
    renderWindow(app);
    const content = await editorContent();
    await waitFor(() => expect(content.textContent).toContain('GROUP BY ALL'));
    fireEvent.keyDown(content, { key: 'Enter', ctrlKey: true });
    await waitFor(() => expect(app.log.opened.at(-1)).toMatch(/^SELECT event_name, count\(\*\) AS events/));
    expect(await screen.findByText('3 rows')).toBeDefined();
    expect(app.log.released).toEqual(['r-1']);
  });

  it('keeps what was written', async () => {
    localStorage.setItem('mixlake.sql', 'SELECT 42');
    renderWindow(createFakeApp({ tables: [sampleTable()], answer }));
    const content = await editorContent();
    expect(content.textContent).toContain('SELECT 42');
  });

  it('says how to leave the editor by keyboard', async () => {
    renderWindow(createFakeApp({ tables: [sampleTable()], answer }));
    const content = await editorContent();
    expect(content.getAttribute('aria-label')).toBe('SQL editor');
    expect(content.getAttribute('aria-description')).toContain('Press Escape, then Tab');
  });

  it('cancels a running statement by button and by Escape', async () => {
    localStorage.setItem('mixlake.sql', 'SELECT slow');
    const slow: AnswerSql = (sql, signal) =>
      sql === PREVIEW
        ? events(100)
        : new Promise((_resolve, reject) => {
            signal?.addEventListener('abort', () => reject(new Error('aborted')));
          });
    renderWindow(createFakeApp({ tables: [sampleTable()], answer: slow }));
    const content = await editorContent();
    await screen.findByRole('grid');
    fireEvent.keyDown(content, { key: 'Enter', ctrlKey: true });
    expect(await screen.findByText('Running…')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(await screen.findByText('You cancelled this statement.')).toBeDefined();
    fireEvent.keyDown(content, { key: 'Enter', ctrlKey: true });
    expect(await screen.findByText('Running…')).toBeDefined();
    fireEvent.keyDown(content, { key: 'Escape' });
    expect(await screen.findByText('You cancelled this statement.')).toBeDefined();
    await waitFor(() => expect(screen.queryByText('Running…')).toBeNull());
  });

  it('shows an error with its hint and marks its place in the text', async () => {
    localStorage.setItem('mixlake.sql', 'SELECT 1;\nSELECT * FORM events');
    const failing: AnswerSql = (sql) => {
      if (sql === PREVIEW) return events(100);
      throw wireError({ kind: 'sql', message: `Parser Error: near "FORM"\n\nLINE 1: ${sql}\n${' '.repeat(17)}^`, hint: 'Write FROM.' });
    };
    renderWindow(createFakeApp({ tables: [sampleTable()], answer: failing }));
    const content = await editorContent();
    fireEvent.keyDown(content, { key: 'End', ctrlKey: true });
    fireEvent.click(screen.getByRole('button', { name: 'Run' }));
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('near "FORM"');
    expect(alert.textContent).toContain('Write FROM.');
    await waitFor(() => expect(content.querySelector('.cm-lintRange-error')?.textContent).toBe('FORM'));
  });

  it('says that the rest is being made, then how many rows there are', async () => {
    let finish = () => {};
    const whole = new Promise<void>((resolve) => {
      finish = resolve;
    });
    renderWindow(createFakeApp({ tables: [sampleTable()], answer: () => events(1_000_000, { whole }) }));
    expect(await screen.findByText('first 200 rows; the rest is being made…')).toBeDefined();
    expect(screen.getByRole('grid').getAttribute('aria-rowcount')).toBe('201');
    finish();
    await waitFor(() => expect(screen.getByRole('grid').getAttribute('aria-rowcount')).toBe('1000001'));
  });

  it('says that a result was cut at the limit', async () => {
    localStorage.setItem('mixlake.sql', 'SELECT everything');
    renderWindow(
      createFakeApp({
        tables: [sampleTable({ rowCount: 0 }), sampleTable({ name: 'other' })],
        answer: () => events(500, { isCapped: true }),
      }),
    );
    fireEvent.keyDown(await editorContent(), { key: 'Enter', ctrlKey: true });
    expect(await screen.findByText('first 500 rows: the result was cut at the limit')).toBeDefined();
  });

  it('shows the progress of the first fetch, then its rows', async () => {
    const app = createFakeApp({ tables: [], jobs: [sampleJob()], answer });
    renderWindow(app);
    expect(await screen.findByRole('heading', { name: sampleJob().title })).toBeDefined();
    app.setTables([sampleTable()]);
    expect(await screen.findByRole('grid')).toBeDefined();
  });

  it('previews again when a fetch has made the table grow, but not while it runs', async () => {
    const app = createFakeApp({ tables: [sampleTable({ rowCount: 500, isLoading: true })], answer });
    renderWindow(app);
    expect(await screen.findByText('first 100 of 500 rows')).toBeDefined();
    app.setTables([sampleTable({ rowCount: 800, isLoading: true })]);
    await screen.findByText('800');
    expect(app.log.opened).toHaveLength(1);
    app.setTables([sampleTable({ rowCount: 1000 })]);
    expect(await screen.findByText('first 100 of 1,000 rows')).toBeDefined();
    expect(app.log.opened).toHaveLength(2);
  });

  it('forgets the result of another project', async () => {
    const app = createFakeApp({ tables: [sampleTable()], answer });
    renderWindow(app);
    await screen.findByRole('grid');
    app.setTables([]);
    const { account } = sampleStatus();
    app.setStatus(sampleStatus({ account: account === null ? null : { ...account, projectId: '77' } }));
    await waitFor(() => expect(screen.queryByRole('grid')).toBeNull());
    await waitFor(() => expect(app.log.released).toEqual(['r-1']));
  });

  it('offers to fetch when the lake is empty', async () => {
    renderWindow(createFakeApp({ tables: [], answer }));
    fireEvent.click(await screen.findByRole('button', { name: 'Fetch the last 30 days' }));
    expect(await screen.findByRole('progressbar')).toBeDefined();
  });
});
