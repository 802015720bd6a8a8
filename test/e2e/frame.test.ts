// The frame of the window over the demo project: panes that can be moved, and a status bar that fits.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientEnv, requireBuild, type TempHome, tempHome } from './built.ts';
import { type Host, launchBrowser, openPage, startHost } from './window.ts';

let browser: Browser;
let home: TempHome;
let host: Host;
let page: Page;

beforeAll(async () => {
  requireBuild();
  browser = await launchBrowser();
  home = tempHome();
  host = await startHost({ env: clientEnv(home), args: ['--demo'] });
  ({ page } = await openPage(browser));
  await page.goto(host.address);
  await page.getByRole('grid').getByRole('gridcell').first().waitFor({ timeout: 40_000 });
});
afterAll(async () => {
  await host?.stop();
  await browser.close();
  await home.remove();
});

const boxOf = async (locator: ReturnType<Page['locator']>) => (await locator.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };

describe('two panes', () => {
  const bar = () => page.getByRole('separator', { name: 'Width of the table list' });

  it('are moved by the pointer, within their bounds', async () => {
    const before = await boxOf(bar());
    const y = before.y + 200;
    await page.mouse.move(before.x, y);
    await page.mouse.down();
    await page.mouse.move(before.x + 100, y, { steps: 4 });
    await page.mouse.up();
    expect((await boxOf(bar())).x).toBeCloseTo(before.x + 100, 0);
    await page.mouse.move(before.x + 100, y);
    await page.mouse.down();
    await page.mouse.move(5, y, { steps: 4 });
    await page.mouse.up();
    const least = await boxOf(bar());
    expect(least.x - 76).toBeCloseTo(180, 0); // the rail is 76 px wide, the list at least 180
  });

  it('are moved by the keyboard and tell their place', async () => {
    await bar().focus();
    const before = await boxOf(bar());
    await page.keyboard.press('ArrowRight');
    await expect.poll(async () => Math.round((await boxOf(bar())).x)).toBe(Math.round(before.x) + 16);
    await page.keyboard.press('End');
    await expect.poll(async () => Math.round(1280 - (await boxOf(bar())).x)).toBe(321);
    await expect.poll(async () => Number(await bar().getAttribute('aria-valuenow'))).toBeGreaterThan(60);
    await page.keyboard.press('Home');
    await expect.poll(async () => Math.round((await boxOf(bar())).x)).toBe(76 + 180);
  });

  it('keep what lies behind in sight when the window gets smaller', async () => {
    await page.keyboard.press('End');
    await page.setViewportSize({ width: 700, height: 600 });
    await expect.poll(async () => Math.round(700 - (await boxOf(bar())).x)).toBe(321);
    await page.setViewportSize({ width: 1280, height: 800 });
    await bar().dblclick();
    await expect.poll(async () => Math.round((await boxOf(bar())).x)).toBe(76 + 264);
  });
});

describe('the status bar in a narrow window', () => {
  it('cuts the words of a running job, but never the button that cancels it', async () => {
    // A job that never ends, in the answer of the real engine: the demo's own may be over before the page is looked at.
    await page.route('**/rpc/jobs/list', async (route) => {
      const response = await route.fetch();
      const body: { json: { jobs: Record<string, unknown>[] } } = await response.json();
      const [job] = body.json.jobs;
      const title = 'Fetch events 2026-05-01 to 2026-05-30 into events';
      const endless = { ...job, jobId: 'endless', title, table: 'all_events_of_the_year', status: 'running', endedAt: null, result: null };
      await route.fulfill({ response, json: { ...body, json: { jobs: [endless, { ...endless, jobId: 'second' }] } } });
    });
    await page.setViewportSize({ width: 640, height: 600 });
    await page.reload();
    const footer = page.locator('footer');
    await footer.getByText('all_events_of_the_year').waitFor();
    const cancel = await boxOf(footer.getByRole('button', { name: 'Cancel' }));
    expect(cancel.width).toBeGreaterThan(30);
    expect(cancel.x + cancel.width).toBeLessThanOrEqual(640);
    await footer.getByTitle('Show in Fetch').click();
    await page.getByRole('heading', { name: 'Fetch', level: 1 }).waitFor();
  });
});
