// A walk through the window by Tab alone, as somebody without a mouse takes it.
import type { Page } from 'playwright-core';

export interface Walk {
  /** Can be used with a mouse, but Tab never came there (arrow keys move within lists, grids, tabs, calendars and groups of radio buttons). */
  missed: string[];
  /** Had the focus where nobody can see it. */
  hidden: string[];
  /** Had the focus, and nothing showed it. */
  unmarked: string[];
}

const LONGEST_WALK = 250;

export async function walkByTab(page: Page): Promise<Walk> {
  await page.evaluate(() => {
    // From the very beginning of the page, wherever the focus was.
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    getSelection()?.removeAllRanges();
    const start = document.createElement('span');
    start.tabIndex = -1;
    document.body.prepend(start);
    start.focus();
    start.remove();
  });
  const hidden: string[] = [];
  const unmarked: string[] = [];
  for (let steps = 0; steps < LONGEST_WALK; steps += 1) {
    // In an editor Tab indents; Escape before it leaves, as everywhere with CodeMirror.
    if (await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.matches('.cm-content') === true)) {
      await page.keyboard.press('Escape');
    }
    await page.keyboard.press('Tab');
    const seen = await page.evaluate(look);
    if (seen === 'end') return { missed: await page.evaluate(missed), hidden, unmarked };
    if (seen === 'again') continue;
    if (!seen.isInSight) hidden.push(seen.name);
    if (!seen.isMarked) unmarked.push(seen.name);
  }
  throw new Error(`Tab does not come round: after ${LONGEST_WALK} steps it is still on its way.`);
}

/** Runs in the page. A field of a date is entered part by part, so it is met several times in a row. */
function look(): 'end' | 'again' | { name: string; isInSight: boolean; isMarked: boolean } {
  const element = document.activeElement;
  if (!(element instanceof HTMLElement) || element === document.body) return 'end';
  if (element.dataset.walked === 'first') return document.querySelectorAll('[data-walked]').length > 1 ? 'end' : 'again';
  if (element.dataset.walked !== undefined) return 'again';
  element.dataset.walked = document.querySelector('[data-walked]') === null ? 'first' : 'later';
  const { left, right, top, bottom } = element.getBoundingClientRect();
  const isInSight = right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;
  // The mark may stand on what surrounds the element, or on the chosen one of its parts; an editor has its caret.
  const marked = [element, element.parentElement, element.parentElement?.parentElement, ...element.querySelectorAll('*')];
  const isMarked = marked.some((each) => {
    if (each === null || each === undefined) return false;
    const { outlineStyle, outlineWidth } = getComputedStyle(each);
    return outlineStyle !== 'none' && outlineWidth !== '0px';
  });
  return { name: element.outerHTML.slice(0, 160), isInSight, isMarked: isMarked || element.shadowRoot?.activeElement != null };
}

/** Runs in the page. */
function missed(): string[] {
  const usable = document.querySelectorAll<HTMLElement>(
    'button, a[href], input, select, textarea, [tabindex="0"], [contenteditable="true"]',
  );
  const left = [...usable].filter((element) => {
    if (element.dataset.walked !== undefined || element.tabIndex < 0 || element.matches(':disabled')) return false;
    if (element instanceof HTMLInputElement && element.type === 'radio' && !element.checked) return false;
    return element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && element.getClientRects().length > 0;
  });
  for (const element of document.querySelectorAll<HTMLElement>('[data-walked]')) delete element.dataset.walked;
  return left.map((element) => element.outerHTML.slice(0, 160));
}
