import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { LedgerDay, TableLedger } from '#shared/model/fetch.ts';
import { createFakeApp, wireError } from '../fakes/fake-app.ts';
import { emptyFetch, type FetchStage, sampleEstimate, sampleUnfinished } from '../fakes/fake-fetch.ts';
import { sampleJob, sampleStatus, sampleTable, sampleWorkspace } from '../fakes/samples.ts';
import { cleanWindowEachTime, renderWindow } from '../render-window.tsx';

cleanWindowEachTime();

function day(date: string, state: LedgerDay['state'], rows = 100): LedgerDay {
  return { day: date, state, rows, fetchedAt: state === 'missing' ? null : '2026-10-20T08:00:00Z' };
}

const LEDGER: TableLedger = {
  table: 'events',
  dayZone: 'UTC',
  selections: [
    {
      id: 'all',
      words: 'all events',
      wish: {},
      days: [
        day('2026-10-01', 'complete', 1_234),
        day('2026-10-02', 'missing', 0),
        day('2026-10-03', 'missing', 0),
        day('2026-10-04', 'stale'),
        day('2026-10-05', 'partial', 7),
      ],
    },
  ],
};

function openFetch(fetch: Partial<FetchStage> = {}, rest: Parameters<typeof createFakeApp>[0] = {}) {
  const app = createFakeApp({ tables: [sampleTable()], fetch: { ...emptyFetch(), ...fetch }, ...rest });
  renderWindow(app, '/fetch');
  return app;
}

async function formOf() {
  return within(await screen.findByRole('form', { name: 'Fetch events' }));
}

function set(label: string, value: string) {
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
}

describe('a new fetch', () => {
  it('shows what it will cost before anything can be started, and starts exactly that', async () => {
    const app = openFetch();
    const form = await formOf();
    expect(form.queryByRole('button', { name: /^Fetch/ })).toBeNull();
    set('First day', '2026-11-01');
    set('Last day', '2026-11-05');
    set('Filter (optional)', 'properties["plan"] == "pro"');
    fireEvent.click(form.getByRole('button', { name: 'Estimate' }));
    const estimate = await form.findByRole('region', { name: 'Estimate' });
    expect(estimate.textContent).toContain('2 days of 31, as the export counts them (UTC); 29 days already there');
    expect(estimate.textContent).toContain(
      'about 12,345 events (300,000 in all days), from counts of each day from Mixpanel, confidence high',
    );
    expect(estimate.textContent).toContain('about 2 exports; 30 left this hour. This estimate took 1 query call.');
    fireEvent.click(form.getByRole('button', { name: 'Fetch 2 days' }));
    const wish = { fromDate: '2026-11-01', toDate: '2026-11-05', table: 'events', where: 'properties["plan"] == "pro"' };
    await waitFor(() =>
      expect(app.stage.fetch.asked).toEqual([
        { call: 'estimate', input: wish },
        { call: 'events', input: wish },
      ]),
    );
    expect(await screen.findByRole('listitem', { name: sampleJob().title })).toBeDefined();
  });

  it('puts the estimate away as soon as the form is another', async () => {
    openFetch();
    const form = await formOf();
    fireEvent.click(form.getByRole('button', { name: 'Estimate' }));
    await form.findByRole('button', { name: 'Fetch 2 days' });
    fireEvent.click(form.getByRole('button', { name: 'Last 7 days' }));
    expect(form.queryByRole('region', { name: 'Estimate' })).toBeNull();
    expect(form.queryByRole('button', { name: /^Fetch/ })).toBeNull();
  });

  it('says what could not be counted, what is too much for the hour, and what is added', async () => {
    openFetch({
      estimate: () =>
        sampleEstimate({
          events: null,
          eventsToFetch: null,
          confidence: 'low',
          notes: ['Mixpanel is away.'],
          exportRequests: 40,
          isAddedToOther: true,
        }),
    });
    const form = await formOf();
    fireEvent.click(form.getByRole('button', { name: 'Estimate' }));
    expect(await form.findByText('could not be counted')).toBeDefined();
    expect(form.getByText('Mixpanel is away.')).toBeDefined();
    expect(form.getByText('More exports than the hour has left.')).toBeDefined();
    expect(form.getByText('The table holds another selection.')).toBeDefined();
  });

  it('says beside the number that a filter is not counted, and when it would be', async () => {
    openFetch({ estimate: () => sampleEstimate({ isUpperBound: true }) });
    const form = await formOf();
    fireEvent.click(form.getByRole('button', { name: 'Estimate' }));
    const words =
      /^at most about 12,345 events .*the filter is not counted and leaves fewer \(it is counted when at most 5 events are chosen\)$/;
    expect(await form.findByText(words)).toBeDefined();
  });

  it('chooses events by search', async () => {
    const app = openFetch();
    const form = await formOf();
    fireEvent.click(form.getByLabelText('Only these'));
    fireEvent.change(await form.findByLabelText('Search events'), { target: { value: 'pur' } });
    expect(form.queryByLabelText('Sign Up')).toBeNull();
    expect(form.getByText('Choose at least one event, or all events.')).toBeDefined();
    fireEvent.click(form.getByLabelText('Purchase'));
    expect(form.getByText('1 of 3 events chosen')).toBeDefined();
    fireEvent.click(form.getByRole('button', { name: 'Estimate' }));
    await waitFor(() => expect(app.stage.fetch.asked[0]?.input).toMatchObject({ events: ['Purchase'] }));
  });

  it('refuses days that make no sense, and shows what the engine refuses', async () => {
    openFetch({
      estimate: () => {
        throw wireError({ kind: 'input', message: 'The filter makes no sense.', hint: 'Mend it.' });
      },
    });
    const form = await formOf();
    set('First day', '2026-11-09');
    set('Last day', '2026-11-05');
    expect(form.getByText('The first day is after the last day.')).toBeDefined();
    expect(form.getByRole('button', { name: 'Estimate' }).hasAttribute('disabled')).toBe(true);
    set('First day', '2026-11-01');
    fireEvent.click(form.getByRole('button', { name: 'Estimate' }));
    expect((await form.findByRole('alert')).textContent).toContain('The filter makes no sense.Mend it.');
  });

  it('begins anew with another project', async () => {
    const app = openFetch();
    await formOf();
    set('Table', 'orders');
    app.stage.workspace = sampleWorkspace({ projectId: '3002', timezone: 'Asia/Tokyo' });
    const status = sampleStatus();
    app.setStatus({ ...status, account: status.account === null ? null : { ...status.account, projectId: '3002' } });
    expect(await screen.findByText('Dates are days in Asia/Tokyo')).toBeDefined();
    expect(screen.queryByDisplayValue('orders')).toBeNull();
    expect(screen.getByLabelText('Table')).toHaveProperty('value', 'events');
  });

  it('fetches profiles too', async () => {
    const app = openFetch();
    fireEvent.click(await screen.findByRole('button', { name: 'Profiles' }));
    set('Cohort id (optional)', '71');
    fireEvent.click(screen.getByRole('button', { name: 'Fetch profiles' }));
    await waitFor(() => expect(app.stage.fetch.asked).toEqual([{ call: 'profiles', input: { cohortId: '71' } }]));
  });
});

describe('the list of fetches', () => {
  it('shows speed and time left, pauses, and gives up', async () => {
    const app = openFetch({}, { jobs: [sampleJob()] });
    const card = within(await screen.findByRole('listitem', { name: sampleJob().title }));
    expect(card.getByText('12 of 30 days')).toBeDefined();
    expect(card.getByText('41,230 rows · 12.4K rows/s · about 1 min 35 s left')).toBeDefined();
    fireEvent.click(card.getByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(app.stage.fetch.asked).toEqual([{ call: 'discard', input: { id: 'job-1' } }]));
    app.stage.fetch.unfinished = [sampleUnfinished()];
    fireEvent.click(card.getByRole('button', { name: 'Pause' }));
    await waitFor(() => expect(app.stage.jobs[0]?.status).toBe('cancelled'));
    const paused = within(await screen.findByRole('listitem', { name: sampleUnfinished().title }));
    expect(paused.getByText('It was stopped before it was done. 18 of 30 days still to fetch; the others are complete.')).toBeDefined();
    fireEvent.click(paused.getByRole('button', { name: 'Resume' }));
    await waitFor(() => expect(app.stage.fetch.asked.at(-1)).toEqual({ call: 'resume', input: { id: 'fetch-1' } }));
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Resume' })).toBeNull());
  });

  it('says of profiles that run that they cannot be paused, and offers no pause', async () => {
    const job = sampleJob({ jobId: 'job-7', kind: 'fetch_profiles', title: 'Fetch profiles into profiles' });
    openFetch({}, { jobs: [job] });
    const item = within(await screen.findByRole('listitem', { name: job.title }));
    expect(item.getByText(/^Profiles cannot be paused: .* starts again\.$/)).toBeDefined();
    expect(item.queryByRole('button', { name: 'Pause' })).toBeNull();
  });

  it('says of profiles that they begin again', async () => {
    openFetch({ unfinished: [sampleUnfinished({ kind: 'fetch_profiles', days: null, daysLeft: null })] });
    expect(await screen.findByText(/so it begins again/)).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Give up' }));
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Start again' })).toBeNull());
  });
});

describe('the calendar of fetched days', () => {
  it('tells each day with its rows, and takes the days around a missing one into the form', async () => {
    openFetch({ ledgers: { events: LEDGER } });
    expect(await screen.findByRole('button', { name: /^2026-10-01: complete, 1,234 rows, fetched / })).toBeDefined();
    expect(screen.getByText(/1 day complete; 1 day late arrivals may be missing; 1 day only in part; 2 days missing/)).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: '2026-10-03: missing' }));
    expect(screen.getByLabelText('First day')).toHaveProperty('value', '2026-10-02');
    expect(screen.getByLabelText('Last day')).toHaveProperty('value', '2026-10-03');
    expect(screen.getByText('The form is set to 2026-10-02 to 2026-10-03. Estimate it there.')).toBeDefined();
  });

  it('is walked with the keyboard, over the edge of a month too', async () => {
    openFetch({ ledgers: { events: LEDGER } });
    const last = await screen.findByRole('button', { name: /^2026-10-05/ });
    expect(last.tabIndex).toBe(0);
    last.focus();
    fireEvent.keyDown(last, { key: 'ArrowLeft' });
    expect(document.activeElement?.getAttribute('title')).toMatch(/^2026-10-04: late arrivals may be missing, 100 rows/);
    fireEvent.keyDown(document.activeElement ?? last, { key: 'ArrowUp' });
    expect(document.activeElement?.getAttribute('title')).toBe('2026-09-27: not fetched');
    for (let step = 0; step < 4; step += 1) fireEvent.keyDown(document.activeElement ?? last, { key: 'PageUp' });
    expect(document.activeElement?.getAttribute('title')).toBe('2026-06-07: not fetched');
  });
});

describe('syncs', () => {
  it('are added, run, edited under another name, and removed', async () => {
    const app = openFetch();
    fireEvent.click(await screen.findByRole('button', { name: 'Add a sync' }));
    let dialog = within(await screen.findByRole('dialog'));
    fireEvent.click(dialog.getByRole('button', { name: 'Save' }));
    expect(dialog.getByText('Name what it keeps fresh, for example orders.')).toBeDefined();
    fireEvent.change(dialog.getByLabelText('Name'), { target: { value: 'week' } });
    fireEvent.change(dialog.getByLabelText('Days, today included'), { target: { value: '7' } });
    fireEvent.click(dialog.getByLabelText('Run whenever Mixlake opens this project'));
    fireEvent.click(dialog.getByRole('button', { name: 'Save' }));
    const row = within(await screen.findByRole('listitem', { name: 'week' }));
    expect(row.getByText('The last 7 days of all events into events, today included.')).toBeDefined();
    expect(row.getByText('Last run: never · Next run: when Mixlake next opens this project')).toBeDefined();
    fireEvent.click(row.getByRole('button', { name: 'Run now' }));
    await waitFor(() => expect(app.stage.fetch.asked.at(-1)).toEqual({ call: 'sync', input: { id: 'week' } }));

    fireEvent.click(row.getByRole('button', { name: 'Edit' }));
    dialog = within(await screen.findByRole('dialog'));
    fireEvent.change(dialog.getByLabelText('Name'), { target: { value: 'seven' } });
    fireEvent.click(dialog.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(app.stage.fetch.syncs.map(({ name }) => name)).toEqual(['seven']));
    const renamed = within(await screen.findByRole('listitem', { name: 'seven' }));
    fireEvent.click(renamed.getByRole('button', { name: 'Remove' }));
    fireEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Remove' }));
    expect(await screen.findByText('No sync is saved yet.')).toBeDefined();
  });
});
