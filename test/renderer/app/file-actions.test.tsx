import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createFakeApp } from '../fakes/fake-app.ts';
import { sampleJob, sampleTable } from '../fakes/samples.ts';
import { cleanWindowEachTime, renderWindow } from '../render-window.tsx';

const PATH = '/home/me/.mixlake/exports/result.csv';

cleanWindowEachTime();
afterEach(() => {
  vi.unstubAllGlobals();
});

/** A window that has seen an export run, and now sees it end. */
async function endExport(start: Parameters<typeof createFakeApp>[0] = {}) {
  const running = sampleJob({ kind: 'export', title: 'Export events as csv' });
  const app = createFakeApp({ tables: [sampleTable()], jobs: [running], ...start });
  renderWindow(app);
  await screen.findByRole('progressbar');
  const result = { path: PATH, format: 'csv', rows: 3, bytes: 20, notes: [] };
  app.setJob({ ...running, status: 'completed', endedAt: '2026-11-22T09:02:00.000Z', result, message: `3 rows written to ${PATH}.` });
  await screen.findByText('The export is ready');
  return { app, message: within(screen.getByRole('region', { name: 'Messages' })) };
}

describe('the message of a finished export', () => {
  it('shows the file in its folder where there is a desktop', async () => {
    vi.stubGlobal('mixlakeShell', { kind: 'electron', platform: 'linux' });
    const { app, message } = await endExport();
    fireEvent.click(message.getByRole('button', { name: 'Show in folder' }));
    await waitFor(() => expect(app.stage.shownFiles).toEqual([PATH]));
  });

  it('offers the path to copy in a browser', async () => {
    const written: string[] = [];
    vi.stubGlobal('navigator', { ...navigator, clipboard: { writeText: async (text: string) => void written.push(text) } });
    const { message } = await endExport({ hasDesktop: false });
    expect(message.queryByRole('button', { name: 'Show in folder' })).toBeNull();
    fireEvent.click(message.getByRole('button', { name: 'Copy the path' }));
    await message.findByRole('button', { name: 'Copied' });
    expect(written).toEqual([PATH]);
  });
});
