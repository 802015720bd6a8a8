import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { peekOf, peekStatement, peekWords } from '../../../src-renderer/screens/explorer/schema-peek.ts';
import { schemaRows } from '../../../src-renderer/screens/explorer/schema-rows.ts';
import { editorContent } from '../editor-content.ts';
import { createFakeApp } from '../fakes/fake-app.ts';
import type { AnswerSql } from '../fakes/fake-query.ts';
import { sampleTable } from '../fakes/samples.ts';
import { cleanWindowEachTime, renderWindow } from '../render-window.tsx';

cleanWindowEachTime();

const TYPED = sampleTable({
  name: 'events_typed',
  kind: 'view',
  typedOf: 'events',
  fetchedAt: null,
  fromDate: null,
  toDate: null,
  columns: [
    { name: 'event_name', type: 'VARCHAR', nullable: true },
    { name: 'plan', type: 'VARCHAR', nullable: true },
  ],
});
const TABLES = [
  sampleTable({ missingDays: ['2026-11-02'], quarantinedLines: 3, bytes: 12_400_000 }),
  TYPED,
  sampleTable({ name: 'people', kind: 'profiles', columns: [{ name: 'city', type: 'VARCHAR', nullable: true }] }),
];

const answer: AnswerSql = (sql) =>
  sql.includes('list(DISTINCT')
    ? { columns: [], rowCount: 1, row: () => [1000, 1000, ['Trip Booked', 'Search'], 880, ['a'], 0, null, 1000, ['x'], 1000, ['{}']] }
    : { columns: [{ name: 'n', type: 'INTEGER' }], rowCount: 1, row: () => [1] };

async function openTree() {
  const app = createFakeApp({ tables: TABLES, answer });
  renderWindow(app);
  const tree = await screen.findByRole('tree', { name: 'Tables and columns' });
  const names = () =>
    within(tree)
      .getAllByRole('treeitem')
      .map((item) => item.dataset.row);
  const item = (row: string) => {
    const found = tree.querySelector<HTMLElement>(`[data-row="${row}"]`);
    if (found === null) throw new Error(`no row ${row}`);
    return found;
  };
  const key = (row: string, name: string, more: object = {}) => fireEvent.keyDown(item(row), { key: name, ...more });
  return { app, tree, names, item, key };
}

describe('the schema tree', () => {
  it('shows tables with rows, days, freshness, size and what is missing', async () => {
    const { item, names } = await openTree();
    expect(names()).toEqual(['table events', 'table people']);
    for (const words of ['1,000,000', '2026-10-23 to 2026-11-21 (UTC)', '1 day missing', '3 lines set aside', '12.4 MB']) {
      expect(within(item('table events')).getByText(words)).toBeDefined();
    }
    expect(within(item('table events')).getByText(/^fetched .* ago$/)).toBeDefined();
  });

  it('opens by the arrow keys: the typed view, then the columns, with their nulls and some values', async () => {
    const { item, names, key } = await openTree();
    item('table events').focus();
    expect(item('table events').getAttribute('aria-expanded')).toBe('false');
    key('table events', 'ArrowRight');
    expect(names().slice(0, 4)).toEqual(['table events', 'table events_typed', 'column events event_name', 'column events event_time']);
    expect(await within(item('column events event_name')).findByText('no nulls · Trip Booked, Search')).toBeDefined();
    expect(within(item('column events event_time')).getByText('12 % null · a')).toBeDefined();
    expect(within(item('column events distinct_id')).getByText('all null')).toBeDefined();
    key('table events', 'ArrowRight');
    expect(document.activeElement).toBe(item('table events_typed'));
    key('table events_typed', 'ArrowRight');
    expect(item('column events_typed plan').getAttribute('aria-level')).toBe('3');
    key('table events_typed', 'End');
    expect(document.activeElement).toBe(item('table people'));
    key('table people', 'e');
    expect(document.activeElement).toBe(item('table events'));
    key('table events', 'ArrowLeft');
    expect(names()).toEqual(['table events', 'table people']);
  });

  it('shows the first rows with Enter, and puts names into the statement', async () => {
    const complaints = vi.spyOn(console, 'error');
    const { app, item, key } = await openTree();
    const content = await editorContent();
    item('table people').focus();
    key('table people', 'Enter');
    await waitFor(() => expect(app.log.opened.at(-1)).toBe('SELECT * FROM "people" LIMIT 100'));
    key('table people', 'ArrowRight');
    key('table people', 'ArrowDown');
    key('column people city', 'Enter');
    await waitFor(() => expect(content.textContent).toContain('city'));
    key('table people', 'Insert');
    await waitFor(() => expect(content.textContent).toContain('citypeople'));
    expect(complaints).not.toHaveBeenCalled();
    complaints.mockRestore();
  });

  it('finds columns by the filter, and opens what holds them', async () => {
    const { names } = await openTree();
    fireEvent.change(screen.getByRole('searchbox', { name: 'Filter tables and columns' }), { target: { value: 'plan' } });
    expect(names()).toEqual(['table events', 'table events_typed', 'column events_typed plan']);
    fireEvent.change(screen.getByRole('searchbox', { name: 'Filter tables and columns' }), { target: { value: 'nothing' } });
    expect(screen.getByText('No table or column is called that.')).toBeDefined();
  });

  it('deletes a table from its menu after a question, and brings it back', async () => {
    const { names, item, key } = await openTree();
    item('table people').focus();
    key('table people', 'F10', { shiftKey: true });
    const menu = await screen.findByRole('menu', { name: 'About people' });
    fireEvent.click(within(menu).getByRole('menuitem', { name: 'Delete…' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Delete' }));
    await waitFor(() => expect(names()).toEqual(['table events']));
    fireEvent.click(await screen.findByRole('button', { name: 'Bring back people' }));
    await waitFor(() => expect(names()).toEqual(['table events', 'table people']));
  });

  it('shows the profile of a column by its key and by its menu, and gives the focus back', async () => {
    const { app, item, key } = await openTree();
    item('table people').focus();
    key('table people', 'ArrowRight');
    key('table people', 'ArrowDown');
    const column = item('column people city');
    expect(document.activeElement).toBe(column);
    key('column people city', 'Enter', { shiftKey: true });
    const panel = await screen.findByRole('complementary', { name: 'Profile of city' });
    expect(await within(panel).findByText(/of the whole table$/)).toBeDefined();
    expect(app.log.profiled).toEqual(['people.city']);
    expect(panel.contains(document.activeElement)).toBe(true);
    fireEvent.keyDown(panel, { key: 'Escape' });
    expect(screen.queryByRole('complementary', { name: 'Profile of city' })).toBeNull();
    expect(document.activeElement).toBe(column);
    key('column people city', 'ContextMenu');
    fireEvent.click(
      within(await screen.findByRole('menu', { name: 'About city' })).getByRole('menuitem', { name: 'Profile of the column' }),
    );
    const again = await screen.findByRole('complementary', { name: 'Profile of city' });
    await waitFor(() => expect(again.contains(document.activeElement)).toBe(true));
    fireEvent.click(within(again).getByRole('button', { name: 'Close the profile' }));
    await waitFor(() => expect(document.activeElement).toBe(column));
  });

  it('compacts the database by keyboard, with its size before and after', async () => {
    await openTree();
    const button = screen.getByRole('button', { name: 'What to do with the local database' });
    button.focus();
    fireEvent.click(button);
    const menu = await screen.findByRole('menu', { name: 'The local database' });
    fireEvent.click(within(menu).getByRole('menuitem', { name: 'Compact the local database…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Compact the local database' });
    expect(await within(dialog).findByText(/^The file takes 48\.0 MB\./)).toBeDefined();
    fireEvent.click(within(dialog).getByRole('button', { name: 'Compact' }));
    expect(await within(dialog).findByText('The local database takes 12.4 MB now; before it took 48.0 MB.')).toBeDefined();
  });

  it('never offers to delete a typed view alone', async () => {
    const { key, item } = await openTree();
    item('table events').focus();
    key('table events', 'ArrowRight');
    key('table events', 'ArrowDown');
    key('table events_typed', 'ContextMenu');
    const menu = await screen.findByRole('menu', { name: 'About events_typed' });
    expect(within(menu).queryByRole('menuitem', { name: 'Delete…' })).toBeNull();
    fireEvent.keyDown(menu, { key: 'Escape' });
    expect(screen.queryByRole('menu')).toBeNull();
  });
});

describe('what the tree is made of', () => {
  it('lists a typed view on its own when its table is not there', () => {
    expect(schemaRows([TYPED], new Set(), '').map(({ id, level }) => [id, level])).toEqual([['table events_typed', 1]]);
  });

  it('quotes every name in the look at a table', () => {
    const sql = peekStatement({ name: 'a"b', columns: [{ name: 'x"; DROP', type: 'VARCHAR', nullable: true }] });
    expect(sql).toContain('FROM (SELECT * FROM "a""b" LIMIT 1000)');
    expect(sql).toContain('count("x""; DROP")');
  });

  it('rounds shares of nulls so that none looks like all or nothing', () => {
    expect(peekWords({ nullShare: 0.001, samples: [''] })).toBe('<1 % null · (empty)');
    expect(peekWords({ nullShare: 0.9999, samples: [] })).toBe('99 % null');
    expect(peekOf({ columns: TYPED.columns }, [0]).get('plan')).toEqual({ nullShare: 0, samples: [] });
  });
});
