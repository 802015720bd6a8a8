// Every screen of the window on the demo project: in both themes, at 200 % zoom, and by keyboard alone.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientEnv, requireBuild, type TempHome, tempHome } from './built.ts';
import { type Host, launchBrowser, openPage, seriousViolations, startHost } from './window.ts';

const SCREENS = ['Explorer', 'Fetch', 'Activity', 'Assistants', 'Accounts', 'Settings'] as const;

let browser: Browser;
let home: TempHome;
let host: Host;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  requireBuild();
  browser = await launchBrowser();
  home = tempHome();
  host = await startHost({ env: clientEnv(home), args: ['--demo'] });
  ({ page, complaints } = await openPage(browser));
  await page.addInitScript(() => localStorage.setItem('mixlake.tour', 'offered'));
  await page.goto(host.address);
  await page.getByRole('grid').getByRole('gridcell').first().waitFor({ timeout: 60_000 });
});
afterAll(async () => {
  await host?.stop();
  await home?.remove();
  await browser?.close();
});

async function open(screen: string): Promise<void> {
  await page.getByRole('link', { name: screen }).click();
  await page.getByRole('heading', { name: screen, level: 1 }).waitFor({ state: 'attached' });
  await page.waitForTimeout(300);
}

describe.each(SCREENS)('%s', (screen) => {
  it('has no serious accessibility violation in either theme', async () => {
    await open(screen);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await seriousViolations(page)).toEqual([]);
    }
    await page.emulateMedia({ colorScheme: 'light' });
  });

  it('fits at 200 % zoom: nothing is pushed out of the window', async () => {
    await open(screen);
    await page.setViewportSize({ width: 640, height: 400 });
    const { wide, out } = await page.evaluate(() => ({
      wide: document.documentElement.scrollWidth - window.innerWidth,
      // What can be pressed, stands in no area that scrolls, and lies outside the window.
      out: [...document.querySelectorAll('button, a, input, select')]
        .filter((element) => {
          const { left, right, width } = element.getBoundingClientRect();
          if (width === 0 || (left >= 0 && right <= window.innerWidth + 1)) return false;
          for (let each = element.parentElement; each !== null; each = each.parentElement) {
            if (each.scrollWidth > each.clientWidth && /auto|scroll/.test(getComputedStyle(each).overflowX)) return false;
          }
          return element.closest('.sr-only') === null;
        })
        .map((element) => element.outerHTML.slice(0, 120)),
    }));
    await page.setViewportSize({ width: 1280, height: 800 });
    expect({ wide, out }).toEqual({ wide: 0, out: [] });
  });
});

describe('the keyboard', () => {
  it('reaches every screen, and each screen gives it something to hold', async () => {
    for (const [index, screen] of SCREENS.entries()) {
      await page.keyboard.press(`ControlOrMeta+${index + 1}`);
      await page.getByRole('heading', { name: screen, level: 1 }).waitFor({ state: 'attached' });
      await page.locator('#content').focus();
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.closest('#content') !== null)).toBe(true);
    }
  });

  it('opens the commands over every screen', async () => {
    await page.keyboard.press('ControlOrMeta+k');
    await page.getByRole('combobox', { name: 'Search commands' }).fill('explorer');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Explorer', level: 1 }).waitFor({ state: 'attached' });
  });
});

it('nothing on the way broke a rule of the page or of its policy', () => {
  expect(complaints.filter((text) => !text.includes('status of 400'))).toEqual([]);
});
