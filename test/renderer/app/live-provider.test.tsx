import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { createFakeApp } from '../fakes/fake-app.ts';
import { sampleEntry, sampleStatus, sampleTable } from '../fakes/samples.ts';
import { cleanWindowEachTime, renderWindow } from '../render-window.tsx';

cleanWindowEachTime();
afterEach(() => setHidden(false));

function setHidden(isHidden: boolean): void {
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => isHidden });
  document.dispatchEvent(new Event('visibilitychange'));
}

async function rows() {
  const list = await screen.findByRole('listbox', { name: 'Activity, newest first' });
  return within(list).getAllByRole('option');
}

describe('the stream of the window', () => {
  it('is one, on every screen', async () => {
    const app = createFakeApp({ tables: [sampleTable()], activity: [sampleEntry()] });
    renderWindow(app);
    await screen.findByText('Engine ready');
    await waitFor(() => expect(app.openStreams()).toBe(1));
    fireEvent.click(screen.getByRole('link', { name: 'Activity' }));
    await rows();
    expect(app.openStreams()).toBe(1);
  });

  it('is let go while the page is hidden, and what happened meanwhile is read again', async () => {
    const app = createFakeApp({ activity: [sampleEntry()] });
    renderWindow(app, '/activity');
    expect(await rows()).toHaveLength(1);
    await waitFor(() => expect(app.openStreams()).toBe(1));
    setHidden(true);
    await waitFor(() => expect(app.openStreams()).toBe(0));
    app.setActivity(sampleEntry({ id: 'a-2', startedAt: '2026-11-22T11:00:00.000Z' }));
    setHidden(false);
    await waitFor(async () => expect(await rows()).toHaveLength(2));
  });

  it('shows in the activity log what happened while another screen was open', async () => {
    const app = createFakeApp({ tables: [sampleTable()], activity: [sampleEntry()] });
    renderWindow(app, '/activity');
    expect(await rows()).toHaveLength(1);
    fireEvent.click(screen.getByRole('link', { name: 'Explorer' }));
    await screen.findByRole('heading', { name: 'Explorer' });
    app.setActivity(sampleEntry({ id: 'a-2', startedAt: '2026-11-22T11:00:00.000Z' }));
    await new Promise((resolve) => setTimeout(resolve, 50)); // it is told while the log is not on the screen
    fireEvent.click(screen.getByRole('link', { name: 'Activity' }));
    await waitFor(async () => expect(await rows()).toHaveLength(2));
  });

  it('is believed rather than an older answer that comes after it', async () => {
    const release = Promise.withResolvers<void>();
    const app = createFakeApp({
      tables: [sampleTable()],
      status: sampleStatus({ engine: { state: 'starting', reason: null, pid: null } }),
      slowStatus: () => release.promise,
    });
    renderWindow(app);
    await waitFor(() => expect(app.openStreams()).toBe(1));
    app.setStatus(sampleStatus({ engine: { state: 'ready', reason: null, pid: 4713 } }));
    await screen.findByText('Engine ready');
    release.resolve();
    await new Promise((resolve) => setTimeout(resolve, 50)); // the old answer is taken in
    expect(screen.getByText('Engine ready')).toBeDefined();
    expect(await screen.findByRole('treeitem', { name: /events/ })).toBeDefined();
  });

  it('asks the tables again when an engine is ready after a loss', async () => {
    const app = createFakeApp({ tables: [sampleTable()] });
    renderWindow(app);
    await screen.findByRole('treeitem', { name: /events/ });
    app.setStatus(sampleStatus({ engine: { state: 'restarting', reason: null, pid: null } }));
    await screen.findByText('Engine restarting');
    app.stage.tables = [sampleTable(), sampleTable({ name: 'signups' })];
    app.setStatus(sampleStatus({ engine: { state: 'ready', reason: null, pid: 4713 } }));
    expect(await screen.findByRole('treeitem', { name: /signups/ })).toBeDefined();
  });
});
