// The built app in real Electron, where its binary is installed: what the stand-in cannot show. The one test that may be skipped.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type ElectronApplication, _electron as electron } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { CONTENT_SECURITY_POLICY } from '#main/window/page-headers.ts';
import { type AppHome, makeAppHome } from '#test/electron-standin/app-home.ts';
import { findElectron } from '../../scripts/find-electron.ts';

const ROOT = join(import.meta.dirname, '../..');
const binary = findElectron(process.env.ELECTRON_EXEC_PATH, join(ROOT, 'node_modules', 'electron'));
// In the name, because a list of skipped tests shows nothing else.
const reason = binary === undefined ? ' (skipped: no Electron binary is installed; `npx install-electron` gets one)' : '';
if (binary === undefined) console.log(`the app in real Electron${reason}`);

describe(`the app in real Electron${reason}`, () => {
  let home: AppHome | undefined;
  let app: ElectronApplication | undefined;

  afterEach(async () => {
    await app?.close();
    await home?.remove();
  });

  it.skipIf(binary === undefined)('opens an isolated window on app:// and shows the demo project', async () => {
    expect(existsSync(join(ROOT, 'out/main/main.js')), 'run `npm run build` first').toBe(true);
    home = makeAppHome();
    // As root, Chromium starts without its sandbox or not at all.
    const args = [ROOT, '--demo', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
    app = await electron.launch({ executablePath: binary ?? '', args, env: definedOnly({ ...process.env, ...home.env }) });
    const page = await app.firstWindow();
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));

    await page.getByRole('region', { name: 'Tables' }).getByText('events', { exact: true }).waitFor({ timeout: 60_000 });
    await expect.poll(() => page.getByRole('grid').getByRole('row').count(), { timeout: 20_000 }).toBeGreaterThan(10);

    expect(page.url()).toMatch(/^app:\/\/mixlake\/index\.html/);
    expect(await page.evaluate(() => ['require', 'process', 'Buffer', 'ipcRenderer'].filter((name) => name in window))).toEqual([]);
    expect(await page.evaluate(() => Reflect.get(window, 'mixlakeShell'))).toEqual({ kind: 'electron', platform: process.platform });
    expect(await page.evaluate(() => fetch(location.href).then(({ headers }) => headers.get('content-security-policy')))).toBe(
      CONTENT_SECURITY_POLICY,
    );
    expect(await page.evaluate(() => Notification.requestPermission())).toBe('denied');

    await page.evaluate(() => location.assign('https://example.com/'));
    await page.evaluate(() => window.open('https://example.com/'));
    expect(app.windows()).toHaveLength(1);
    expect(page.url()).toMatch(/^app:\/\/mixlake\//);
    const visible = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.isVisible()));
    expect(visible).toEqual([true]);
    expect(problems).toEqual([]);
  });
});

/** Playwright takes no undefined values. */
function definedOnly(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
