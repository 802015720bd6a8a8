import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ConnectedClient } from '#shared/model/connected-client.ts';
import { stretchesOf } from '../../../src-renderer/screens/activity/stretches.ts';
import { createFakeApp } from '../fakes/fake-app.ts';
import { sampleEntry, sampleJob, sampleTable } from '../fakes/samples.ts';
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

describe('conversations', () => {
  it('stand under heads with client, count, span and what they took; a long pause begins another', async () => {
    const at = (time: string) => `2026-11-22T${time}:00.000Z`;
    const calls = [
      sampleEntry({ id: 'c', startedAt: at('11:00'), mixpanelRequests: 0 }),
      sampleEntry({ id: 'x', startedAt: at('10:06'), client: { id: 'c-2', name: 'Cursor', kind: 'assistant' } }),
      sampleEntry({ id: 'b', startedAt: at('10:05'), mixpanelRequests: 2, spent: { query: 1, export: 1 } }),
      sampleEntry({ id: 'a', startedAt: at('10:00'), mixpanelRequests: 1, spent: { query: 1, export: 0 }, jobId: 'job-7' }),
    ];
    const jobs = [sampleJob({ jobId: 'job-7', spent: { query: 0, export: 3 } })];
    expect(stretchesOf(calls).map(({ id, entries }) => [id, entries.length])).toEqual([
      ['c', 1],
      ['x', 1],
      ['a', 2],
    ]);
    renderWindow(createFakeApp({ activity: calls, jobs }), '/activity');
    expect(await screen.findByText('3 requests to Mixpanel · 2 query calls and 4 exports of the hour')).toBeDefined();
    expect(screen.getAllByText('Mixpanel not asked')).toHaveLength(2);
    expect(await rowTexts()).toHaveLength(4);
    fireEvent.click(screen.getByLabelText('By conversation'));
    expect(screen.queryByText('Mixpanel not asked')).toBeNull();
    expect(await rowTexts()).toHaveLength(4);
  });
});

describe('the filter by time', () => {
  it('leaves out what is older, and takes two moments', async () => {
    const recent = sampleEntry({ id: 'new', startedAt: new Date(Date.now() - 60_000).toISOString() });
    renderWindow(createFakeApp({ activity: [recent, sampleEntry({ startedAt: '2020-01-02T12:00:00.000Z' })] }), '/activity');
    expect(await rowTexts()).toHaveLength(2);
    fireEvent.change(screen.getByLabelText('Time'), { target: { value: 'hour' } });
    await waitFor(async () => expect(await rowTexts()).toHaveLength(1));
    fireEvent.change(screen.getByLabelText('Time'), { target: { value: 'between' } });
    fireEvent.change(screen.getByLabelText(/^From/), { target: { value: '2020-01-01T00:00' } });
    fireEvent.change(screen.getByLabelText(/^Until/), { target: { value: '2020-02-01T00:00' } });
    await waitFor(async () => expect(await rowTexts()).toHaveLength(1));
    expect((await rowTexts())[0]).toContain('Jan 2');
  });
});

describe('a call of the log', () => {
  async function openFirst(app: ReturnType<typeof createFakeApp>) {
    renderWindow(app, '/activity');
    fireEvent.keyDown(await screen.findByRole('listbox'), { key: 'ArrowDown' });
    return within(await screen.findByRole('region', { name: /^Details of/ }));
  }

  it('is made again, and its answer shown', async () => {
    const app = createFakeApp({ activity: [sampleEntry()] });
    const details = await openFirst(app);
    fireEvent.click(details.getByRole('button', { name: 'Replay' }));
    expect(await details.findByText('14 rows.')).toBeDefined();
    expect(app.stage.replayed).toEqual([{ id: 'a-1', isConfirmed: false }]);
  });

  it('that changes something is made again only after a yes', async () => {
    const replay = { question: 'drop_table changes something. Call it again?', isOk: true, text: 'Dropped.' };
    const app = createFakeApp({ activity: [sampleEntry({ tool: 'drop_table' })], replay });
    const details = await openFirst(app);
    fireEvent.click(details.getByRole('button', { name: 'Replay' }));
    expect(await details.findByText(replay.question)).toBeDefined();
    expect(details.queryByText('Dropped.')).toBeNull();
    fireEvent.click(details.getByRole('button', { name: 'Call it again' }));
    expect(await details.findByText('Dropped.')).toBeDefined();
    expect(app.stage.replayed.map(({ isConfirmed }) => isConfirmed)).toEqual([false, true]);
  });

  it('of the window cannot be made again here', async () => {
    const details = await openFirst(createFakeApp({ activity: [sampleEntry({ tool: 'query.open' })] }));
    expect(details.queryByRole('button', { name: 'Replay' })).toBeNull();
  });

  it('tells what it and its job spent, and can be stopped while the job runs', async () => {
    const job = sampleJob({ jobId: 'job-7', spent: { query: 0, export: 3 } });
    const entry = sampleEntry({ tool: 'fetch_events', mixpanelRequests: 1, spent: { query: 1, export: 0 }, jobId: 'job-7' });
    const details = await openFirst(createFakeApp({ activity: [entry], jobs: [job] }));
    expect(details.getByText('1 query call of the hour')).toBeDefined();
    expect(await details.findByText('3 exports of the hour so far')).toBeDefined();
    expect(details.getByRole('button', { name: 'Stop it' })).toBeDefined();
  });
});

describe('the log as a whole', () => {
  it('is exported as it is filtered', async () => {
    const app = createFakeApp({ activity: [refused, sampleEntry()] });
    renderWindow(app, '/activity');
    await rowTexts();
    fireEvent.change(screen.getByLabelText('Outcome'), { target: { value: 'refused' } });
    fireEvent.click(screen.getByRole('button', { name: 'Export…' }));
    fireEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Export as CSV' }));
    expect(await screen.findByText('/home/me/.mixlake/exports/activity.csv')).toBeDefined();
    expect(app.stage.exported).toEqual([JSON.stringify({ outcome: 'refused', format: 'csv' })]);
  });

  it('is checked, and the first bad line named', async () => {
    const app = createFakeApp({ activity: [sampleEntry()] });
    renderWindow(app, '/activity');
    await rowTexts();
    fireEvent.click(screen.getByRole('button', { name: 'Verify' }));
    expect(await screen.findByText('The log is whole: 40 lines in 2 files.')).toBeDefined();
    fireEvent.click(within(screen.getByRole('dialog')).getAllByRole('button', { name: 'Close' })[0] ?? document.body);
    app.stage.logCheck = {
      files: 2,
      lines: 7,
      firstBad: { file: '2026-11-22.jsonl', line: 4, reason: 'was changed after it was written' },
    };
    fireEvent.click(screen.getByRole('button', { name: 'Verify' }));
    expect(await screen.findByText('Line 4 of 2026-11-22.jsonl: was changed after it was written.')).toBeDefined();
  });
});

describe('who is there', () => {
  const claude: ConnectedClient = {
    id: 'con-1',
    name: 'Claude Desktop',
    version: '1.4.2',
    kind: 'assistant',
    era: 'newer',
    since: '2026-11-22T10:00:00.000Z',
    lastCallAt: null,
    calls: 12,
    running: 0,
  };

  it('is listed, and can be disconnected after a yes', async () => {
    const app = createFakeApp({ clients: [claude] });
    renderWindow(app, '/activity');
    const row = within(await screen.findByRole('listitem', { name: 'Claude Desktop' }));
    expect(row.getByText(/12 calls/)).toBeDefined();
    fireEvent.click(row.getByRole('button', { name: 'Disconnect' }));
    expect(app.stage.clients).toHaveLength(1);
    fireEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Disconnect' }));
    expect(await screen.findByText('No assistant is connected right now.')).toBeDefined();
  });

  it('may wait for consent, which is given here too', async () => {
    const approval = {
      id: 'ask-1',
      question: 'Download about 2,000,000 events?',
      facts: ['May to June.'],
      client: 'Cursor',
      tool: 'safe_large_fetch',
      projectId: '3001',
      askedAt: '2026-11-22T10:00:00.000Z',
      expiresAt: '2026-11-22T10:30:00.000Z',
    };
    const app = createFakeApp({ approvals: [approval] });
    renderWindow(app, '/activity');
    fireEvent.click(await screen.findByRole('button', { name: 'Later' }));
    const row = within(await screen.findByRole('listitem', { name: approval.question }));
    fireEvent.click(row.getByRole('button', { name: 'Approve' }));
    await waitFor(() => expect(app.stage.answers).toEqual([{ id: 'ask-1', isApproved: true }]));
  });
});
