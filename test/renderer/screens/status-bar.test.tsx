import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { createFakeApp } from '../fakes/fake-app.ts';
import { sampleJob, sampleStatus, sampleTable } from '../fakes/samples.ts';
import { cleanWindowEachTime, renderWindow } from '../render-window.tsx';

cleanWindowEachTime();

describe('the status bar', () => {
  it('names engine, project, zone and what is left of the hour', async () => {
    renderWindow(createFakeApp({ tables: [sampleTable()] }));
    expect(await screen.findByText('3 of 60 queries this hour · 30 of 60 exports')).toBeDefined();
    expect(screen.getByText('Engine ready')).toBeDefined();
    expect(screen.getByText(/Project 3001 · Europe\/Berlin/)).toBeDefined();
  });

  it('follows a job from the first day to the end', async () => {
    const app = createFakeApp({ tables: [sampleTable()], jobs: [sampleJob()] });
    renderWindow(app);
    const bar = await screen.findByRole('progressbar');
    expect(bar.getAttribute('aria-valuetext')).toBe('12 of 30 days, 41,230 rows · 12.4K rows/s · about 1 min 35 s left');
    app.setJob(sampleJob({ progress: { ...sampleJob().progress, done: 29, etaSeconds: 2 } }));
    await waitFor(() => expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('29'));
    app.setJob(sampleJob({ status: 'completed', endedAt: '2026-11-22T09:02:00.000Z' }));
    await waitFor(() => expect(screen.queryByRole('progressbar')).toBeNull());
    expect(await screen.findByText('events is ready')).toBeDefined();
  });

  it('explains days that are not the project’s, and nothing else', async () => {
    const app = createFakeApp({ tables: [sampleTable()], jobs: [sampleJob()] });
    renderWindow(app);
    expect((await screen.findByText('12 of 30 days')).title).toMatch(/^days as the export counts them \(UTC\)/);
    app.setJob(sampleJob({ progress: { ...sampleJob().progress, unit: 'pages' } }));
    expect((await screen.findByText('12 of 30 pages')).title).toBe('');
  });

  it('shows no number where the total cannot be known', async () => {
    const progress = { ...sampleJob().progress, total: null, etaSeconds: null, unit: 'pages' as const };
    renderWindow(createFakeApp({ tables: [sampleTable()], jobs: [sampleJob({ progress })] }));
    const bar = await screen.findByRole('progressbar');
    expect(bar.hasAttribute('aria-valuenow')).toBe(false);
    expect(bar.getAttribute('aria-valuetext')).toContain('12 pages');
  });

  it('cancels a job', async () => {
    const app = createFakeApp({ tables: [sampleTable()], jobs: [sampleJob()] });
    renderWindow(app);
    const bar = await screen.findByRole('progressbar');
    fireEvent.click(within(bar.parentElement ?? document.body).getByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(app.stage.jobs[0]?.status).toBe('cancelled'));
    await waitFor(() => expect(screen.queryByRole('progressbar')).toBeNull());
  });

  it('leads from a running job to the list of fetches', async () => {
    renderWindow(createFakeApp({ tables: [sampleTable()], jobs: [sampleJob()] }));
    fireEvent.click(await screen.findByTitle('Show in Fetch'));
    expect(await screen.findByRole('heading', { name: 'Fetch', level: 1 })).toBeDefined();
  });

  it('says that it is reconnecting, and comes back by itself', async () => {
    const app = createFakeApp({ tables: [sampleTable()] });
    renderWindow(app);
    await screen.findByText('Engine ready');
    await waitFor(() => {
      app.breakStream();
      expect(screen.queryByText('Reconnecting…')).not.toBeNull();
    });
    await screen.findByText('Engine ready');
    app.setStatus(sampleStatus({ engine: { state: 'restarting', reason: null, pid: null } }));
    expect(await screen.findByText('Engine restarting')).toBeDefined();
  });

  it('offers another start when the engine failed', async () => {
    const app = createFakeApp({ status: sampleStatus({ engine: { state: 'failed', reason: 'It ended 5 times.', pid: null } }) });
    renderWindow(app);
    expect(await screen.findByText('It ended 5 times.')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Start it again' }));
    expect(await screen.findByText('Engine ready')).toBeDefined();
  });

  it('counts the assistants that are connected, and leads to them', async () => {
    const claude = {
      id: 'c',
      name: 'Claude Desktop',
      version: null,
      kind: 'assistant' as const,
      era: null,
      since: '2026-11-22T10:00:00.000Z',
    };
    const app = createFakeApp({ tables: [sampleTable()], clients: [{ ...claude, lastCallAt: null, calls: 0, running: 0 }] });
    renderWindow(app);
    fireEvent.click(await screen.findByRole('button', { name: '1 assistant' }));
    expect(await screen.findByRole('heading', { name: 'Activity' })).toBeDefined();
    app.setClients([]);
    expect(await screen.findByRole('button', { name: '0 assistants' })).toBeDefined();
  });

  it('shows the engine’s log, and why the engine does not run', async () => {
    const engineLog = [
      { time: '2026-11-22T10:00:00.000Z', level: 'info' as const, message: 'started', details: '' },
      { time: '2026-11-22T10:00:01.000Z', level: 'error' as const, message: 'the file is damaged', details: '{"code":7}' },
    ];
    const app = createFakeApp({ status: sampleStatus({ engine: { state: 'failed', reason: 'It ended 5 times.', pid: null } }), engineLog });
    renderWindow(app);
    fireEvent.click(await screen.findByRole('button', { name: 'Log' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByText('It ended 5 times.')).toBeDefined();
    await waitFor(() =>
      expect(dialog.getAllByRole('listitem').map((line) => line.textContent)).toEqual([
        expect.stringContaining('the file is damaged{"code":7}'),
        expect.stringContaining('started'),
      ]),
    );
  });
});
