import { describe, expect, it } from 'vitest';
import type { SqlTabs } from '#shared/model/explorer.ts';
import { activeText, createDraft } from '../../../src-renderer/app/draft.ts';
import { createFakeApp } from '../fakes/fake-app.ts';
import { type ExplorerStage, emptyExplorer } from '../fakes/fake-explorer.ts';

const TWO: SqlTabs = {
  tabs: [
    { id: 'a', title: 'Revenue', text: 'SELECT 1' },
    { id: 'b', title: 'Query 1', text: 'SELECT 2' },
  ],
  activeId: 'b',
};

function memory(start: Record<string, string> = {}) {
  const kept = new Map(Object.entries(start));
  return { getItem: (key: string) => kept.get(key) ?? null, removeItem: (key: string) => void kept.delete(key), kept };
}

async function openDraft(explorer: ExplorerStage, storage = memory()) {
  const { client } = createFakeApp({ explorer });
  const draft = createDraft(client, storage);
  draft.getState().useProject('3001');
  await expect.poll(() => draft.getState().isLoaded).toBe(true);
  return { draft, titles: () => draft.getState().tabs.map(({ title }) => title), text: () => activeText(draft.getState()) };
}

describe('the SQL texts', () => {
  it('are there again on the next visit, with their names and the one in front', async () => {
    const explorer = emptyExplorer();
    const first = await openDraft(explorer);
    first.draft.getState().setText('SELECT 1');
    const id = first.draft.getState().open('SELECT 2');
    first.draft.getState().rename(id, ' Revenue ');
    await first.draft.getState().flush();
    const second = await openDraft(explorer);
    expect(second.titles()).toEqual(['Query 1', 'Revenue']);
    expect(second.text()).toBe('SELECT 2');
    expect(second.draft.getState().isTouched).toBe(true);
  });

  it('know that they were emptied on purpose', async () => {
    const explorer = emptyExplorer();
    const first = await openDraft(explorer);
    expect(first.draft.getState().isTouched).toBe(false);
    first.draft.getState().setText('');
    await first.draft.getState().flush();
    expect((await openDraft(explorer)).draft.getState()).toMatchObject({ isTouched: true });
  });

  it('take over the one text of an earlier version', async () => {
    const explorer = emptyExplorer();
    const storage = memory({ 'mixlake.sql': 'SELECT 42' });
    expect((await openDraft(explorer, storage)).text()).toBe('SELECT 42');
    await expect.poll(() => storage.kept.size).toBe(0);
    expect(explorer.tabs['3001']?.tabs[0]?.text).toBe('SELECT 42');
  });

  it('lose nothing that was written before the kept ones were read', async () => {
    let answer = () => {};
    const explorer = emptyExplorer({
      tabs: { 3001: TWO },
      slowTabs: () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    });
    const { client } = createFakeApp({ explorer });
    const draft = createDraft(client, memory());
    draft.getState().useProject('3001');
    draft.getState().show('SELECT 3');
    await new Promise((resolve) => setTimeout(resolve, 0));
    answer();
    await expect.poll(() => draft.getState().tabs.map(({ text }) => text)).toEqual(['SELECT 1', 'SELECT 2', 'SELECT 3']);
    expect(activeText(draft.getState())).toBe('SELECT 3');
    await draft.getState().flush();
    expect(explorer.tabs['3001']?.tabs).toHaveLength(3);
  });

  it('belong to a project', async () => {
    const explorer = emptyExplorer({ tabs: { 77: TWO } });
    const { draft, titles } = await openDraft(explorer);
    draft.getState().setText('SELECT mine');
    draft.getState().useProject('77');
    await expect.poll(titles).toEqual(['Revenue', 'Query 1']);
    expect(explorer.tabs['3001']?.tabs[0]?.text).toBe('SELECT mine');
    expect(explorer.tabs['77']).toEqual(TWO);
  });

  it('tell when they cannot be kept, and are kept when it works again', async () => {
    const explorer = emptyExplorer({ isDiskFull: true });
    const { draft } = await openDraft(explorer);
    draft.getState().setText('SELECT 1');
    await draft.getState().flush();
    expect(draft.getState().problem).toContain('not kept just now');
    explorer.isDiskFull = false;
    await draft.getState().flush();
    expect(draft.getState().problem).toBeNull();
    expect(explorer.tabs['3001']?.tabs[0]?.text).toBe('SELECT 1');
  });
});

describe('tabs', () => {
  const opened = () => openDraft(emptyExplorer({ tabs: { 3001: TWO } }));

  it('move, and the one beside comes to the front when one is closed', async () => {
    const { draft, titles, text } = await opened();
    draft.getState().move('b', -1);
    expect(titles()).toEqual(['Query 1', 'Revenue']);
    draft.getState().move('b', -1);
    expect(titles()).toEqual(['Query 1', 'Revenue']);
    draft.getState().close('b');
    expect(titles()).toEqual(['Revenue']);
    expect(text()).toBe('SELECT 1');
    draft.getState().close('a');
    expect(titles()).toEqual(['Query 1']);
    expect(text()).toBe('');
  });

  it('get the least number that is free as their name', async () => {
    const { draft, titles } = await opened();
    draft.getState().open();
    draft.getState().open();
    expect(titles()).toEqual(['Revenue', 'Query 1', 'Query 2', 'Query 3']);
  });

  it('show a statement where it stands, or else in a tab of its own, and ask the editor once to select it', async () => {
    const { draft, text, titles } = await opened();
    draft.getState().show('SELECT 1 ');
    expect(text()).toBe('SELECT 1');
    expect(draft.getState().wanted).toBe('SELECT 1');
    draft.getState().taken();
    expect(draft.getState().wanted).toBeNull();
    draft.getState().show('SELECT 9', 'From the log');
    expect(titles()).toEqual(['Revenue', 'Query 1', 'From the log']);
    expect(text()).toBe('SELECT 9');
  });

  it('go round', async () => {
    const { draft, text } = await opened();
    draft.getState().step(1);
    expect(text()).toBe('SELECT 1');
    draft.getState().step(-1);
    expect(text()).toBe('SELECT 2');
  });
});
