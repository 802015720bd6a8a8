import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { createFakeApp } from '../fakes/fake-app.ts';
import { sampleEntry } from '../fakes/samples.ts';
import { cleanWindowEachTime, renderWindow } from '../render-window.tsx';

cleanWindowEachTime();

async function openSettings() {
  const app = createFakeApp();
  renderWindow(app, '/settings');
  await screen.findByRole('heading', { name: 'Data and privacy' });
  return app;
}

describe('the settings', () => {
  it('are saved as they are changed', async () => {
    const app = await openSettings();
    fireEvent.change(screen.getByLabelText('Tools that assistants are shown'), { target: { value: 'compact' } });
    await waitFor(() => expect(app.stage.settings.settings.toolProfile).toBe('compact'));
    fireEvent.click(screen.getByLabelText('Stay in the tray when the window is closed'));
    await waitFor(() => expect(app.stage.settings.settings).toMatchObject({ keepInTray: true, toolProfile: 'compact' }));
  });

  it('take no model before it is switched on and whole', async () => {
    const app = await openSettings();
    fireEvent.click(screen.getByLabelText('Use my own model'));
    const [save] = screen.getAllByRole('button', { name: 'Save' });
    expect(save?.hasAttribute('disabled')).toBe(true);
    fireEvent.change(screen.getByLabelText('Model'), { target: { value: 'local-1' } });
    fireEvent.change(screen.getByLabelText('Address'), { target: { value: 'http://example.com' } });
    expect(screen.getByText(/starts with https/)).toBeDefined();
    fireEvent.change(screen.getByLabelText('Address'), { target: { value: 'http://127.0.0.1:11434' } });
    if (save !== undefined) fireEvent.click(save);
    await waitFor(() =>
      expect(app.stage.settings.settings.model).toEqual({
        isEnabled: true,
        kind: 'anthropic',
        url: 'http://127.0.0.1:11434',
        name: 'local-1',
      }),
    );
  });

  it('keep the key of the model out of the page once it is stored', async () => {
    const app = await openSettings();
    fireEvent.click(screen.getByLabelText('Use my own model'));
    fireEvent.change(screen.getByLabelText('Key'), { target: { value: 'canary-key' } });
    fireEvent.click(screen.getByRole('button', { name: 'Store key' }));
    await screen.findByText('A key is stored in the keychain.');
    expect(app.stage.settings.hasModelKey).toBe(true);
    expect(document.body.innerHTML).not.toContain('canary-key');
  });

  it('take limits within their bounds, and save nothing else', async () => {
    const app = await openSettings();
    const saved = () => app.stage.settings.settings.limits;
    const ask = screen.getByLabelText('Events from which on a large fetch asks me');
    fireEvent.change(ask, { target: { value: '250,000' } });
    fireEvent.blur(ask);
    await waitFor(() => expect(saved().askFromEvents).toBe(250_000));
    for (const wrong of ['10', 'many', '', '1e9', '-5', '700.5', '6,00']) {
      const memory = screen.getByLabelText('Memory of the database, in MiB');
      fireEvent.change(memory, { target: { value: wrong } });
      fireEvent.keyDown(memory, { key: 'Enter' });
      await screen.findByText('Write a whole number from 512 to 16,384. Nothing was saved.');
    }
    const days = screen.getByLabelText('Days the activity log is kept');
    fireEvent.change(days, { target: { value: '90' } });
    fireEvent.blur(days);
    await waitFor(() => expect(saved()).toEqual({ askFromEvents: 250_000, callsKeptFree: 0, memoryMb: 1_024, activityDays: 90 }));
    await screen.findByText(/Kept for 90 days\./);
    fireEvent.change(screen.getByLabelText('Days the activity log is kept'), { target: { value: '' } });
    fireEvent.blur(screen.getByLabelText('Days the activity log is kept'));
    await waitFor(() => expect(saved().activityDays).toBeNull());
  });

  it('delete the activity log only after a yes', async () => {
    const app = createFakeApp({ activity: [sampleEntry(), sampleEntry({ id: 'act_2' })] });
    renderWindow(app, '/settings');
    fireEvent.click(await screen.findByRole('button', { name: 'Delete the activity log…' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Keep it' }));
    expect(app.stage.activity).toHaveLength(2);
    fireEvent.click(screen.getByRole('button', { name: 'Delete the activity log…' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Delete the log' }));
    await screen.findByText(/The activity log of 2 days was deleted/);
    expect(app.stage.activity).toEqual([]);
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('share the theme with the button of the rail', async () => {
    await openSettings();
    fireEvent.change(screen.getByLabelText('Theme'), { target: { value: 'dark' } });
    expect(document.documentElement.dataset.theme).toBe('dark');
    fireEvent.click(screen.getByRole('button', { name: 'Theme: Dark. Change' }));
    expect(document.documentElement.dataset.theme).toBeUndefined();
  });
});
