import { createEvent, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import type { GridColumn } from '../../../src-renderer/ui/grid/column-widths.ts';
import { Grid } from '../../../src-renderer/ui/grid/grid.tsx';
import { PageLoader, type Row } from '../../../src-renderer/ui/grid/page-loader.ts';
import { cleanWindowEachTime } from '../render-window.tsx';

cleanWindowEachTime();

const columns: GridColumn[] = [
  { name: 'event_name', type: 'VARCHAR', align: 'left' },
  { name: 'n', type: 'BIGINT', align: 'right' },
  { name: 'properties', type: 'JSON', align: 'left' },
];

function row(index: number): Row {
  return [`event ${index}`, index, index === 1 ? null : `{"id":9007199254740993${index}}`];
}

function pages(offset: number, limit: number): Row[] {
  return Array.from({ length: limit }, (_, index) => row(offset + index));
}

function renderGrid(rowCount: number, notes: string[] = []) {
  const loader = new PageLoader(pages(0, Math.min(200, rowCount)), async (offset, limit) => pages(offset, limit));
  loader.setRowCount(rowCount);
  render(<Grid label="Result" columns={columns} rows={loader} onNote={(text) => notes.push(text)} />);
  return screen.getByRole('grid', { name: 'Result' });
}

function press(key: string, more: { shiftKey?: boolean; ctrlKey?: boolean } = {}) {
  fireEvent.keyDown(document.activeElement ?? document.body, { key, ...more });
}

function copied(grid: HTMLElement): string {
  const texts: string[] = [];
  const event = createEvent.copy(grid);
  Object.defineProperty(event, 'clipboardData', { value: { setData: (_type: string, text: string) => texts.push(text) } });
  fireEvent(grid, event);
  return texts.join();
}

/** The only cell that Tab reaches. */
function tabStop(grid: HTMLElement): HTMLElement {
  const stops = within(grid)
    .getAllByRole('gridcell')
    .filter((cell) => cell.tabIndex === 0);
  expect(stops).toHaveLength(1);
  return stops[0] ?? grid;
}

describe('the grid', () => {
  it('says the name of a column before its type, on the side of its values', () => {
    const headers = within(renderGrid(3)).getAllByRole('columnheader');
    expect(headers.map((header) => header.textContent)).toEqual(['event_name VARCHAR', 'n BIGINT', 'properties JSON']);
    for (const header of headers) expect(header.className).not.toContain('reverse');
    expect(headers.map((header) => header.className.includes('justify-end'))).toEqual([false, true, false]);
  });

  it('tells its whole size and draws only what can be seen', () => {
    const grid = renderGrid(1_000_000);
    expect(grid.getAttribute('aria-rowcount')).toBe('1000001');
    expect(grid.getAttribute('aria-colcount')).toBe('3');
    expect(within(grid).getAllByRole('columnheader')).toHaveLength(3);
    expect(within(grid).getAllByRole('row').length).toBeLessThan(50);
    expect(within(grid).getByText('event 0').parentElement?.getAttribute('aria-rowindex')).toBe('2');
  });

  it('shows NULL as something else than text', () => {
    const grid = renderGrid(3);
    expect(within(grid).getByText('NULL').tagName).toBe('SPAN');
  });

  it('moves its one tab stop with the keys', () => {
    const grid = renderGrid(500);
    tabStop(grid).focus();
    press('ArrowDown');
    press('ArrowRight');
    expect(document.activeElement?.textContent).toBe('1');
    expect(tabStop(grid)).toBe(document.activeElement);
    press('Home', { ctrlKey: true });
    expect(document.activeElement?.textContent).toBe('event 0');
  });

  it('goes to the last of five million rows, which then arrives', async () => {
    const grid = renderGrid(5_000_000);
    tabStop(grid).focus();
    press('End', { ctrlKey: true });
    expect(document.activeElement?.getAttribute('data-row')).toBe('4999999');
    press('Home');
    await waitFor(() => expect(document.activeElement?.textContent).toBe('event 4999999'));
    expect(document.activeElement?.closest('[role=row]')?.getAttribute('aria-rowindex')).toBe('5000001');
  });

  it('does not jump when the scroll bar rounds the place that the keys chose', () => {
    const grid = renderGrid(5_000_000);
    const place = () => {
      const row = document.activeElement?.closest<HTMLElement>('[role=row]');
      const tops = [row, row?.parentElement].map((element) => Number.parseInt(element?.style.top ?? '', 10));
      return tops.reduce((sum, top) => sum + top, 0) - Math.round(grid.scrollTop);
    };
    tabStop(grid).focus();
    for (let times = 0; times < 4; times++) press('PageDown');
    const before = place();
    grid.scrollTop += 0.9;
    fireEvent.scroll(grid);
    expect(Math.abs(place() - before)).toBeLessThanOrEqual(1);
  });

  it('lets rows take turns in the same elements while it scrolls, and the active cell keeps its own', () => {
    const complaints = vi.spyOn(console, 'error');
    const grid = renderGrid(1_000_000);
    const cell = grid.querySelector<HTMLElement>('[data-row="3"][data-column="0"]') ?? grid;
    fireEvent.mouseDown(cell);
    const before = new Set(within(grid).getAllByRole('row'));
    for (const row of [64, 640, 64_003]) {
      grid.scrollTop = row * 24;
      fireEvent.scroll(grid);
      const now = within(grid).getAllByRole('row');
      const indexes = now.map((each) => each.getAttribute('aria-rowindex'));
      expect(new Set(indexes).size).toBe(now.length);
      expect(now.filter((each) => before.has(each)).length).toBeGreaterThan(now.length / 3);
      expect(document.activeElement).toBe(cell);
    }
    // Two rows in one element are what React complains of.
    expect(complaints).not.toHaveBeenCalled();
    complaints.mockRestore();
  });

  it('keeps the focus while the view is scrolled away', async () => {
    const grid = renderGrid(100_000);
    tabStop(grid).focus();
    grid.scrollTop = 1_200_000;
    fireEvent.scroll(grid);
    expect(await within(grid).findByText('event 50000')).toBeDefined();
    expect(document.activeElement?.textContent).toBe('event 0');
  });

  it('copies one cell, or the selected rectangle with tabs', () => {
    const grid = renderGrid(500);
    tabStop(grid).focus();
    expect(copied(grid)).toBe('event 0');
    press('ArrowDown', { shiftKey: true });
    press('ArrowRight', { shiftKey: true });
    expect(copied(grid)).toBe('event 0\t0\nevent 1\t1');
    expect(within(grid).getAllByRole('gridcell', { selected: true })).toHaveLength(4);
  });

  it('selects everything with Ctrl+A without leaving the place', () => {
    const grid = renderGrid(150);
    tabStop(grid).focus();
    press('a', { ctrlKey: true });
    expect(grid.scrollTop).toBe(0);
    expect(copied(grid).split('\n')).toHaveLength(150);
  });

  it('shows a whole value on Enter, with all its digits, and gives the focus back', async () => {
    const grid = renderGrid(500);
    tabStop(grid).focus();
    press('End');
    press('Enter');
    const dialog = await screen.findByRole('dialog', { name: 'properties, row 1' });
    expect(dialog.querySelector('pre')?.textContent).toBe('{\n  "id": 90071992547409930\n}');
    fireEvent.click(within(dialog).getByRole('button', { name: 'Close' }));
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(document.activeElement?.getAttribute('data-column')).toBe('2');
  });

  it('shows a place holder until the page is here', async () => {
    const loader = new PageLoader(pages(0, 200), () => new Promise(() => {}));
    loader.setRowCount(10_000);
    render(<Grid label="Slow" columns={columns} rows={loader} />);
    const grid = screen.getByRole('grid');
    grid.scrollTop = 24 * 5000;
    fireEvent.scroll(grid);
    await waitFor(() => expect(grid.querySelector('[aria-rowindex="5010"]')).not.toBeNull());
    expect(grid.querySelector('[aria-rowindex="5010"] [role=gridcell]')?.textContent).toBe('');
  });
});
