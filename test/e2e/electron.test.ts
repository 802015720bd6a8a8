// The built app on the Electron stand-in: the real main.js, preload and renderer; see test/electron-standin/README.md for what this
// can and cannot show.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ConsoleMessage, Page, Response } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { CONTENT_SECURITY_POLICY } from '#main/window/page-headers.ts';
import { type AppHome, descendants, isAlive, makeAppHome } from '#test/electron-standin/app-home.ts';
import { type LaunchedApp, launchApp } from '#test/electron-standin/launch-app.ts';

const BUILT = 'out/main/main.js';
if (!existsSync(BUILT)) throw new Error(`${BUILT} is missing: run \`npm run build\` before the end-to-end tests.`);

/** The journal and the log are written by another process: give them a moment. */
const eventually = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 10_000, interval: 50 });

describe('the window', () => {
  const problems: string[] = [];
  let home: AppHome;
  let app: LaunchedApp;
  let page: Page;
  let document: Response | null;

  beforeAll(async () => {
    home = makeAppHome();
    app = launchApp({ env: home.env });
    page = await app.firstWindow();
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message: ConsoleMessage) => {
      if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
    });
    // Again from the start, now that somebody listens to what goes wrong; not before it is there: Chromium cannot reload a page that it is
    // just handing to another process.
    const welcome = page.getByRole('heading', { name: 'Welcome to Mixlake' });
    await welcome.waitFor();
    document = await page.reload();
    await welcome.waitFor();
  });
  afterAll(async () => {
    await app.close();
    await home.remove();
  });

  it('opens from the built renderer over our scheme, and shows itself when it is ready', async () => {
    const [window, ...more] = await app.windows();
    expect(more).toEqual([]);
    expect(window?.url).toMatch(/^app:\/\/mixlake\/index\.html/);
    expect(window?.isVisible).toBe(true);
    expect(app.journal).toContainEqual({
      what: 'window.created',
      detail: expect.objectContaining({ show: false, webPreferences: expect.objectContaining({ sandbox: true, contextIsolation: true }) }),
    });
  });

  it('has our policy, and nothing on the page breaks it', async () => {
    expect(document?.headers()).toMatchObject({
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    await page.getByRole('link', { name: 'Activity' }).click();
    await page.getByRole('link', { name: 'Explorer' }).click();
    await page.getByRole('heading', { name: 'Welcome to Mixlake' }).waitFor();
    expect(problems).toEqual([]);
  });

  it('knows nothing of Node or Electron but where it is', async () => {
    const names = ['require', 'module', 'process', 'Buffer', 'global', 'electron', 'ipcRenderer', 'contextBridge'];
    expect(await page.evaluate((all) => all.filter((name) => name in window), names)).toEqual([]);
    expect(await page.evaluate(() => Reflect.get(window, 'mixlakeShell'))).toEqual({ kind: 'electron', platform: process.platform });
  });

  it('cannot change what the preload says', async () => {
    const outcome = await page.evaluate(() => {
      const shell = Reflect.get(window, 'mixlakeShell');
      return [Object.isFrozen(shell), Reflect.set(window, 'mixlakeShell', null), Reflect.deleteProperty(window, 'mixlakeShell')];
    });
    expect(outcome).toEqual([true, false, false]);
  });

  it('draws itself in the colours of the theme chosen in the menu', async () => {
    const isDark = () => page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
    expect(await isDark()).toBe(false);
    await app.clickMenu('View', 'Theme', 'Dark');
    await eventually(async () => expect(await isDark()).toBe(true));
    await app.clickMenu('View', 'Theme', 'Same as System');
    await eventually(async () => expect(await isDark()).toBe(false));
  });

  it('does not leave its page', async () => {
    for (const address of ['https://example.com/', 'https://docs.mixpanel.com/docs']) {
      await page.evaluate((url) => location.assign(url), address);
      await eventually(() =>
        expect(app.journal).toContainEqual({ what: 'navigation', detail: { url: address, isMainFrame: true, isAllowed: false } }),
      );
    }
    expect((await app.windows())[0]?.url).toMatch(/^app:\/\/mixlake\//);
    // A known host opens in the person's browser instead.
    expect(app.journal.filter(({ what }) => what === 'shell.openExternal').map(({ detail }) => detail)).toEqual([
      'https://docs.mixpanel.com/docs',
    ]);
  });

  it('opens no other window', async () => {
    await page.evaluate(() => window.open('https://example.com/popup'));
    await eventually(() =>
      expect(app.journal).toContainEqual({ what: 'window.open', detail: { url: 'https://example.com/popup', action: 'deny' } }),
    );
    await eventually(() => expect(page.context().pages()).toEqual([page]));
    expect(app.journal).not.toContainEqual({ what: 'shell.openExternal', detail: 'https://example.com/popup' });
  });

  it('reaches no network: its policy stops the request before it is one', async () => {
    const sent = await page.evaluate(() =>
      fetch('https://example.com/collect').then(
        () => 'sent',
        () => 'stopped',
      ),
    );
    expect(sent).toBe('stopped');
    expect(app.journal).not.toContainEqual({ what: 'request.blocked', detail: 'https://example.com/collect' });
  });

  it('runs no script that is not a file of ours', async () => {
    const ran = await page.evaluate(() => {
      const script = window.document.createElement('script');
      script.textContent = 'window.injected = true';
      window.document.body.append(script);
      return 'injected' in window;
    });
    expect(ran).toBe(false);
  });

  it('is refused what it may not use, and may write to the clipboard', async () => {
    const answers = await page.evaluate(async () => ({
      notifications: await Notification.requestPermission(),
      geolocation: await new Promise((resolve) =>
        navigator.geolocation.getCurrentPosition(
          () => resolve('given'),
          ({ code }) => resolve(code),
        ),
      ),
      camera: await navigator.mediaDevices.getUserMedia({ video: true }).catch((error: Error) => error.name),
      clipboardRead: await navigator.clipboard.readText().catch((error: Error) => error.name),
      clipboardWrite: await navigator.clipboard.writeText('copied').then(() => 'written'),
    }));
    expect(answers).toEqual({
      notifications: 'denied',
      geolocation: 1, // PERMISSION_DENIED
      camera: 'NotAllowedError',
      clipboardRead: 'NotAllowedError',
      clipboardWrite: 'written',
    });
  });

  it('passes nothing on to the app but a port under the agreed words', async () => {
    const heard = () => app.journal.filter(({ what }) => what === 'ipc').length;
    const before = heard();
    await page.evaluate(() => {
      window.postMessage('mixlake:other', window.origin, [new MessageChannel().port2]);
      window.postMessage({ 'mixlake:connect': true }, window.origin, [new MessageChannel().port2]);
      window.postMessage('mixlake:connect', window.origin);
      window.postMessage('mixlake:connect', window.origin, [new MessageChannel().port2]);
    });
    await eventually(() => expect(heard()).toBeGreaterThan(before));
    expect(heard()).toBe(before + 1);
  });

  it('is the only one that may connect: ports of other senders are closed unheard', async () => {
    for (const sender of [
      { url: 'https://example.com/', isMainFrame: true },
      { url: 'about:blank', isMainFrame: true },
      { url: '', isMainFrame: true },
      { url: 'app://mixlake/index.html', isMainFrame: false },
    ]) {
      expect(await app.postAs({ channel: 'mixlake:connect', ...sender })).toEqual({ isStarted: false, isClosed: true });
    }
    expect(await app.postAs({ channel: 'mixlake:connect', url: 'app://mixlake/index.html', isMainFrame: true })).toEqual({
      isStarted: true,
      isClosed: false,
    });
  });

  it('is led by the menu, by links from outside and by no other link', async () => {
    await app.clickMenu('Go', 'Accounts');
    await page.getByRole('heading', { name: 'Accounts', level: 1 }).waitFor();
    await app.openUrl('mixlake://explorer?sql=DROP');
    await app.openUrl('mixlake://settings');
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
    await app.clickMenu('help', 'Keyboard Shortcuts');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await page.keyboard.press('Escape');
    await app.clickMenu('help', 'Open Logs Folder');
    await eventually(() => expect(app.journal.map(({ what }) => what)).toContain('shell.openPath'));
  });

  it('has a tray that says what Mixlake does, and stays there when the person wants it', async () => {
    await eventually(async () => expect((await app.tray()).labels).toContain('0 assistants connected'));
    await app.clickMenu('Go', 'Accounts');
    await page.getByRole('link', { name: 'Settings' }).click();
    // Not check(): the settings tell the box of its new state only after the click.
    const staysInTray = page.getByLabel('Stay in the tray when the window is closed');
    await staysInTray.click();
    await eventually(async () => expect(await staysInTray.isChecked()).toBe(true));
    await eventually(() => expect(readFileSync(join(home.path, 'settings.toml'), 'utf8')).toContain('keep_in_tray = true'));
    await app.closeWindow();
    await eventually(async () => expect((await app.windows())[0]?.isVisible).toBe(false));
    await app.clickTray('Show Mixlake');
    await eventually(async () => expect((await app.windows())[0]?.isVisible).toBe(true));
    await eventually(() =>
      expect(JSON.parse(readFileSync(join(home.path, 'window/bounds.json'), 'utf8'))).toMatchObject({ isMaximized: false }),
    );
  });

  it('comes forward when Mixlake is started a second time', async () => {
    await app.minimize();
    const second = launchApp({ env: home.env });
    expect(await second.exited).toBe(0);
    expect(second.journal).toContainEqual({ what: 'app.requestSingleInstanceLock', detail: false });
    expect(second.journal.map(({ what }) => what)).not.toContain('window.created');
    await eventually(() =>
      expect(app.journal.map(({ what }) => what).slice(-3)).toEqual(['window.restore', 'window.show', 'window.focus']),
    );
    expect(await app.windows()).toHaveLength(1);
  });
});

describe('the app from start to end', () => {
  let home: AppHome;
  let app: LaunchedApp | undefined;
  beforeAll(() => {
    home = makeAppHome();
  });
  afterEach(() => app?.close());
  afterAll(() => home.remove());

  it('brings the demo project into the Explorer over the real port, engine and simulator, and ends without leftovers', async () => {
    app = launchApp({ args: ['--demo'], env: home.env, colorScheme: 'dark' });
    const page = await app.firstWindow();
    await page.getByRole('region', { name: 'Tables' }).getByText('events', { exact: true }).waitFor({ timeout: 60_000 });
    await page.getByText(/[\d,]+ rows loaded/).waitFor({ timeout: 60_000 });
    const grid = page.getByRole('grid');
    await expect.poll(() => grid.getByRole('row').count(), { timeout: 20_000 }).toBeGreaterThan(10);
    expect(await grid.innerText()).toContain('event_name');

    const engine = home.enginePid();
    expect(engine).toBeTypeOf('number');
    const children = descendants(app.pid).filter((pid) => pid !== engine && !descendants(engine ?? 0).includes(pid));
    expect(children.length).toBeGreaterThan(0); // the browser, at least
    expect(await app.close()).toBe(0);
    await eventually(() => expect(children.filter(isAlive)).toEqual([]));
    expect(app.log()).toEqual({ stdout: '', stderr: '' });
    expect(isAlive(engine ?? 0)).toBe(true); // it serves assistants too, and ends by itself when nobody is left
  });

  it('says in words why it cannot start', async () => {
    app = launchApp({ env: { ...home.env, MIXLAKE_HOME: join(import.meta.filename, 'below-a-file') } });
    expect(await app.exited).toBe(1);
    expect(app.journal).toContainEqual({
      what: 'dialog.showErrorBox',
      detail: {
        title: 'Mixlake cannot start',
        content: expect.stringMatching(/cannot write to its folder .*\n\nGive your user write permission/),
      },
    });
    expect(app.journal.map(({ what }) => what)).not.toContain('window.created');
  });

  it('ends in order on SIGTERM', async () => {
    app = launchApp({ env: home.env });
    await app.firstWindow();
    process.kill(app.pid, 'SIGTERM');
    expect(await Promise.race([app.exited, sleep(10_000, 'still running')])).toBe(0);
  });
});
