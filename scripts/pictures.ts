// A picture of each screen in both themes, taken in Chromium on the demo project: docs/images/<screen>-<theme>.png. Run it after a
// build: `node scripts/pictures.ts`. Needs Chromium.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findChromium } from '#test/electron-standin/find-chromium.ts';

const root = resolve(import.meta.dirname, '..');
const images = join(root, 'docs/images');
const READY = /Mixlake is ready at (\S+)/;
const SIZE = { width: 1280, height: 800 };
const SQL = `SELECT prop('$browser') AS browser, event_name, count(*) AS events, count(DISTINCT distinct_id) AS people
FROM events GROUP BY ALL ORDER BY events DESC LIMIT 200`;

/** How each screen is brought to show something. */
const SCREENS: Record<string, (page: Page) => Promise<void>> = {
  explorer: async (page) => {
    const editor = page.getByRole('textbox', { name: /SQL/ }).first();
    await editor.click();
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.insertText(SQL);
    await page.keyboard.press('ControlOrMeta+Enter');
    await page.getByRole('columnheader', { name: /people/ }).waitFor();
  },
  fetch: async () => undefined,
  activity: async (page) => {
    await page
      .getByRole('listbox', { name: /^Activity/ })
      .getByRole('option')
      .first()
      .click();
  },
  assistants: async (page) => {
    await page.getByText('Claude Desktop').first().waitFor();
  },
  accounts: async () => undefined,
  settings: async () => undefined,
};

async function host(home: string): Promise<{ address: string; stop: () => void }> {
  const child = spawn(process.execPath, [join(root, 'out/browser-host/main.js'), '--no-open', '--demo'], {
    // A computer without accounts and assistants of its own: nobody's settings are in the pictures.
    env: { PATH: '/usr/bin:/bin', HOME: home, MIXLAKE_HOME: join(home, 'mixlake') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  for await (const chunk of child.stdout) {
    out += String(chunk);
    const address = READY.exec(out)?.[1];
    if (address !== undefined) return { address, stop: () => void child.kill() };
  }
  throw new Error('The browser host did not start.');
}

/** Runs in the page: the folder of this run is shown as a person's home. */
const nameHome = (folder: string): string => `{
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node !== null; node = texts.nextNode())
    if (node.nodeValue.includes(${JSON.stringify(folder)})) node.nodeValue = node.nodeValue.replaceAll(${JSON.stringify(folder)}, '/home/anna');
}`;

async function takeAll(browser: Browser, address: string): Promise<void> {
  const page = await browser.newPage({ viewport: SIZE, deviceScaleFactor: 1, colorScheme: 'light' });
  await page.addInitScript(() => localStorage.setItem('mixlake.tour', 'offered'));
  await page.goto(address);
  await page.getByRole('grid').getByRole('gridcell').first().waitFor({ timeout: 60_000 });
  await page.getByRole('progressbar').waitFor({ state: 'detached', timeout: 60_000 });
  for (const link of await page.getByRole('navigation', { name: 'Screens' }).getByRole('link').all()) {
    const screen = (await link.innerText()).trim().toLowerCase();
    await link.click();
    await SCREENS[screen]?.(page);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.mouse.move(SIZE.width - 2, SIZE.height / 2);
      await page.waitForTimeout(600);
      await page.evaluate(nameHome(home));
      await page.screenshot({ path: join(images, `${screen}-${colorScheme}.png`) });
    }
    await page.emulateMedia({ colorScheme: 'light' });
  }
}

mkdirSync(images, { recursive: true });
const home = mkdtempSync(join(tmpdir(), 'mixlake-pictures-'));
// Two assistants that were started once.
for (const [folder, file] of [
  ['.config/Claude', 'claude_desktop_config.json'],
  ['.cursor', 'mcp.json'],
] as const) {
  mkdirSync(join(home, folder), { recursive: true });
  writeFileSync(join(home, folder, file), '{}\n');
}
const { address, stop } = await host(home);
const browser = await chromium.launch({ executablePath: findChromium(process.env.CHROMIUM_PATH), args: ['--no-sandbox', '--disable-gpu'] });
try {
  await takeAll(browser, address);
} finally {
  await browser.close();
  stop();
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
}
process.exit(0);
