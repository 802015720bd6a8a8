// Fetching and what was done, in Chromium over the built engine and the simulator.
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SimulatorProcess, startSimulatorProcess } from '#test/fakes/simulator-process.ts';
import { clientEnv, requireBuild, type TempHome, tempHome } from './built.ts';
import { type Host, launchBrowser, openPage, seriousViolations, startHost } from './window.ts';

let browser: Browser;
let simulator: SimulatorProcess;
let home: TempHome;
let host: Host;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  requireBuild();
  [browser, simulator] = await Promise.all([launchBrowser(), startSimulatorProcess({ events: 6_000, users: 200, quota: false })]);
  home = tempHome();
  await openWindow();
});
afterAll(async () => {
  await host?.stop();
  await home?.remove();
  await browser?.close();
  await simulator?.stop();
});

async function openWindow(): Promise<void> {
  const { username, secret, projectId } = simulator.credentials;
  const env = {
    ...clientEnv(home),
    MP_USERNAME: username,
    MP_SECRET: secret,
    MP_PROJECT_ID: String(projectId),
    MP_REGION: 'us',
    MIXLAKE_MIXPANEL_URL: simulator.origin,
  };
  host = await startHost({ env });
  ({ page, complaints } = await openPage(browser));
  await page.goto(host.address);
  await page.getByRole('link', { name: 'Fetch' }).click();
}

async function expectAccessible(): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    // Colours are judged without transitions.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect(await seriousViolations(page)).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

describe('a fetch in the window', () => {
  it('is estimated from real counts, then brings what was said', async () => {
    const form = page.getByRole('form', { name: 'Fetch events' });
    await form.getByRole('button', { name: 'Last 7 days' }).click();
    await form.getByRole('button', { name: 'Estimate' }).click();
    const estimate = form.getByRole('region', { name: 'Estimate' });
    await estimate.getByText(/confidence high/).waitFor({ timeout: 20_000 });
    await expectAccessible();
    await form.getByRole('button', { name: /^Fetch \d days$/ }).click();
    await page.getByText('Done', { exact: true }).waitFor({ timeout: 30_000 });
    await page.getByText(/Took \d exports? of the hour/).waitFor();
    await page
      .getByRole('button', { name: /: late arrivals may be missing, [\d,]+ rows, fetched / })
      .first()
      .waitFor();
    await expectAccessible();
  });

  it('is paused, stands there after a restart of app and engine, and goes on', async () => {
    await simulator.faults([{ kind: '429', path: '/api/2.0/export', retryAfter: 120, after: 1, times: 100 }]);
    const form = page.getByRole('form', { name: 'Fetch events' });
    await form.getByRole('button', { name: 'Last 30 days' }).click();
    await form.getByRole('button', { name: 'Estimate' }).click();
    await form.getByRole('button', { name: /^Fetch \d+ days$/ }).click({ timeout: 20_000 });
    const card = page.getByRole('listitem', { name: /^Fetch events/ }).filter({ has: page.getByRole('button', { name: 'Pause' }) });
    await card.getByText(/^[1-9]\d* of \d+ days$/).waitFor({ timeout: 20_000 });
    await card.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Resume' }).waitFor();

    await page.context().close();
    await host.stop();
    const before = home.engine()?.pid;
    if (before !== undefined) process.kill(before);
    await expect.poll(() => isAlive(before), { timeout: 20_000 }).toBe(false);
    await simulator.reset();
    await openWindow();
    await page.getByText(/[1-9]\d* of \d+ days still to fetch; the others are complete/).waitFor({ timeout: 20_000 });
    await expectAccessible();
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByText('Done', { exact: true }).waitFor({ timeout: 30_000 });
    expect(await page.getByRole('button', { name: 'Resume' }).count()).toBe(0);
  });

  it('takes days from the calendar into the form, by keyboard alone', async () => {
    const day = page.locator('button[data-day][tabindex="0"]');
    await day.focus();
    await page.keyboard.press('PageUp');
    await page.keyboard.press('PageUp');
    const chosen = await page.evaluate(() => document.activeElement?.getAttribute('data-day'));
    await page.keyboard.press('Enter');
    expect(await page.getByLabel('First day').inputValue()).toBe(chosen);
    expect(await page.getByLabel('Last day').inputValue()).toBe(chosen);
  });

  it('is saved as a sync, run and removed', async () => {
    await page.getByRole('button', { name: 'Add a sync' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('week');
    await dialog.getByLabel('Days, today included').fill('7');
    await expectAccessible();
    await dialog.getByRole('button', { name: 'Save' }).click();
    const row = page.getByRole('listitem', { name: 'week', exact: true });
    await row.getByRole('button', { name: 'Run now' }).click();
    await row.getByText('completed').waitFor({ timeout: 30_000 });
    await row.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByText('No sync is saved yet.').waitFor();
  });
});

describe('the log in the window', () => {
  it('is checked and exported with the calls that were made, without a key of the account', async () => {
    await page.getByRole('link', { name: 'Activity' }).click();
    await page.getByRole('listbox', { name: 'Activity, newest first' }).getByText('fetch.estimate').first().waitFor();
    await expectAccessible();
    await page.getByRole('button', { name: 'Verify' }).click();
    await page.getByText(/^The log is whole: \d+ lines in \d files?\.$/).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Export…' }).click();
    await page.getByRole('button', { name: 'Export as CSV' }).click();
    const file = await page.getByText(/activity .*\.csv$/).textContent();
    const text = readFileSync(file ?? '', 'utf8');
    expect(text).toContain('fetch.estimate');
    expect(text).not.toContain(simulator.credentials.secret);
    await page.keyboard.press('Escape');
  });

  it('shows the engine’s lines', async () => {
    await page.getByRole('button', { name: 'Log', exact: true }).click();
    await page.getByRole('list', { name: 'Lines of the log' }).getByRole('listitem').first().waitFor();
    await expectAccessible();
    await page.keyboard.press('Escape');
  });

  it('needed nothing that the content security policy forbids', () => {
    expect(complaints.filter((text) => !text.includes('status of 400'))).toEqual([]);
  });
});

function isAlive(pid: number | undefined): boolean {
  if (pid === undefined) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // no such process any more
  }
}
