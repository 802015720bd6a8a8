import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { createFakeApp } from '../fakes/fake-app.ts';
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

  it('share the theme with the button of the rail', async () => {
    await openSettings();
    fireEvent.change(screen.getByLabelText('Theme'), { target: { value: 'dark' } });
    expect(document.documentElement.dataset.theme).toBe('dark');
    fireEvent.click(screen.getByRole('button', { name: 'Theme: Dark. Change' }));
    expect(document.documentElement.dataset.theme).toBeUndefined();
  });
});
