// First guess of a column's width from its name, its type and the first rows; afterwards the person drags.
import { useCallback, useState } from 'react';
import { cellText } from './cell-text.ts';
import type { Row } from './page-loader.ts';

export const LEAST_PX = 56;
const MOST_PX = 340;
const CHARACTER_PX = 7.3;
const PADDING_PX = 22;
const SAMPLED_ROWS = 50;

export interface GridColumn {
  readonly name: string;
  /** Shown under the name. */
  readonly type: string;
  readonly align: 'left' | 'right';
}

export function guessWidth(column: GridColumn, index: number, rows: readonly Row[]): number {
  let characters = column.name.length + column.type.length + 2;
  for (const row of rows.slice(0, SAMPLED_ROWS)) {
    characters = Math.max(characters, cellText(row[index] ?? null)?.length ?? 4);
  }
  return Math.round(Math.max(LEAST_PX, Math.min(MOST_PX, characters * CHARACTER_PX + PADDING_PX)));
}

/** Widths that follow the columns; `resize` sets one. */
export function useColumnWidths(columns: readonly GridColumn[], firstRows: readonly Row[]) {
  const [guessed, setGuessed] = useState({ columns, widths: columns.map((column, index) => guessWidth(column, index, firstRows)) });
  let { widths } = guessed;
  if (guessed.columns !== columns) {
    widths = columns.map((column, index) => guessWidth(column, index, firstRows));
    setGuessed({ columns, widths });
  }
  const resize = useCallback((index: number, px: number) => {
    setGuessed((old) => ({
      columns: old.columns,
      widths: old.widths.map((width, at) => (at === index ? Math.max(LEAST_PX, Math.round(px)) : width)),
    }));
  }, []);
  return { widths, resize };
}
