// Every screen of the window on the demo project: in both themes, at 200 % zoom, and by keyboard alone.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { walkByTab } from './keyboard-walk.ts';
import { type DemoWindow, openDemoWindow, seriousViolations } from './window.ts';

const SCREENS = ['Explorer', 'Fetch', 'Activity', 'Assistants', 'Accounts', 'Settings'] as const;

let demo: DemoWindow;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  demo = await openDemoWindow((each) => each.addInitScript(() => localStorage.setItem('mixlake.tour', 'offered')));
  ({ page, complaints } = demo);
});
afterAll(() => demo?.close());

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

describe.each(SCREENS)('Tab through %s', (screen) => {
  it.each([
    [1280, 800, 'light'],
    [640, 400, 'dark'],
  ] as const)('meets everything that can be used, in sight and marked, at %i × %i in the %s theme', async (width, height, colorScheme) => {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme });
    await open(screen);
    const walk = await walkByTab(page);
    await page.setViewportSize({ width: 1280, height: 800 });
    expect(walk).toEqual({ missed: [], hidden: [], unmarked: [] });
  });
});

it('nothing on the way broke a rule of the page or of its policy', () => {
  expect(complaints.filter((text) => !text.includes('status of 400'))).toEqual([]);
});
