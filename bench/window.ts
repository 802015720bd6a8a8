// What a person feels of the window: frames while a grid of a million rows and thirty columns scrolls, a key's way to the screen in a long
// text, and the time from an address to an Explorer that takes typing. Chromium draws by processor here and the machine is shared, so an
// empty page is measured in the same run: only what the window adds to it says something.
import type { Page } from 'playwright-core';
import { clientEnv, requireBuild, tempHome } from '#test/e2e/built.ts';
import { launchBrowser, openPage, startHost } from '#test/e2e/window.ts';
import type { BenchResult } from './table.ts';
import { median } from './table.ts';

const ROWS = 1_000_000;
const COLUMNS = 30;
const SCROLL_MS = 8_000;
const LINES = 200;
const KEYS = 60;
const KEY_EVERY_MS = 40;
const REST_MS = 1_500;
const STARTS = 5;
const SLOW_FRAME_MS = 50;

interface Times {
  count: number;
  p50: number;
  p99: number;
  longest: number;
  slow: number;
}

type Motion = 'none' | 'wheel' | 'wheel-up' | 'drag' | 'drag-up' | 'sideways';

export async function benchWindow(): Promise<BenchResult> {
  requireBuild();
  const home = tempHome();
  const browser = await launchBrowser();
  const host = await startHost({ env: clientEnv(home), args: ['--demo'] });
  const figures: Record<string, Times> = {};
  try {
    const { page } = await openPage(browser);
    figures['empty page, frames'] = await frames(page, 'none');
    figures['empty page, key to paint'] = await keysInEmptyPage(page);
    await page.goto(host.address);
    await page.getByRole('grid').getByRole('gridcell').first().waitFor({ timeout: 60_000 });
    await page.getByRole('progressbar').first().waitFor({ state: 'detached', timeout: 120_000 });
    await showRows(page);
    for (const motion of ['wheel', 'wheel-up', 'drag', 'drag-up', 'sideways'] as const) {
      figures[`grid, ${motion}`] = await frames(page, motion);
    }
    figures['editor, key to paint'] = await keysInEditor(page);
    figures['editor, key to paint in a word with completion'] = await keysInEditor(page, 'SELECT ev');
    const work = await workOfKeys(page);
    const workInWord = await workOfKeys(page, 'SELECT ev');
    const starts = await coldStarts(page);
    return {
      rows: [
        ...Object.entries(figures).map(([what, times]) => ({ what, ...times })),
        { what: 'editor, work of the main thread for a key', p50: work },
        { what: '… in a word with completion', p50: workInWord },
        { what: 'start to typing', p50: Math.round(median(starts)), longest: Math.round(Math.max(...starts)) },
      ],
      summary: Object.fromEntries([
        ...Object.entries(figures).map(([what, { longest }]) => [what, longest] as const),
        ['start to typing', median(starts)] as const,
        ['work of a key', work] as const,
      ]),
    };
  } finally {
    await browser.close();
    await host.stop();
    await home.remove();
  }
}

async function showRows(page: Page): Promise<void> {
  const columns = Array.from({ length: COLUMNS }, (_, index) =>
    index % 3 === 0
      ? `'text ' || (i * ${index + 7})::VARCHAR AS text_${index}`
      : index % 3 === 1
        ? `i * ${index} AS number_${index}`
        : `i / ${index}.0 AS share_${index}`,
  );
  await write(page, `SELECT ${columns.join(', ')} FROM range(${ROWS}) t(i)`);
  await page.keyboard.press('ControlOrMeta+Enter');
  await page.getByText('1,000,000 rows', { exact: true }).waitFor({ timeout: 120_000 });
}

async function write(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: /SQL/ }).click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.insertText(text);
}

/** The gaps between frames while a script moves the grid with every one of them. */
async function frames(page: Page, motion: Motion): Promise<Times> {
  const gaps = await page.evaluate(
    async ({ how, forMs }) => {
      const grid = document.querySelector('[role=grid]');
      const isUp = how === 'wheel-up' || how === 'drag-up';
      if (grid !== null) grid.scrollTop = isUp ? grid.scrollHeight : 0;
      const move = () => {
        if (grid === null) return;
        const sign = isUp ? -1 : 1;
        if (how.startsWith('wheel')) {
          const event = new WheelEvent('wheel', { deltaY: sign * 180, bubbles: true, cancelable: true });
          // What nobody prevents, the browser scrolls itself.
          if (grid.dispatchEvent(event)) grid.scrollTop += sign * 180;
        } else if (how.startsWith('drag')) grid.scrollTop += (sign * grid.scrollHeight) / 600;
        else if (how === 'sideways') {
          const last = grid.scrollWidth - grid.clientWidth;
          grid.scrollLeft = Math.abs(((performance.now() / 2) % (2 * last)) - last);
        }
      };
      const frame = () => new Promise<number>((done) => requestAnimationFrame(done));
      let before = await frame();
      const begun = before;
      const found: number[] = [];
      while (before - begun < forMs) {
        move();
        const now = await frame();
        found.push(now - before);
        before = now;
      }
      return found;
    },
    { how: motion, forMs: SCROLL_MS },
  );
  return timesOf(gaps);
}

async function keysInEmptyPage(page: Page): Promise<Times> {
  await page.setContent('<textarea autofocus rows="30" cols="80"></textarea>');
  await page.locator('textarea').click();
  return keys(page, 'textarea');
}

async function keysInEditor(page: Page, tail = 'x'): Promise<Times> {
  await writeLines(page, tail);
  return keys(page, '.cm-content');
}

async function writeLines(page: Page, tail: string): Promise<void> {
  const lines = Array.from({ length: LINES - 1 }, (_, index) => `  count(*) FILTER (event_name = 'step ${index}') AS step_${index},`);
  await write(page, `SELECT\n${lines.join('\n')}\n  1 AS one\nFROM events;\n${tail}`);
}

/** Milliseconds in which the main thread worked for a key, press and release, on the mean: Chromium's own count of its tasks. */
async function workOfKeys(page: Page, tail = 'x'): Promise<number> {
  await writeLines(page, tail);
  await page.waitForTimeout(REST_MS);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const taskSeconds = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
  };
  const before = await taskSeconds();
  await press(page);
  const after = await taskSeconds();
  await session.detach();
  return Math.round(((after - before) / KEYS) * 10_000) / 10;
}

async function press(page: Page): Promise<void> {
  for (let index = 0; index < KEYS; index++) {
    await page.keyboard.press('abcdefgh'[index % 8] ?? 'a');
    await page.waitForTimeout(KEY_EVERY_MS);
  }
}

/** From the moment of the keydown to the moment after the frame that shows it. */
async function keys(page: Page, selector: string): Promise<Times> {
  // A locator, as the editor stands in a shadow root.
  await page.locator(selector).evaluate((element) => {
    const found: number[] = [];
    Object.assign(window, { keyTimes: found });
    element.addEventListener(
      'keydown',
      (event) => {
        requestAnimationFrame(() => {
          const channel = new MessageChannel();
          channel.port1.onmessage = () => found.push(performance.now() - event.timeStamp);
          channel.port2.postMessage(null);
        });
      },
      { capture: true },
    );
  });
  await press(page);
  return timesOf(await page.evaluate(() => ('keyTimes' in window && Array.isArray(window.keyTimes) ? window.keyTimes.map(Number) : [])));
}

/** A new page each time, with nothing cached; the engine runs already. */
async function coldStarts(page: Page): Promise<number[]> {
  const address = new URL('/', page.url()).href;
  const found: number[] = [];
  for (let round = 0; round < STARTS; round++) {
    const fresh = await page.context().newPage();
    const session = await page.context().newCDPSession(fresh);
    await session.send('Network.setCacheDisabled', { cacheDisabled: true });
    const begun = performance.now();
    await fresh.goto(address, { waitUntil: 'commit' });
    await fresh.locator('.cm-content[contenteditable=true]').waitFor({ timeout: 30_000 });
    found.push(performance.now() - begun);
    await fresh.close();
  }
  return found;
}

function timesOf(values: readonly number[]): Times {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 10) / 10;
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), longest: at(1), slow: sorted.filter((each) => each > SLOW_FRAME_MS).length };
}
