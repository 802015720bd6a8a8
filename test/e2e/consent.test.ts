// An assistant that can show no question, and the person at the window: the real bridge, engine, host and page.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SimulatorProcess, startSimulatorProcess } from '#test/fakes/simulator-process.ts';
import { clientEnv, type RawServer, requireBuild, startRaw, type TempHome, tempHome } from './built.ts';
import { type Host, launchBrowser, openPage, seriousViolations, startHost } from './window.ts';

let browser: Browser;
let simulator: SimulatorProcess;
let home: TempHome;
let host: Host;
let page: Page;
let assistant: RawServer;

beforeAll(async () => {
  requireBuild();
  [browser, simulator] = await Promise.all([launchBrowser(), startSimulatorProcess({ events: 3_000, quota: false })]);
  home = tempHome();
  const env = clientEnv(home, simulator);
  host = await startHost({ env });
  ({ page } = await openPage(browser));
  await page.goto(host.address);
  await page.getByText('Engine ready').waitFor();
  assistant = startRaw([], env);
  const clientInfo = { name: 'claude-like', version: '1' };
  assistant.send({ id: 1, method: 'initialize', params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo } });
  await assistant.answer(1);
  assistant.send({ method: 'notifications/initialized' });
});
afterAll(async () => {
  assistant?.child.kill();
  await host?.stop();
  await home?.remove();
  await browser?.close();
  await simulator?.stop();
});

async function exportsMade(): Promise<number> {
  return (await simulator.stats()).requests.byPath['/api/2.0/export'] ?? 0;
}

function fetchLarge(id: number, table: string): Promise<Record<string, unknown>> {
  const args = { confirmation_threshold: 1, table };
  assistant.send({ id, method: 'tools/call', params: { name: 'safe_large_fetch', arguments: args } });
  return assistant.answer(id);
}

describe('a large fetch of an assistant that can show no question', () => {
  it('is asked for in the window, and runs when the person approves', async () => {
    const answer = fetchLarge(2, 'approved');
    const dialog = page.getByRole('dialog', { name: 'claude-like asks for your consent' });
    await dialog.getByText(/Download about [\d,]+ events into the table/).waitFor({ timeout: 20_000 });
    expect(await exportsMade()).toBe(0);
    expect(await seriousViolations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Approve' }).click();
    expect(JSON.stringify(await answer)).toContain('"status":"completed"');
    expect(await exportsMade()).toBeGreaterThan(0);
    await dialog.waitFor({ state: 'detached' });
  });

  it('is not done when the person declines, and both stand in the log', async () => {
    const before = await exportsMade();
    const answer = fetchLarge(3, 'declined');
    await page.getByRole('dialog').getByRole('button', { name: 'Decline' }).click({ timeout: 20_000 });
    expect(JSON.stringify(await answer)).toContain('The person said no in Mixlake');
    expect(await exportsMade()).toBe(before);
    await page.getByRole('link', { name: 'Activity' }).click();
    await page.getByText('approvals.answer').locator('visible=true').nth(1).waitFor();
    const log = readdirSync(join(home.dir, 'activity')).map((name) => readFileSync(join(home.dir, 'activity', name), 'utf8'));
    expect(log.join('')).toMatch(/Approved: Download about/);
    expect(log.join('')).toMatch(/Declined: Download about/);
  });
});
