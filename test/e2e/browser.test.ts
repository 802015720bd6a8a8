import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLI, clientEnv, ROOT, requireBuild, type TempHome, tempHome } from './built.ts';
import { type Host, launchBrowser, openPage, seriousViolations, startHost } from './window.ts';

let browser: Browser;

beforeAll(async () => {
  requireBuild();
  browser = await launchBrowser();
});
afterAll(() => browser.close());

describe('the demo in the browser', () => {
  let home: TempHome;
  let host: Host;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    home = tempHome();
    host = await startHost({ env: clientEnv(home), args: ['--demo'] });
    ({ page, complaints } = await openPage(browser));
  });
  afterAll(async () => {
    await host?.stop();
    await home.remove();
  });

  it('shows the first rows of the table events, and clears the key from the address', async () => {
    await page.goto(host.address);
    await page.getByRole('grid').getByRole('gridcell').first().waitFor({ timeout: 30_000 });
    await expect.poll(() => page.url()).not.toContain('token');
    expect(page.url()).toContain('#/explorer');
    await page.getByText('Demo project').waitFor();
  });

  it('runs SQL on Ctrl+Enter over the very events that were fetched', async () => {
    await expect.poll(() => page.getByRole('progressbar').count(), { timeout: 30_000 }).toBe(0);
    const editor = page.getByRole('textbox', { name: /SQL/ });
    await editor.click();
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type("SELECT count(*) AS n, count(DISTINCT event_name) AS kinds FROM events WHERE prop('$browser') IS NOT NULL");
    await page.keyboard.press('ControlOrMeta+Enter');
    const grid = page.getByRole('grid');
    await grid.getByRole('columnheader', { name: /kinds/ }).waitFor();
    await expect
      .poll(async () => Number((await grid.getByRole('gridcell').first().textContent())?.replaceAll(',', '')))
      .toBeGreaterThan(1_000);
  });

  it('tells what is wrong with a statement, with the next step, and refuses to write', async () => {
    const editor = page.getByRole('textbox', { name: /SQL/ });
    for (const [text, words] of [
      ['SELECT nope FROM events', /nope/],
      ['DROP TABLE events', /only|read/i],
    ] as const) {
      await editor.click();
      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.type(text);
      await page.keyboard.press('ControlOrMeta+Enter');
      await expect.poll(() => page.getByRole('alert').allTextContents(), { timeout: 10_000 }).toEqual([expect.stringMatching(words)]);
    }
  });

  it('scrolls a million rows', async () => {
    const editor = page.getByRole('textbox', { name: /SQL/ });
    await editor.click();
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('SELECT i AS number, i * 2 AS twice FROM range(1000000) t(i) ORDER BY i');
    await page.keyboard.press('ControlOrMeta+Enter');
    const grid = page.getByRole('grid');
    await grid.getByRole('columnheader', { name: /twice/ }).waitFor();
    await page.getByText(/1,000,000 rows/).waitFor({ timeout: 30_000 });
    await grid.getByRole('gridcell').first().click();
    await page.keyboard.press('ControlOrMeta+End');
    await grid.getByRole('gridcell', { name: /^1,?999,?998$/ }).waitFor({ timeout: 15_000 });
  });

  it('shows in Activity what an assistant did, live', async () => {
    await page.getByRole('link', { name: 'Activity' }).click();
    const server = spawn(process.execPath, [CLI, '--demo'], { env: clientEnv(home), stdio: ['pipe', 'pipe', 'inherit'] });
    const send = (message: object): void => void server.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
    send({
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'claude-like', version: '7' } },
    });
    send({ method: 'notifications/initialized' });
    send({ id: 2, method: 'tools/call', params: { name: 'sql', arguments: { query: 'SELECT 42 AS answer' } } });
    await page.getByText('claude-like').locator('visible=true').first().waitFor({ timeout: 15_000 });
    await page.getByText('SELECT 42 AS answer').first().waitFor();
    server.stdin.end();
    await new Promise((done) => server.once('exit', done));
  });

  it('has no serious accessibility violation in either theme', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      for (const screen of ['Explorer', 'Activity']) {
        await page.getByRole('link', { name: screen }).click();
        await page.waitForTimeout(300);
        expect(await seriousViolations(page)).toEqual([]);
      }
    }
  });

  it('does not let a second page in with the same key, nor a call without the cookie', async () => {
    const second = await openPage(browser);
    await second.page.goto(host.address);
    await second.page.getByText(/key has been used/).waitFor();
    const { origin } = new URL(host.address);
    const call = await fetch(`${origin}/rpc/app/status`, {
      method: 'POST',
      headers: { 'x-mixlake': '1', 'content-type': 'application/json' },
      body: '{}',
    });
    expect(call.status).toBe(401);
    await second.page.context().close();
  });

  it('needed nothing that the content security policy forbids', () => {
    // A refused statement is an answer with status 400, which Chromium notes.
    expect(complaints.filter((text) => !text.includes('status of 400'))).toEqual([]);
  });
});

describe('a machine without an account', () => {
  it('gets a friendly first screen, and the demo from there', async () => {
    const home = tempHome();
    const host = await startHost({ env: clientEnv(home) });
    const { page } = await openPage(browser, { dark: true });
    await page.goto(host.address);
    const demo = page.getByRole('button', { name: /demo/i });
    await demo.waitFor();
    await page.getByText('MP_USERNAME').first().waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await demo.click();
    await page.getByRole('grid').getByRole('gridcell').first().waitFor({ timeout: 30_000 });
    await host.stop();
    await home.remove();
  });
});

describe('the start command', () => {
  it('says in one sentence that a port is in use', async () => {
    const home = tempHome();
    const host = await startHost({ env: clientEnv(home) });
    const { port } = new URL(host.address);
    const second = spawn(process.execPath, [join(ROOT, 'out/browser-host/main.js'), '--no-open', '--port', port], {
      env: clientEnv(home),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let words = '';
    second.stderr.on('data', (chunk) => {
      words += chunk;
    });
    expect(await new Promise((done) => second.once('exit', done))).toBe(1);
    expect(words.trim()).toBe(`Mixlake: Port ${port} is in use. Choose another one with --port, or leave --port out.`);
    await host.stop();
    await home.remove();
  });
});
