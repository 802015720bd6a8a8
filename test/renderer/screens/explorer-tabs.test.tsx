import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { SqlTabs } from '#shared/model/explorer.ts';
import { editorContent } from '../editor-content.ts';
import { createFakeApp, wireError } from '../fakes/fake-app.ts';
import { emptyExplorer } from '../fakes/fake-explorer.ts';
import type { AnswerSql } from '../fakes/fake-query.ts';
import { sampleTable } from '../fakes/samples.ts';
import { cleanWindowEachTime, renderWindow } from '../render-window.tsx';

cleanWindowEachTime();

const KEPT: SqlTabs = {
  tabs: [
    { id: 'a', title: 'Revenue', text: 'SELECT 1;\nSELECT 2;\nSELECT * FORM events' },
    { id: 'b', title: 'Users', text: 'SELECT 5' },
  ],
  activeId: 'a',
};

const answer: AnswerSql = (sql) => {
  if (sql.includes('FORM')) {
    throw wireError({ kind: 'sql', message: `Parser Error: near "FORM"\n\nLINE 1: ${sql}\n${' '.repeat(17)}^` });
  }
  return { columns: [{ name: 'n', type: 'INTEGER' }], rowCount: 1, row: () => [`answer of ${sql}`] };
};

async function openTwo() {
  const app = createFakeApp({ tables: [sampleTable()], answer, explorer: emptyExplorer({ tabs: { 3001: structuredClone(KEPT) } }) });
  renderWindow(app);
  const list = await screen.findByRole('tablist', { name: 'SQL texts' });
  await within(list).findByRole('tab', { name: 'Revenue' });
  await screen.findByRole('grid');
  const names = () =>
    within(list)
      .getAllByRole('tab')
      .map((tab) => tab.textContent);
  const front = () => within(list).getByRole('tab', { selected: true });
  return { app, list, names, front, content: await editorContent(), kept: () => app.stage.explorer.tabs['3001'] };
}

describe('the tabs of the Explorer', () => {
  it('are opened, named, moved and closed by keyboard, and kept', async () => {
    const { list, names, front, kept } = await openTwo();
    fireEvent.keyDown(front(), { key: 'ArrowRight' });
    expect(front().textContent).toBe('Users');
    fireEvent.keyDown(front(), { key: 'ArrowLeft', ctrlKey: true, shiftKey: true });
    expect(names()).toEqual(['Users', 'Revenue']);
    fireEvent.keyDown(front(), { key: 'F2' });
    const field = await within(list).findByRole('textbox', { name: 'Name of this tab' });
    fireEvent.change(field, { target: { value: 'People' } });
    fireEvent.keyDown(field, { key: 'Enter' });
    expect(names()).toEqual(['People', 'Revenue']);
    fireEvent.keyDown(list, { key: 't', code: 'KeyT', altKey: true });
    expect(names()).toEqual(['People', 'Revenue', 'Query 1']);
    expect(front().textContent).toBe('Query 1');
    fireEvent.keyDown(front(), { key: 'Delete' });
    expect(names()).toEqual(['People', 'Revenue']);
    await waitFor(() => expect(kept()?.tabs.map(({ title }) => title)).toEqual(['People', 'Revenue']));
  });

  it('have texts, results and an undo of their own', async () => {
    const { app, front, content } = await openTwo();
    await waitFor(() => expect(content.textContent).toContain('SELECT 1;'));
    fireEvent.keyDown(front(), { key: 'ArrowRight' });
    await waitFor(() => expect(content.textContent).toBe('SELECT 5'));
    expect(screen.queryByRole('grid')).toBeNull();
    fireEvent.keyDown(content, { key: 'Enter', ctrlKey: true });
    expect(await screen.findByText('answer of SELECT 5')).toBeDefined();
    fireEvent.keyDown(content, { key: 'z', ctrlKey: true });
    expect(content.textContent).toBe('SELECT 5');
    fireEvent.keyDown(front(), { key: 'ArrowLeft' });
    await waitFor(() => expect(screen.queryByText('answer of SELECT 5')).toBeNull());
    expect(app.log.released).toEqual([]);
    fireEvent.keyDown(front(), { key: 'Delete' });
    expect(await screen.findByText('answer of SELECT 5')).toBeDefined();
    await waitFor(() => expect(app.log.released).toEqual(['r-1']));
  });
});

describe('several statements in one text', () => {
  it('run one after the other, each with a result under a tab of its own, and the error stands in its statement', async () => {
    const { app, content } = await openTwo();
    await waitFor(() => expect(content.textContent).toContain('FORM'));
    fireEvent.keyDown(content, { key: 'Enter', ctrlKey: true, shiftKey: true });
    const results = await screen.findByRole('tablist', { name: 'Results' });
    expect(await within(results).findByRole('tab', { name: '3 · error' })).toBeDefined();
    expect(
      within(results)
        .getAllByRole('tab')
        .map((tab) => tab.textContent),
    ).toEqual(['1 · 1 row', '2 · 1 row', '3 · error']);
    expect((await screen.findByRole('alert')).textContent).toContain('near "FORM"');
    await waitFor(() => expect(content.querySelector('.cm-lintRange-error')?.textContent).toBe('FORM'));
    expect(app.log.opened.slice(1)).toEqual(['SELECT 1', 'SELECT 2']);
    fireEvent.keyDown(within(results).getByRole('tab', { selected: true }), { key: 'ArrowLeft' });
    expect(await screen.findByText('answer of SELECT 2')).toBeDefined();
    fireEvent.keyDown(within(results).getByRole('tab', { selected: true }), { key: 'ArrowLeft' });
    expect(await screen.findByText('answer of SELECT 1')).toBeDefined();
  });
});
