import { describe, expect, it } from 'vitest';
import { type FetchPage, PAGE_ROWS, PageLoader, pagesOf, type Row } from '../../../src-renderer/ui/grid/page-loader.ts';

function rows(offset: number, limit: number): Row[] {
  return Array.from({ length: limit }, (_, index) => [offset + index]);
}

/** Pages that arrive only when the test says so. */
function heldPages() {
  const asked: { offset: number; signal: AbortSignal; deliver: () => void; fail: (error: Error) => void }[] = [];
  const fetchPage: FetchPage = (offset, limit, signal) =>
    new Promise((resolve, reject) => {
      asked.push({ offset, signal, deliver: () => resolve(rows(offset, limit)), fail: reject });
    });
  return { asked, fetchPage };
}

async function settle() {
  await new Promise((resolve) => setTimeout(resolve, 0));
}

describe('the rows of a result, page by page', () => {
  it('shows the first rows without asking for them', () => {
    const { asked, fetchPage } = heldPages();
    const loader = new PageLoader(rows(0, 200), fetchPage);
    loader.need(0, 40);
    expect(loader.row(39)).toEqual([39]);
    expect(asked).toEqual([]);
  });

  it('asks for the page on the screen and tells when it is here', async () => {
    const { asked, fetchPage } = heldPages();
    const loader = new PageLoader(rows(0, 200), fetchPage);
    loader.setRowCount(1_000_000);
    let calls = 0;
    loader.subscribe(() => {
      calls += 1;
    });
    loader.need(700_010, 700_050);
    expect(asked.map(({ offset }) => offset)).toEqual([700_000]);
    expect(loader.row(700_020)).toBeUndefined();
    asked[0]?.deliver();
    await settle();
    expect(loader.row(700_020)).toEqual([700_020]);
    expect(calls).toBe(1);
  });

  it('asks only for where a dragged scroll bar stays, at most twice at once', async () => {
    const { asked, fetchPage } = heldPages();
    const loader = new PageLoader(rows(0, 200), fetchPage);
    loader.setRowCount(1_000_000);
    for (let first = 1000; first < 500_000; first += 10_000) loader.need(first, first + 600);
    await expect.poll(() => asked.filter(({ signal }) => !signal.aborted).map(({ offset }) => offset)).toEqual([491_000, 491_200]);
    // Of the fifty places in between only the first was asked for.
    expect(asked.length).toBeLessThan(8);
  });

  it('gives up pages that were scrolled past', () => {
    const { asked, fetchPage } = heldPages();
    const loader = new PageLoader(rows(0, 200), fetchPage);
    loader.setRowCount(1_000_000);
    loader.need(1000, 1600);
    loader.need(1400, 2000);
    expect(asked.map(({ offset, signal }) => [offset, signal.aborted])).toEqual([
      [1000, true],
      [1200, true],
      [1400, false],
      [1600, false],
    ]);
  });

  it('asks for the short last page with its true size', async () => {
    const sizes: number[] = [];
    const loader = new PageLoader(rows(0, 200), async (offset, limit) => {
      sizes.push(limit);
      return rows(offset, limit);
    });
    loader.setRowCount(450);
    loader.need(420, 460);
    await settle();
    expect(sizes).toEqual([50]);
    expect(loader.row(449)).toEqual([449]);
  });

  it('completes a first page that came short', async () => {
    const loader = new PageLoader(rows(0, 20), async (offset, limit) => rows(offset, limit));
    loader.need(0, 40);
    loader.setRowCount(90);
    loader.need(0, 40);
    await settle();
    expect(loader.row(89)).toEqual([89]);
  });

  it('stops after a failure, says why, and goes on when told to', async () => {
    const { asked, fetchPage } = heldPages();
    const loader = new PageLoader(rows(0, 200), fetchPage);
    loader.setRowCount(10_000);
    loader.need(400, 440);
    asked[0]?.fail(new Error('the engine is away'));
    await settle();
    expect(loader.problem()).toEqual(new Error('the engine is away'));
    loader.need(600, 640);
    expect(asked.length).toBe(1);
    loader.retry();
    expect(loader.problem()).toBeNull();
    expect(asked.length).toBe(2);
  });

  it('takes a page without its rows for a failure instead of asking for ever', async () => {
    let asked = 0;
    const loader = new PageLoader(rows(0, 200), async () => {
      asked += 1;
      return [];
    });
    loader.setRowCount(1000);
    loader.need(400, 440);
    await settle();
    expect(asked).toBe(1);
    expect(loader.problem()).toBeInstanceOf(Error);
  });

  it('forgets old pages, but never those on the screen', async () => {
    const loader = new PageLoader(rows(0, 200), async (offset, limit) => rows(offset, limit));
    loader.setRowCount(1_000_000);
    for (let page = 1; page <= 80; page++) {
      loader.need(page * PAGE_ROWS - 5, page * PAGE_ROWS + 10);
      await settle();
    }
    expect(loader.row(0)).toBeUndefined();
    expect(loader.row(80 * PAGE_ROWS + 5)).toEqual([80 * PAGE_ROWS + 5]);
  });

  it('gathers a range over several pages', async () => {
    const loader = new PageLoader(rows(0, 200), async (offset, limit) => rows(offset, limit));
    loader.setRowCount(1000);
    const range = await loader.range(150, 620);
    expect(range.map(([value]) => value)).toEqual(Array.from({ length: 470 }, (_, index) => 150 + index));
  });

  it('knows which pages a range touches', () => {
    expect(pagesOf(199, 401)).toEqual([0, 1, 2]);
    expect(pagesOf(200, 400)).toEqual([1]);
  });
});
