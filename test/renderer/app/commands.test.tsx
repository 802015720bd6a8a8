import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { meaningOf } from '../../../src-renderer/app/shortcuts.ts';
import { matchingCommands } from '../../../src-renderer/ui/command-list.tsx';
import { emptyAccounts, sampleAccount } from '../fakes/fake-accounts.ts';
import { createFakeApp } from '../fakes/fake-app.ts';
import { sampleStatus } from '../fakes/samples.ts';
import { cleanWindowEachTime, renderWindow } from '../render-window.tsx';

cleanWindowEachTime();

const press = (key: string, more: object = {}) => fireEvent.keyDown(document.body, { key, ...more });

describe('the command palette', () => {
  it('opens with Ctrl+K, finds by words and goes there with Enter', async () => {
    renderWindow(createFakeApp());
    await screen.findByText('Engine ready');
    press('k', { ctrlKey: true });
    const field = await screen.findByRole('combobox', { name: 'Search commands' });
    fireEvent.change(field, { target: { value: 'go sett' } });
    expect(screen.getAllByRole('option').map((option) => option.textContent)).toEqual([expect.stringContaining('Settings')]);
    fireEvent.keyDown(field, { key: 'Enter' });
    await screen.findByRole('heading', { name: 'Settings' });
    expect(screen.queryByRole('combobox', { name: 'Search commands' })).toBeNull();
  });

  it('changes the account', async () => {
    const app = createFakeApp({ accounts: { ...emptyAccounts(), accounts: [sampleAccount({ name: 'other', projectId: '77' })] } });
    renderWindow(app);
    await screen.findByText('Engine ready');
    press('k', { ctrlKey: true });
    fireEvent.click(await screen.findByRole('option', { name: /Use other/ }));
    await waitFor(() => expect(app.stage.status.account?.projectId).toBe('77'));
  });

  it('moves by the arrows, around both ends', async () => {
    renderWindow(createFakeApp());
    press('k', { ctrlKey: true });
    const field = await screen.findByRole('combobox');
    const selected = () => screen.getAllByRole('option').findIndex((option) => option.getAttribute('aria-selected') === 'true');
    expect(selected()).toBe(0);
    fireEvent.keyDown(field, { key: 'ArrowUp' });
    expect(selected()).toBe(screen.getAllByRole('option').length - 1);
    fireEvent.keyDown(field, { key: 'ArrowDown' });
    expect(selected()).toBe(0);
  });

  it('finds a command by every word, in any order', () => {
    const commands = [
      { id: '1', group: 'Go to', title: 'Explorer', run: () => undefined },
      { id: '2', group: 'Theme', title: 'Dark', run: () => undefined },
    ];
    expect(matchingCommands(commands, 'dark THEME').map(({ id }) => id)).toEqual(['2']);
    expect(matchingCommands(commands, '')).toHaveLength(2);
  });
});

describe('a key pressed anywhere', () => {
  it('leads to a screen or opens the sheet, but not where one types', async () => {
    renderWindow(createFakeApp());
    await screen.findByText('Engine ready');
    press('3', { ctrlKey: true });
    await screen.findByRole('heading', { name: 'Activity' });
    fireEvent.keyDown(screen.getByPlaceholderText('Search'), { key: '?' });
    expect(screen.queryByRole('dialog')).toBeNull();
    press('?');
    await screen.findByRole('dialog', { name: 'Keyboard shortcuts' });
  });

  it('means nothing with other modifiers', () => {
    const keys = { ctrlKey: true, metaKey: false, altKey: false, shiftKey: false };
    expect(meaningOf({ ...keys, key: 'k' }, () => true)).toEqual({ kind: 'palette' });
    expect(meaningOf({ ...keys, key: 'k', altKey: true }, () => false)).toBeUndefined();
    expect(meaningOf({ ...keys, key: 'k', shiftKey: true }, () => false)).toBeUndefined();
    expect(meaningOf({ ...keys, key: '0' }, () => false)).toBeUndefined();
  });
});

describe('the tour', () => {
  it('is offered once with the demo, leads over three screens, and can be taken again', async () => {
    const app = createFakeApp({ status: { ...sampleStatus(), isDemo: true } });
    const { unmount } = renderWindow(app);
    await screen.findByRole('complementary', { name: 'Tour' });
    fireEvent.click(screen.getByRole('button', { name: 'Next' }));
    await screen.findByText('Step 2 of 3');
    fireEvent.click(screen.getByRole('button', { name: 'Next' }));
    await screen.findByRole('heading', { name: 'Activity' });
    fireEvent.click(screen.getByRole('button', { name: 'Done' }));
    expect(screen.queryByRole('complementary', { name: 'Tour' })).toBeNull();
    unmount();
    renderWindow(app);
    await screen.findByText('Engine ready');
    expect(screen.queryByRole('complementary', { name: 'Tour' })).toBeNull();
    press('k', { ctrlKey: true });
    fireEvent.click(await screen.findByRole('option', { name: /Take the tour/ }));
    await screen.findByText('Step 1 of 3');
  });

  it('is not in the way on other screens, and goes on when one comes back', async () => {
    renderWindow(createFakeApp({ status: { ...sampleStatus(), isDemo: true } }));
    await screen.findByText('Step 1 of 3');
    fireEvent.click(screen.getByRole('link', { name: 'Fetch' }));
    await screen.findByRole('heading', { name: 'Fetch', level: 1 });
    expect(screen.queryByRole('complementary', { name: 'Tour' })).toBeNull();
    fireEvent.click(screen.getByRole('link', { name: 'Explorer' }));
    await screen.findByText('Step 1 of 3');
    fireEvent.click(screen.getByRole('link', { name: 'Fetch' }));
    press('k', { ctrlKey: true });
    fireEvent.click(await screen.findByRole('option', { name: /Take the tour/ }));
    await screen.findByRole('heading', { name: 'Explorer', level: 1 });
    await screen.findByText('Step 1 of 3');
  });
});
