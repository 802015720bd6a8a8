import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { createFakeApp } from '../fakes/fake-app.ts';
import { sampleEntry, sampleTable } from '../fakes/samples.ts';
import { cleanWindowEachTime, renderWindow } from '../render-window.tsx';

cleanWindowEachTime();
const refused = sampleEntry({
  id: 'a-2',
  startedAt: '2026-11-22T10:20:00.000Z',
  client: { id: 'c-2', name: 'Cursor', kind: 'assistant' },
  tool: 'fetch_events',
  arguments: { from_date: '2026-11-01' },
  outcome: 'refused',
  rows: null,
  summary: 'The range ends before it begins.',
});

async function rowTexts() {
  const list = await screen.findByRole('listbox', { name: 'Activity, newest first' });
  return within(list)
    .getAllByRole('option')
    .map((row) => row.textContent);
}

describe('the activity log', () => {
  it('shows what was done, by whom, with what outcome, newest first', async () => {
    renderWindow(createFakeApp({ activity: [refused, sampleEntry()] }), '/activity');
    const [first, second] = await rowTexts();
    expect(first).toMatch(/Cursor.*fetch_events.*from_date: 2026-11-01.*Refused/);
    expect(second).toMatch(/Claude Desktop.*sql.*SELECT event_name.*14.*128 ms.*OK/);
  });

  it('shows a call when it starts and its outcome when it ends, in one row', async () => {
    const app = createFakeApp({ activity: [sampleEntry()] });
    renderWindow(app, '/activity');
    await rowTexts();
    const running = sampleEntry({ id: 'a-9', startedAt: '2026-11-22T11:00:00.000Z', outcome: 'running', rows: null, durationMs: null });
    app.setActivity(running);
    await waitFor(async () => expect((await rowTexts())[0]).toContain('Running'));
    app.setActivity({ ...running, outcome: 'ok', rows: 7, durationMs: 2500 });
    await waitFor(async () => expect((await rowTexts())[0]).toMatch(/7.*2\.5 s.*OK/));
    expect(await rowTexts()).toHaveLength(2);
  });

  it('narrows to an outcome, also for what arrives later', async () => {
    const app = createFakeApp({ activity: [refused, sampleEntry()] });
    renderWindow(app, '/activity');
    await rowTexts();
    fireEvent.change(screen.getByLabelText('Outcome'), { target: { value: 'refused' } });
    await waitFor(async () => expect(await rowTexts()).toHaveLength(1));
    app.setActivity(sampleEntry({ id: 'a-10', startedAt: '2026-11-22T11:10:00.000Z' }));
    app.setActivity({ ...refused, id: 'a-11', startedAt: '2026-11-22T11:11:00.000Z' });
    await waitFor(async () => expect(await rowTexts()).toHaveLength(2));
    expect((await rowTexts()).every((text) => text?.includes('Refused'))).toBe(true);
  });

  it('lets go of a call that no longer matches', async () => {
    const running = sampleEntry({ id: 'a-3', outcome: 'running', rows: null, durationMs: null });
    const app = createFakeApp({ activity: [running, refused] });
    renderWindow(app, '/activity');
    await rowTexts();
    fireEvent.change(screen.getByLabelText('Outcome'), { target: { value: 'running' } });
    await waitFor(async () => expect(await rowTexts()).toHaveLength(1));
    app.setActivity({ ...running, outcome: 'ok', rows: 1, durationMs: 5 });
    expect(await screen.findByText('Nothing matches')).toBeDefined();
  });

  it('says when nothing matches, and clears the filters', async () => {
    renderWindow(createFakeApp({ activity: [sampleEntry()] }), '/activity');
    await rowTexts();
    fireEvent.change(screen.getByLabelText('Search in arguments and summaries'), { target: { value: 'nowhere' } });
    expect(await screen.findByText('Nothing matches')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Clear' }));
    await waitFor(async () => expect(await rowTexts()).toHaveLength(1));
  });

  it('opens the details with the keyboard', async () => {
    renderWindow(createFakeApp({ activity: [refused, sampleEntry({ mixpanelRequests: 2, jobId: 'job-7' })] }), '/activity');
    const list = await screen.findByRole('listbox');
    fireEvent.keyDown(list, { key: 'ArrowDown' });
    const details = await screen.findByRole('region', { name: 'Details of fetch_events' });
    expect(within(details).getByText('The range ends before it begins.')).toBeDefined();
    expect(within(details).queryByRole('button', { name: 'Open in Explorer' })).toBeNull();
    fireEvent.keyDown(list, { key: 'End' });
    const second = await screen.findByRole('region', { name: 'Details of sql' });
    expect(within(second).getByText('2 requests')).toBeDefined();
    expect(within(second).getByText('job-7')).toBeDefined();
  });

  it('takes a statement over into the Explorer', async () => {
    const app = createFakeApp({ activity: [sampleEntry()], tables: [sampleTable()] });
    renderWindow(app, '/activity');
    fireEvent.keyDown(await screen.findByRole('listbox'), { key: 'ArrowDown' });
    fireEvent.click(await screen.findByRole('button', { name: 'Open in Explorer' }));
    expect(await screen.findByRole('heading', { name: 'Explorer' })).toBeDefined();
    await waitFor(() =>
      expect(app.stage.explorer.tabs['3001']?.tabs.at(-1)?.text).toBe('SELECT event_name, count(*) FROM events GROUP BY ALL'),
    );
  });

  it('tells a new person what will stand here', async () => {
    renderWindow(createFakeApp(), '/activity');
    expect(await screen.findByText('Nothing has happened yet')).toBeDefined();
  });
});
