import { configure, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { createFakeApp } from '../fakes/fake-app.ts';
import type { AnswerSql } from '../fakes/fake-query.ts';
import { sampleJob, sampleTable } from '../fakes/samples.ts';
import { cleanWindowEachTime, renderWindow } from '../render-window.tsx';

cleanWindowEachTime();
/** Lazy parts and a loaded machine take longer than the usual second. */
configure({ asyncUtilTimeout: 10_000 });

const answer: AnswerSql = () => ({
  columns: [
    { name: 'event_name', type: 'VARCHAR' },
    { name: 'n', type: 'BIGINT' },
  ],
  rowCount: 500,
  row: (index) => [`event ${index}`, (index * 7) % 500],
});

async function open() {
  const app = createFakeApp({ tables: [sampleTable()], answer });
  renderWindow(app);
  const grid = await screen.findByRole('grid');
  return { app, grid };
}

function texts(grid: HTMLElement, count: number): (string | null)[] {
  return within(grid)
    .getAllByRole('gridcell')
    .slice(0, count)
    .map((cell) => cell.textContent);
}

/** The menu of a column, by keyboard from a cell of it. */
async function columnMenu(grid: HTMLElement, column: number) {
  const cell = grid.querySelector<HTMLElement>(`[data-row="0"][data-column="${column}"]`) ?? grid;
  fireEvent.mouseDown(cell);
  fireEvent.keyDown(cell, { key: 'ArrowDown', altKey: true });
  return screen.findByRole('menu');
}

describe('a result', () => {
  it('is kept as a table under a name that the person gives', async () => {
    const { app } = await open();
    fireEvent.click(screen.getByTitle('Save the result as a table'));
    const dialog = within(await screen.findByRole('dialog', { name: 'Save the result as a table' }));
    expect(dialog.getByRole('button', { name: 'Save as table' }).hasAttribute('disabled')).toBe(true);
    fireEvent.change(dialog.getByLabelText('Name of the table'), { target: { value: 'busy_days' } });
    fireEvent.click(dialog.getByRole('button', { name: 'Save as table' }));
    await screen.findByText('3 rows saved as the table busy_days.');
    expect(app.stage.tables.map(({ name }) => name)).toContain('busy_days');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });
});

describe('the rows of a result', () => {
  it('are sorted by a click on the header, all of them, and back by the third', async () => {
    const { app, grid } = await open();
    const header = within(grid).getByRole('columnheader', { name: /^n BIGINT/ });
    fireEvent.click(header);
    await waitFor(() => expect(texts(grid, 2)).toEqual(['event 0', '0']));
    await waitFor(() => expect(texts(grid, 4)[3]).toBe('1'));
    expect(header.getAttribute('aria-sort')).toBe('ascending');
    expect(screen.getByText('Sorted by n ↑')).toBeDefined();
    expect(screen.getByText('all 500 rows of the result')).toBeDefined();
    fireEvent.click(header);
    await waitFor(() => expect(texts(grid, 2)[1]).toBe('499'));
    fireEvent.click(header);
    await waitFor(() => expect(texts(grid, 4)[3]).toBe('7'));
    expect(header.hasAttribute('aria-sort')).toBe(false);
    expect(app.log.arranged).toHaveLength(2);
  });

  it('are filtered from the menu of a column by keyboard, with words that say so', async () => {
    const { app, grid } = await open();
    const menu = await columnMenu(grid, 1);
    fireEvent.click(within(menu).getByRole('menuitem', { name: 'Filter…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Filter n' });
    fireEvent.change(within(dialog).getByLabelText('From'), { target: { value: '490' } });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Filter' }));
    expect(await screen.findByText('10 of 500 rows of the result')).toBeDefined();
    expect(app.log.arranged[0]).toMatchObject({ order: [], filters: [{ kind: 'range', column: 1, from: '490', to: null }] });
    expect(grid.getAttribute('aria-rowcount')).toBe('11');
    fireEvent.click(screen.getByRole('button', { name: 'Take this filter away: n ≥ 490' }));
    await waitFor(() => expect(grid.getAttribute('aria-rowcount')).toBe('501'));
  });

  it('say when the engine has let go of them, and come again when asked for', async () => {
    const { app, grid } = await open();
    app.loseResult('r-1');
    const menu = await columnMenu(grid, 1);
    fireEvent.click(within(menu).getByRole('menuitem', { name: 'Sort ascending' }));
    expect(await screen.findByText('This result is no longer kept.')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Run again' }));
    await waitFor(() => expect(app.log.opened).toHaveLength(2));
    await waitFor(() => expect(screen.queryByText('This result is no longer kept.')).toBeNull());
    expect(app.log.opened[1]).toBe(app.log.opened[0]);
  });

  it('say when no row passes', async () => {
    const { grid } = await open();
    const menu = await columnMenu(grid, 0);
    fireEvent.click(within(menu).getByRole('menuitem', { name: 'Filter…' }));
    fireEvent.change(await screen.findByLabelText('Text or value'), { target: { value: 'nowhere' } });
    fireEvent.click(screen.getByRole('button', { name: 'Filter' }));
    expect(await screen.findByText('No row passes the filters.')).toBeDefined();
  });

  it('get wider columns by keyboard', async () => {
    const { grid } = await open();
    const cell = grid.querySelector<HTMLElement>('[data-row="0"][data-column="0"]') ?? grid;
    const before = Number.parseInt(cell.style.width, 10);
    fireEvent.mouseDown(cell);
    fireEvent.keyDown(cell, { key: 'ArrowRight', altKey: true, shiftKey: true });
    expect(Number.parseInt(cell.style.width, 10)).toBe(before + 24);
  });
});

describe('the profile of a column', () => {
  it('of a preview is about the whole table, says what is an estimate, and closes with Escape', async () => {
    const { app, grid } = await open();
    const menu = await columnMenu(grid, 1);
    fireEvent.click(within(menu).getByRole('menuitem', { name: 'Profile of the column' }));
    const panel = await screen.findByRole('complementary', { name: 'Profile of n' });
    expect(await within(panel).findByText('about 12,345 (an estimate)')).toBeDefined();
    expect(within(panel).getByText('1,000 of the whole table')).toBeDefined();
    expect(within(panel).getByText('250 (25.0%)')).toBeDefined();
    expect(within(panel).getByText('0 to 50: 30 rows')).toBeDefined();
    expect(app.log.profiled).toEqual(['events.n']);
    fireEvent.keyDown(panel, { key: 'Escape' });
    expect(screen.queryByRole('complementary', { name: 'Profile of n' })).toBeNull();
  });
});

describe('an export', () => {
  it('takes the order and the filters, and tells where the file stands', async () => {
    const { app, grid } = await open();
    fireEvent.click(within(grid).getByRole('columnheader', { name: /^n BIGINT/ }));
    await screen.findByText('all 500 rows of the result');
    fireEvent.click(screen.getByRole('button', { name: 'Export' }));
    const dialog = await screen.findByRole('dialog', { name: 'Export the result' });
    fireEvent.change(within(dialog).getByLabelText('Format'), { target: { value: 'excel' } });
    expect(within(dialog).getByText(/1,048,575 rows/)).toBeDefined();
    fireEvent.click(within(dialog).getByRole('button', { name: 'Export' }));
    expect(await within(dialog).findByText(/Writing the file/)).toBeDefined();
    expect(app.log.exported).toEqual([
      {
        ...{ resultId: 'r-1', table: 'events', format: 'excel', name: 'events' },
        arrangement: { order: [{ column: 1, isDescending: false }], filters: [] },
      },
    ]);
    const ended = { status: 'completed' as const, endedAt: '2026-11-23T10:00:00.000Z', result: { path: '/exports/events.xlsx' } };
    app.setJob(sampleJob({ jobId: 'export-1', kind: 'export', message: '500 rows written to /exports/events.xlsx.', ...ended }));
    expect(await within(dialog).findByText('500 rows written to /exports/events.xlsx.')).toBeDefined();
    expect(within(dialog).getByRole('button', { name: 'Copy the path' })).toBeDefined();
  });
});
