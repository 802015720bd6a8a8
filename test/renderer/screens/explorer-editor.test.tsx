import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { editorContent } from '../editor-content.ts';
import { createFakeApp, wireError } from '../fakes/fake-app.ts';
import { type ExplorerStage, emptyExplorer } from '../fakes/fake-explorer.ts';
import type { AnswerSql } from '../fakes/fake-query.ts';
import { sampleEntry, sampleTable } from '../fakes/samples.ts';
import { cleanWindowEachTime, renderWindow } from '../render-window.tsx';

cleanWindowEachTime();

const answer: AnswerSql = (sql) => {
  if (sql.includes('nope')) throw wireError({ kind: 'sql', message: `No column (line 1, column ${sql.indexOf('nope') + 1})` });
  return { columns: [{ name: 'n', type: 'INTEGER' }], rowCount: 1, row: () => [`answer of ${sql.trim()}`] };
};

async function open(text: string, more: Partial<ExplorerStage> = {}, activity = [sampleEntry()]) {
  const explorer = emptyExplorer({ tabs: { 3001: { tabs: [{ id: 'a', title: 'Query 1', text }], activeId: 'a' } }, ...more });
  const app = createFakeApp({ tables: [sampleTable()], answer, explorer, activity });
  renderWindow(app);
  const content = await editorContent();
  await screen.findByRole('grid');
  await waitFor(() => expect(content.textContent).not.toBe(''));
  const run = () => fireEvent.click(screen.getByRole('button', { name: 'Run' }));
  const kept = () => app.stage.explorer.tabs['3001']?.tabs[0];
  return { app, content, run, kept };
}

describe('parameters of a text', () => {
  it('are asked for, put in as literals, and kept with the tab', async () => {
    const { app, run, kept } = await open("SELECT $city, prop('$browser')");
    const before = app.log.opened.length;
    run();
    expect(await screen.findByText('Give a value')).toBeDefined();
    expect(app.log.opened).toHaveLength(before);
    fireEvent.change(screen.getByRole('textbox', { name: '$city' }), { target: { value: "L'Aquila'; DROP TABLE x" } });
    run();
    await waitFor(() => expect(app.log.opened.at(-1)).toBe("SELECT 'L''Aquila''; DROP TABLE x', prop('$browser')"));
    await waitFor(() => expect(kept()?.values).toEqual({ city: { kind: 'text', value: "L'Aquila'; DROP TABLE x" } }));
  });

  it('are checked for their kind', async () => {
    const { app, run } = await open('SELECT $n');
    fireEvent.change(screen.getByRole('combobox', { name: 'Kind of $n' }), { target: { value: 'number' } });
    fireEvent.change(screen.getByRole('textbox', { name: '$n' }), { target: { value: '1; x' } });
    run();
    expect(await screen.findByText('A number, such as 12 or 0.5')).toBeDefined();
    fireEvent.change(screen.getByRole('textbox', { name: '$n' }), { target: { value: '12' } });
    fireEvent.keyDown(screen.getByRole('textbox', { name: '$n' }), { key: 'Enter' });
    await waitFor(() => expect(app.log.opened.at(-1)).toBe('SELECT (12)'));
  });

  it('leave the mark of an error at its place in the written text', async () => {
    const { content, run } = await open('SELECT $a, nope');
    fireEvent.change(screen.getByRole('textbox', { name: '$a' }), { target: { value: 'a long text in its place' } });
    run();
    await screen.findByRole('alert');
    await waitFor(() => expect(content.querySelector('.cm-lintRange-error')?.textContent).toBe('nope'));
  });
});

describe('the plan of a statement', () => {
  it('is shown as a tree by the button, without running it', async () => {
    await open('SELECT 1');
    fireEvent.click(screen.getByRole('button', { name: /EXPLAIN/ }));
    const steps = await screen.findByRole('list', { name: 'Steps, the last one first' });
    expect(within(steps).getAllByRole('listitem')).toHaveLength(2);
    expect(within(steps).getByText('about 1,000,000 rows')).toBeDefined();
    expect(screen.getByText(/^not run;/)).toBeDefined();
  });

  it('tells counted rows and times for EXPLAIN ANALYZE, and goes when rows are asked for', async () => {
    const { content } = await open('-- why\nEXPLAIN ANALYZE SELECT 1;\nSELECT 2');
    fireEvent.keyDown(content, { key: 'Home', ctrlKey: true });
    fireEvent.keyDown(content, { key: 'Enter', ctrlKey: true, shiftKey: true });
    const results = await screen.findByRole('tablist', { name: 'Results' });
    await within(results).findByRole('tab', { name: '2 · 1 row' });
    expect(await screen.findByText('answer of SELECT 2')).toBeDefined();
    fireEvent.click(within(results).getByRole('tab', { name: '1 · plan' }));
    expect(await screen.findByText('900,000 rows (guessed 1,000,000 rows)')).toBeDefined();
    expect(screen.getByText('40 ms, 80 %')).toBeDefined();
  });
});

describe('the text', () => {
  it('is laid out on demand, and undone as one step', async () => {
    const { content, kept } = await open('select a,b from events');
    fireEvent.click(screen.getByRole('button', { name: /^Format/ }));
    await waitFor(() => expect(kept()?.text).toContain('\n  a,\n  b\n'));
    fireEvent.keyDown(content, { key: 'z', ctrlKey: true });
    await waitFor(() => expect(kept()?.text).toBe('select a,b from events'));
  });

  it('is saved under a name, found again, opened in a tab and removed', async () => {
    const { app } = await open('SELECT 7');
    fireEvent.click(screen.getByRole('button', { name: /^Save this text/ }));
    fireEvent.change(await screen.findByRole('textbox', { name: 'Name' }), { target: { value: 'Lucky' } });
    fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByRole('tab', { name: 'Lucky' })).toBeDefined();
    expect(app.stage.explorer.queries).toMatchObject([{ name: 'Lucky', sql: 'SELECT 7' }]);
    fireEvent.keyDown(screen.getByRole('tab', { name: 'Lucky' }), { key: 'Delete' });
    fireEvent.click(screen.getByRole('button', { name: /^Saved queries and history/ }));
    const saved = await screen.findByRole('region', { name: 'Saved queries' });
    fireEvent.change(screen.getByRole('searchbox', { name: /^Search saved/ }), { target: { value: 'luck 7' } });
    fireEvent.click(await within(saved).findByRole('button', { name: /^Lucky SELECT 7/ }));
    expect((await editorContent()).textContent).toBe('SELECT 7');
    expect(await screen.findByRole('tab', { name: 'Lucky' })).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: /^Saved queries and history/ }));
    fireEvent.click(await screen.findByRole('button', { name: 'Remove Lucky' }));
    fireEvent.click(screen.getByRole('button', { name: 'Remove for good' }));
    await waitFor(() => expect(app.stage.explorer.queries).toEqual([]));
  });

  it('is found in the history, each statement once, of this project only', async () => {
    const entry = (id: string, sql: string, projectId = '3001') => sampleEntry({ id, tool: 'query.open', projectId, arguments: { sql } });
    await open('SELECT 1', {}, [
      entry('a', 'SELECT old'),
      entry('b', 'SELECT old'),
      entry('c', 'SELECT other', '77'),
      sampleEntry({ id: 'd' }),
    ]);
    fireEvent.click(screen.getByRole('button', { name: /^Saved queries and history/ }));
    const history = await screen.findByRole('region', { name: 'History' });
    fireEvent.click(await within(history).findByRole('button', { name: /^SELECT old .* 2 times$/ }));
    await waitFor(async () => expect((await editorContent()).textContent).toBe('SELECT old'));
  });
});

describe('changes', () => {
  it('are not carried out while only reading is allowed', async () => {
    const { app, run } = await open('CREATE TABLE mine AS SELECT 1');
    run();
    await waitFor(() => expect(app.log.opened.at(-1)).toBe('CREATE TABLE mine AS SELECT 1'));
    expect(app.stage.tables.map(({ name }) => name)).toEqual(['events']);
  });

  it('make and delete tables once they are allowed, until they no longer are', async () => {
    const { app, run } = await open('CREATE TABLE mine AS SELECT 1;');
    fireEvent.click(screen.getByRole('button', { name: 'Read-only' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Allow changes' }));
    const isOn = await screen.findByRole('button', { name: 'Changes allowed' });
    run();
    expect(await screen.findByText('answer of SELECT * FROM mine LIMIT 100')).toBeDefined();
    expect(await screen.findByText('3 rows saved as the table mine.')).toBeDefined();
    expect(app.stage.tables.map(({ name }) => name)).toEqual(['events', 'mine']);
    fireEvent.click(isOn);
    expect(await screen.findByRole('button', { name: 'Read-only' })).toBeDefined();
  });
});
