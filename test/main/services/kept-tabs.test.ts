import { createRouterClient } from '@orpc/server';
import { describe, expect, it } from 'vitest';
import { createExplorerRouters } from '#main/services/saved-queries.ts';
import { createKeeper } from '#renderer/app/draft-keeper.ts';
import type { SqlTab } from '#shared/model/explorer.ts';
import { tempDir } from '#test/fakes/temp-dir.ts';

const tab = (id: string, text: string): SqlTab => ({ id, title: id, text });

/** The real service over a real file, and windows with the keeper that the page itself uses. */
async function openWindows(start: readonly SqlTab[], count = 2) {
  const client = createRouterClient(createExplorerRouters(tempDir()));
  const kept = async () => (await client.tabs.read({ projectId: '3001' }))?.tabs ?? [];
  const open = async () => {
    const problems: (string | null)[] = [];
    const keeper = createKeeper(client, (problem) => problems.push(problem));
    await keeper.read('3001', () => true);
    return {
      keep: async (...tabs: readonly SqlTab[]) => {
        keeper.keep('3001', { tabs: [...tabs], activeId: tabs[0]?.id ?? '' });
        await keeper.flush();
        expect(problems).toEqual([]);
      },
    };
  };
  await (await open()).keep(...start);
  const windows = await Promise.all(Array.from({ length: count }, open));
  const texts = async () => Object.fromEntries((await kept()).map(({ id, text }) => [id, text]));
  const titles = async () => (await kept()).map(({ title }) => title);
  return { windows, open, texts, titles };
}

describe('two windows on one project', () => {
  it('keep each other’s texts, changed and new', async () => {
    const { windows, texts } = await openWindows([tab('a', 'SELECT 1'), tab('b', 'SELECT 2')]);
    const [first, second] = windows;
    await first?.keep(tab('a', 'SELECT 10'), tab('b', 'SELECT 2'), tab('c', 'SELECT 3'));
    await second?.keep(tab('a', 'SELECT 1'), tab('b', 'SELECT 20'), tab('d', 'SELECT 4'));
    expect(await texts()).toEqual({ a: 'SELECT 10', b: 'SELECT 20', c: 'SELECT 3', d: 'SELECT 4' });
    await first?.keep(tab('a', 'SELECT 11'), tab('b', 'SELECT 2'), tab('c', 'SELECT 3'));
    expect(await texts()).toEqual({ a: 'SELECT 11', b: 'SELECT 20', c: 'SELECT 3', d: 'SELECT 4' });
  });

  it('lose neither text where both wrote in the same tab, and make one copy a window, not one a keystroke', async () => {
    const { windows, texts, titles } = await openWindows([tab('a', 'SELECT 1')]);
    const [first, second] = windows;
    await first?.keep(tab('a', 'SELECT first'));
    await second?.keep(tab('a', 'SELECT second'));
    expect(Object.values(await texts())).toEqual(['SELECT second', 'SELECT first']);
    expect(await titles()).toEqual(['a', 'a (other window)']);
    for (const letter of ['x', 'xy', 'xyz']) {
      await first?.keep(tab('a', `SELECT first ${letter}`));
      await second?.keep(tab('a', `SELECT second ${letter}`));
    }
    expect(Object.values(await texts()).toSorted()).toEqual(['SELECT first xyz', 'SELECT second xyz']);
  });

  it('keep a copy that a person has written in', async () => {
    const { windows, open, texts } = await openWindows([tab('a', 'SELECT 1')]);
    const [first, second] = windows;
    await first?.keep(tab('a', 'SELECT first'));
    await second?.keep(tab('a', 'SELECT second'));
    const [, copy] = Object.keys(await texts());
    const third = await open();
    await third.keep(tab('a', 'SELECT second'), tab(copy ?? '', 'SELECT mine'));
    await first?.keep(tab('a', 'SELECT first again'));
    await second?.keep(tab('a', 'SELECT second again'));
    expect(Object.values(await texts())).toEqual(expect.arrayContaining(['SELECT mine', 'SELECT second again', 'SELECT first again']));
  });

  it('close a tab for both, but not one that the other has changed since', async () => {
    const { windows, texts } = await openWindows([tab('a', 'SELECT 1'), tab('b', 'SELECT 2'), tab('c', 'SELECT 3')]);
    const [first, second] = windows;
    await first?.keep(tab('a', 'SELECT 1'));
    await second?.keep(tab('a', 'SELECT 1'), tab('b', 'SELECT 2'), tab('c', 'SELECT 30'));
    expect(await texts()).toEqual({ a: 'SELECT 1', c: 'SELECT 30' });
  });

  it('lose nothing of many windows that write at once', async () => {
    const { windows, texts } = await openWindows([tab('a', 'SELECT 1')], 12);
    await Promise.all(windows.map((window, index) => window.keep(tab('a', 'SELECT 1'), tab(`own-${index}`, `SELECT ${index}`))));
    expect(Object.keys(await texts())).toHaveLength(13);
  });
});
