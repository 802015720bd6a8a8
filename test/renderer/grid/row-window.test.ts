import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clampOffset,
  MAX_SCROLL_PX,
  offsetAt,
  offsetShowing,
  ROW_PX,
  rowSpace,
  rowsAt,
  scrollTopAt,
} from '../../../src-renderer/ui/grid/row-window.ts';

const rowCounts = fc.integer({ min: 0, max: 50_000_000 });
const views = fc.integer({ min: 1, max: 4000 });
const fractions = fc.double({ min: 0, max: 1, noNaN: true });

describe('the rows on the screen', () => {
  it('never asks for an element taller than a browser allows', () => {
    fc.assert(
      fc.property(rowCounts, views, (rowCount, viewPx) => {
        expect(rowSpace(rowCount, viewPx).scrollPx).toBeLessThanOrEqual(MAX_SCROLL_PX);
      }),
    );
  });

  it('scrolls one to one while the rows fit into the space', () => {
    expect(rowSpace(300_000, 600).factor).toBe(1);
    expect(rowSpace(5_000_000, 600).factor).toBeGreaterThan(14);
  });

  it('reaches the first and the last row at the ends of the scroll bar', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1000, max: 50_000_000 }), views, (rowCount, viewPx) => {
        const space = rowSpace(rowCount, viewPx);
        expect(rowsAt(space, offsetAt(space, 0), 0).first).toBe(0);
        const bottom = offsetAt(space, Math.max(0, space.scrollPx - viewPx));
        expect(rowsAt(space, bottom, 0).end).toBe(rowCount);
      }),
    );
  });

  it('comes back to the same offset from the scroll bar, to a hundredth of a pixel', () => {
    fc.assert(
      fc.property(rowCounts, views, fractions, (rowCount, viewPx, fraction) => {
        const space = rowSpace(rowCount, viewPx);
        const offset = clampOffset(space, fraction * space.contentPx);
        expect(Math.abs(offsetAt(space, scrollTopAt(space, offset)) - offset)).toBeLessThan(0.01);
      }),
    );
  });

  it('covers the view with rows and draws no more than it needs', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50_000_000 }), views, fractions, (rowCount, viewPx, fraction) => {
        const space = rowSpace(rowCount, viewPx);
        const offset = clampOffset(space, fraction * space.contentPx);
        const { first, end } = rowsAt(space, offset, 3);
        expect(first * ROW_PX).toBeLessThanOrEqual(offset);
        expect(end === rowCount || end * ROW_PX >= offset + viewPx).toBe(true);
        expect(end - first).toBeLessThanOrEqual(Math.ceil(viewPx / ROW_PX) + 8);
      }),
    );
  });

  it('moves just as far as it must to show a row', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50_000_000 }),
        fc.integer({ min: ROW_PX, max: 4000 }),
        fractions,
        fractions,
        (rowCount, viewPx, from, to) => {
          const space = rowSpace(rowCount, viewPx);
          const offset = clampOffset(space, from * space.contentPx);
          const row = Math.min(rowCount - 1, Math.floor(to * rowCount));
          const shown = offsetShowing(space, offset, row);
          expect(shown).toBeLessThanOrEqual(row * ROW_PX);
          expect(shown + viewPx).toBeGreaterThanOrEqual((row + 1) * ROW_PX);
          const wasVisible = row * ROW_PX >= offset && (row + 1) * ROW_PX <= offset + viewPx;
          expect(shown === offset).toBe(wasVisible);
        },
      ),
    );
  });
});
