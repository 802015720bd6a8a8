import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnEdges, columnsAt, scrollLeftShowing } from '../../../src-renderer/ui/grid/column-window.ts';

describe('the columns on the screen', () => {
  it('draws only those that touch the view', () => {
    const edges = columnEdges([100, 100, 100, 100]);
    expect(columnsAt(edges, 150, 100)).toEqual([1, 2]);
  });

  it('keeps the one that must always be there, in order', () => {
    expect(columnsAt(columnEdges([100, 100, 100, 100]), 250, 100, 0)).toEqual([0, 2, 3]);
  });

  it('knows where every column begins and how wide all are', () => {
    expect(columnEdges([50, 70])).toEqual({ lefts: [0, 50, 120], totalPx: 120 });
  });

  it('makes a column visible wherever the view stood', () => {
    const widths = fc.array(fc.integer({ min: 56, max: 340 }), { minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(widths, fc.nat(), fc.nat({ max: 5000 }), (all, pick, scrollLeft) => {
        const edges = columnEdges(all);
        const column = pick % all.length;
        const left = scrollLeftShowing(edges, scrollLeft, 400, column);
        expect(left).toBeLessThanOrEqual(edges.lefts[column] ?? Number.NaN);
        expect(left + 400).toBeGreaterThanOrEqual(edges.lefts[column + 1] ?? Number.NaN);
      }),
    );
  });
});
