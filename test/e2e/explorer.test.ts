import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientEnv, requireBuild, type TempHome, tempHome } from './built.ts';
import { type Host, launchBrowser, openPage, seriousViolations, startHost } from './window.ts';

let browser: Browser;
let home: TempHome;
let host: Host;
let page: Page;
let complaints: string[];

async function openWindow(): Promise<void> {
  host = await startHost({ env: clientEnv(home), args: ['--demo'] });
  ({ page, complaints } = await openPage(browser));
  await page.goto(host.address);
  await page.getByRole('grid').getByRole('gridcell').first().waitFor({ timeout: 40_000 });
  await page.getByRole('progressbar').waitFor({ state: 'detached', timeout: 40_000 });
}

beforeAll(async () => {
  requireBuild();
  browser = await launchBrowser();
  home = tempHome();
  await openWindow();
});
afterAll(async () => {
  await host?.stop();
  await browser.close();
  await home.remove();
});

const editor = () => page.getByRole('textbox', { name: 'SQL editor' });
const tabs = () => page.getByRole('tablist', { name: 'SQL texts' }).getByRole('tab');

async function write(text: string): Promise<void> {
  await editor().click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.insertText(text);
}

describe('the Explorer over the demo project', () => {
  it('runs three statements of one text, each with a result of its own', async () => {
    await page.keyboard.press('Escape');
    await write('SELECT 11 AS first;\nSELECT count(*) AS second FROM events;\nSELECT nope FROM events');
    await page.keyboard.press('ControlOrMeta+Shift+Enter');
    const results = page.getByRole('tablist', { name: 'Results' });
    await results.getByRole('tab', { name: '3 · error' }).waitFor();
    await page.getByRole('alert').getByText(/nope/).first().waitFor();
    await results.getByRole('tab', { name: '1 · 1 row' }).click();
    await page.getByRole('grid').getByRole('gridcell', { name: '11', exact: true }).waitFor();
  });

  it('keeps the keyboard while one writes: a question mark is text there, and elsewhere opens the sheet of shortcuts', async () => {
    await write("SELECT 'why");
    await page.keyboard.press('?');
    await expect.poll(() => editor().textContent()).toContain('why?');
    expect(await page.getByRole('dialog').count()).toBe(0);
    // A dialog gives the focus back into the editor.
    await page.keyboard.press('ControlOrMeta+K');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.type(' now?');
    await expect.poll(() => editor().textContent()).toContain('why? now?');
    await page.getByRole('link', { name: 'Explorer' }).focus();
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('opens and names tabs by keyboard', async () => {
    await editor().click();
    await page.keyboard.press('Alt+T');
    await expect.poll(() => tabs().count()).toBe(2);
    await write('SELECT 22 AS kept');
    await page.getByRole('tab', { selected: true, name: 'Query 2' }).press('F2');
    await page.keyboard.type('Revenue');
    await page.keyboard.press('Enter');
    await expect.poll(() => tabs().allTextContents()).toEqual(['Query 1', 'Revenue']);
  });

  it('completes the names of WITH and the properties of the project', async () => {
    await editor().click();
    await page.keyboard.press('Alt+T');
    await write('WITH daily AS (SELECT event_name AS kind FROM events) SELECT d. FROM daily d');
    for (let step = 0; step < ' FROM daily d'.length; step += 1) await page.keyboard.press('ArrowLeft');
    await page.keyboard.type('k');
    await page.getByRole('option', { name: /kind/ }).waitFor();
    await page.keyboard.press('Enter');
    await write('SELECT prop(');
    await page.keyboard.type("'$bro");
    await page
      .getByRole('option', { name: /\$browser/ })
      .first()
      .waitFor();
    await page.keyboard.press('Escape');
  });

  it('asks for parameters and shows the plan of the statement', async () => {
    await write('select event_name, count(*) as n from events where event_name <> $kind group by all');
    await page.getByRole('textbox', { name: '$kind' }).fill("it's");
    await page.getByRole('textbox', { name: '$kind' }).press('Enter');
    await page.getByRole('grid').getByRole('columnheader', { name: /^n/ }).waitFor();
    await page.getByRole('button', { name: /EXPLAIN/ }).click();
    await page.getByRole('list', { name: 'Steps, the last one first' }).getByText(/scan/i).first().waitFor();
    await page.getByRole('button', { name: /^Format/ }).click();
    await expect.poll(async () => (await editor().innerText()).split('\n').length).toBeGreaterThan(5);
  });

  it('makes a table once changes are allowed, shows it in the tree, and deletes and brings it back there', async () => {
    await page.getByRole('button', { name: 'Read-only' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Allow changes' }).click();
    await write('CREATE TABLE kinds AS SELECT event_name, count(*) AS n FROM events GROUP BY ALL');
    await page.keyboard.press('ControlOrMeta+Enter');
    const tree = page.getByRole('tree', { name: 'Tables and columns' });
    const table = tree.locator('[data-row="table kinds"]');
    await table.waitFor();
    await table.focus();
    await page.keyboard.press('ArrowRight');
    await tree
      .locator('[data-row="column kinds event_name"]')
      .getByText(/no nulls · /)
      .waitFor();
    await page.keyboard.press('Shift+F10');
    await page.getByRole('menuitem', { name: 'Delete…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await table.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Bring back kinds' }).click();
    await table.waitFor();
    await page.getByRole('button', { name: 'Changes allowed' }).click();
  });

  it('has no serious accessibility violation with all of it in view, in either theme', async () => {
    await write('SELECT $day; SELECT 1');
    await page.locator('[data-row="table events"]').focus();
    await page.keyboard.press('ArrowRight');
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await seriousViolations(page)).toEqual([]);
      await page.getByRole('button', { name: /^Saved queries and history/ }).click();
      await page.getByRole('region', { name: 'History' }).getByRole('button').first().waitFor();
      expect(await seriousViolations(page)).toEqual([]);
      await page.keyboard.press('Escape');
    }
  });

  it('has texts, saved queries and history again after a start', async () => {
    await tabs().nth(1).click();
    await page.keyboard.press('ControlOrMeta+S');
    await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Saved as Revenue.').waitFor();
    expect(complaints.filter((text) => !text.includes('status of 400'))).toEqual([]);
    await page.waitForTimeout(600);
    await page.context().close();
    await host.stop();
    await openWindow();
    await expect.poll(() => tabs().allTextContents()).toEqual(['Query 1', 'Revenue', 'Query 2']);
    await expect.poll(() => editor().innerText()).toContain('SELECT 22 AS kept');
    await page.getByRole('button', { name: /^Saved queries and history/ }).click();
    await page
      .getByRole('region', { name: 'Saved queries' })
      .getByRole('button', { name: /^Revenue SELECT 22/ })
      .waitFor();
    await page.getByRole('searchbox', { name: /^Search saved/ }).fill('SELECT nope');
    await page.getByRole('region', { name: 'History' }).getByText('SELECT nope FROM events').waitFor();
  });
});
