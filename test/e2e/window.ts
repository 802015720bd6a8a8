// The built browser host and a Chromium page on it, as the tests of the window use them.
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findChromium } from '../electron-standin/find-chromium.ts';
import { clientEnv, ROOT, requireBuild, type TempHome, tempHome, until } from './built.ts';

const READY = /^Mixlake is ready at (http:\/\/127\.0\.0\.1:\d+\/#token=\S+)$/m;

export interface Host {
  address: string;
  stop(): Promise<void>;
}

export interface HostOptions {
  env: Record<string, string>;
  args?: string[];
  /** A program that starts the host, e.g. with a keychain of its own. */
  wrapper?: string;
}

export async function startHost({ env, args = [], wrapper }: HostOptions): Promise<Host> {
  const words = [process.execPath, join(ROOT, 'out/browser-host/main.js'), '--no-open', ...args];
  const [command = '', ...rest] = wrapper === undefined ? words : [wrapper, ...words];
  // A group of its own: a wrapper does not pass the signal on.
  const child: ChildProcess = spawn(command, rest, { env, stdio: ['ignore', 'pipe', 'inherit'], detached: wrapper !== undefined });
  let out = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  await until(() => READY.test(out), 'the ready line');
  return {
    address: READY.exec(out)?.[1] ?? '',
    async stop() {
      const ended = new Promise((done) => child.once('exit', done));
      if (wrapper === undefined || child.pid === undefined) child.kill('SIGTERM');
      else process.kill(-child.pid, 'SIGTERM');
      await ended;
    },
  };
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(process.env.CHROMIUM_PATH),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

export async function openPage(browser: Browser, options: { dark?: boolean } = {}): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    colorScheme: options.dark === true ? 'dark' : 'light',
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return { page, complaints };
}

export interface DemoWindow {
  home: TempHome;
  host: Host;
  page: Page;
  complaints: string[];
  close(): Promise<void>;
}

/** The window on the demo project, its first rows there and the fetch of the demo at its end. */
export async function openDemoWindow(prepare?: (page: Page) => Promise<unknown>): Promise<DemoWindow> {
  requireBuild();
  const browser = await launchBrowser();
  const home = tempHome();
  const host = await startHost({ env: clientEnv(home), args: ['--demo'] });
  const { page, complaints } = await openPage(browser);
  await prepare?.(page);
  await page.goto(host.address);
  await page.getByRole('grid').getByRole('gridcell').first().waitFor({ timeout: 60_000 });
  await page.getByRole('progressbar').waitFor({ state: 'detached', timeout: 60_000 });
  return {
    home,
    host,
    page,
    complaints,
    async close() {
      await browser.close();
      await host.stop();
      await home.remove();
    },
  };
}

/** The rules that the page breaks with serious or critical impact, each with the first element that does. */
export async function seriousViolations(page: Page): Promise<string[]> {
  await motionEnds(page);
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''} ${nodes[0]?.failureSummary ?? ''}`);
}

/** A colour half-way between two themes has a contrast that nobody ever reads. */
async function motionEnds(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const frame = () => new Promise(requestAnimationFrame);
    await frame();
    await frame();
    const finite = () => document.getAnimations().filter((a) => a.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY);
    for (let moving = finite(); moving.length > 0; moving = finite().filter((a) => a.playState === 'running')) {
      await Promise.all(moving.map((a) => a.finished.catch(() => undefined)));
    }
  });
}
