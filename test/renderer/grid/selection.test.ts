import { describe, expect, it } from 'vitest';
import { isSingle, moved, rangeOf, START } from '../../../src-renderer/ui/grid/selection.ts';

const size = { rows: 1_000_000, columns: 8, pageRows: 20 };
const press = (key: string, more: { shiftKey?: boolean; command?: boolean } = {}) => ({ key, shiftKey: false, command: false, ...more });

describe('moving through the grid by keys', () => {
  it('stays inside at every edge', () => {
    expect(moved(START, press('ArrowUp'), size)?.active).toEqual({ row: 0, column: 0 });
    expect(moved(START, press('ArrowLeft'), size)?.active).toEqual({ row: 0, column: 0 });
    const last = moved(START, press('End', { command: true }), size);
    expect(last?.active).toEqual({ row: 999_999, column: 7 });
    expect(moved(last ?? START, press('PageDown'), size)?.active).toEqual({ row: 999_999, column: 7 });
  });

  it('goes by pages, to the ends of a row and to the ends of all', () => {
    expect(moved(START, press('PageDown'), size)?.active.row).toBe(20);
    expect(moved(START, press('End'), size)?.active).toEqual({ row: 0, column: 7 });
    expect(moved(START, press('ArrowDown', { command: true }), size)?.active.row).toBe(999_999);
  });

  it('selects from where Shift was pressed', () => {
    const down = moved(START, press('ArrowDown', { shiftKey: true }), size) ?? START;
    const right = moved(down, press('ArrowRight', { shiftKey: true }), size) ?? START;
    expect(rangeOf(right)).toEqual({ firstRow: 0, lastRow: 1, firstColumn: 0, lastColumn: 1 });
    expect(isSingle(rangeOf(moved(right, press('ArrowDown'), size) ?? right))).toBe(true);
    expect(isSingle(rangeOf(moved(right, press('Escape'), size) ?? right))).toBe(true);
  });

  it('selects everything with Ctrl+A', () => {
    const all = moved(START, press('a', { command: true }), size) ?? START;
    expect(rangeOf(all)).toEqual({ firstRow: 0, lastRow: 999_999, firstColumn: 0, lastColumn: 7 });
  });

  it('leaves other keys alone', () => {
    expect(moved(START, press('a'), size)).toBeNull();
    expect(moved(START, press('Tab'), size)).toBeNull();
  });
});
