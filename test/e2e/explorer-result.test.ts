// The result side of the Explorer in Chromium, over the real engine: sort, filter, profile, chart, export.
import { readFile, stat } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemoWindow, openDemoWindow, seriousViolations } from './window.ts';

/** The machine may be busy; none of this is about speed. */
const PATIENT = { timeout: 30_000 };

let demo: DemoWindow;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  demo = await openDemoWindow();
  ({ page, complaints } = demo);
});
afterAll(() => demo?.close());

async function run(sql: string, column: string): Promise<void> {
  await page.getByRole('textbox', { name: /SQL/ }).click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.insertText(sql);
  await page.keyboard.press('ControlOrMeta+Enter');
  await page.getByRole('columnheader', { name: new RegExp(`^${column}`) }).waitFor({ timeout: 30_000 });
}

const cell = (row: number, column: number) => page.locator(`[data-row="${row}"][data-column="${column}"]`);

/** By keyboard only, from a cell of the column. */
async function columnMenu(column: number, item: string): Promise<void> {
  await cell(0, column).click();
  await page.keyboard.press('Alt+ArrowDown');
  await page.getByRole('menuitem', { name: item, exact: true }).click();
}

describe('a result of many rows', () => {
  it('is sorted and filtered as a whole, and says so', async () => {
    await expect.poll(() => page.getByRole('progressbar').count(), { timeout: 60_000 }).toBe(0);
    await run('SELECT i AS number, (i * 7919) % 1000003 AS shuffled FROM range(300000) t(i)', 'shuffled');
    await page.getByText('300,000 rows', { exact: true }).waitFor({ timeout: 30_000 });
    await columnMenu(1, 'Sort descending');
    await page.getByText('all 300,000 rows of the result').waitFor({ timeout: 30_000 });
    let greatest = 0;
    for (let index = 0; index < 300_000; index++) greatest = Math.max(greatest, (index * 7919) % 1_000_003);
    await expect.poll(() => cell(0, 1).textContent(), PATIENT).toBe(String(greatest));
    await columnMenu(0, 'Filter…');
    await page.getByRole('dialog').getByLabel('From').fill('10');
    await page.getByRole('dialog').getByLabel('To, included').fill('12');
    await page.keyboard.press('Enter');
    await page.getByText('3 of 300,000 rows of the result').waitFor({ timeout: 30_000 });
    await expect.poll(() => cell(2, 0).textContent(), PATIENT).toBe('10');
    await page.getByRole('button', { name: 'Clear', exact: true }).click();
    await expect.poll(() => page.getByRole('grid').getAttribute('aria-rowcount'), PATIENT).toBe('300001');
  });

  it('says what cannot be read as the type of a column', async () => {
    await columnMenu(0, 'Filter…');
    await page.getByRole('dialog').getByLabel('From').fill('many');
    await page.keyboard.press('Enter');
    await page.getByText('"many" is no BIGINT, which the column number holds.').waitFor();
  });

  it('has a profile of a column, reached and left by keyboard', async () => {
    await columnMenu(0, 'Profile of the column');
    const panel = page.getByRole('complementary', { name: 'Profile of number' });
    await panel.getByText('Most frequent').waitFor({ timeout: 30_000 });
    await panel.getByText('300,000 of the result').waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect.poll(() => panel.count(), PATIENT).toBe(0);
  });
});

describe('the tree', () => {
  it('opens the profile of a column of a table', async () => {
    const tree = page.getByRole('tree');
    const table = tree.getByRole('treeitem', { name: /^Events table events/ });
    if ((await table.getAttribute('aria-expanded')) !== 'true') await table.press('ArrowRight');
    const column = tree.getByRole('treeitem', { name: /distinct_id/ }).first();
    await column.click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Profile of the column' }).click();
    const panel = page.getByRole('complementary', { name: 'Profile of distinct_id' });
    await panel.getByText('Most frequent').waitFor(PATIENT);
    await page.keyboard.press('Escape');
    await expect.poll(() => panel.count(), PATIENT).toBe(0);
  });

  it('compacts the database when asked twice, and says what it came to', async () => {
    await page.getByRole('button', { name: 'What to do with the local database' }).click();
    await page.getByRole('menuitem', { name: 'Compact the local database…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: /^Compact/ }).click();
    await dialog.getByText(/takes .+ now|before/).waitFor(PATIENT);
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await run('SELECT count(*) > 0 AS still_there FROM events', 'still_there');
    await expect.poll(() => cell(0, 0).textContent(), PATIENT).toBe('true');
  });
});

describe('a chart', () => {
  it('is drawn under the content security policy, in both themes, with its numbers as a table', async () => {
    await run('SELECT event_time::DATE AS day, count(*) AS events FROM events GROUP BY ALL ORDER BY day', 'day');
    await page.getByRole('button', { name: 'Chart', exact: true }).click();
    const chart = page.getByRole('img', { name: /^Lines: events by day/ });
    await chart.locator('canvas').first().waitFor({ timeout: 30_000 });
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await seriousViolations(page)).toEqual([]);
    }
    await page.getByText(/The numbers of this chart/).click();
    await page.getByRole('columnheader', { name: 'events', exact: true }).waitFor();
    const box = await chart.boundingBox();
    // The tooltip is where inline styles would be refused.
    await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2);
    expect(complaints.filter((text) => /Content Security Policy/i.test(text))).toEqual([]);
  });

  it('is saved as PNG and as SVG', async () => {
    for (const [ending, begin] of [
      ['PNG', '\u0089PNG'],
      ['SVG', '<svg'],
    ] as const) {
      const coming = page.waitForEvent('download');
      await page.getByRole('button', { name: `Save ${ending}` }).click();
      const bytes = await readFile(await (await coming).path());
      expect(bytes.subarray(0, 4).toString('latin1')).toBe(begin);
      expect(bytes.length).toBeGreaterThan(2_000);
    }
    await page.getByRole('button', { name: 'Rows', exact: true }).click();
  });
});

describe('an export', () => {
  it.each([
    ['csv', '.csv'],
    ['excel', '.xlsx'],
  ])('to %s tells where the file stands', async (format, ending) => {
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Export the result' });
    await dialog.getByLabel('Format').selectOption(format);
    await dialog.getByLabel('Name of the file').fill('per day');
    await dialog.getByRole('button', { name: 'Export', exact: true }).click();
    const words = (await dialog.getByText(/written to/).textContent({ timeout: 30_000 })) ?? '';
    const path = /written to (.+?\.(csv|xlsx))\./.exec(words)?.[1] ?? '';
    expect(path.endsWith(`per day${ending}`)).toBe(true);
    expect((await stat(path)).size).toBeGreaterThan(100);
    await dialog.getByRole('button', { name: 'Done' }).click();
  });
});
