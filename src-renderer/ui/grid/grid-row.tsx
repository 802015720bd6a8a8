import { memo } from 'react';
import type { JsonValue } from '#shared/model/json.ts';
import { classNames } from '../class-names.ts';
import { formatCount } from '../quantities.ts';
import { words } from '../words.ts';
import { cellText } from './cell-text.ts';
import type { GridColumn } from './column-widths.ts';
import type { ColumnEdges } from './column-window.ts';
import type { Row } from './page-loader.ts';
import { ROW_PX } from './row-window.ts';

const TITLE_FROM_CHARACTERS = 24;

interface GridRowProps {
  index: number;
  topPx: number;
  values: Row | undefined;
  columns: readonly GridColumn[];
  edges: ColumnEdges;
  shown: readonly number[];
  gutterPx: number;
  /** The column of the active cell when it is in this row. */
  active: number | null;
  /** First and last selected column of this row. */
  selectedFrom: number;
  selectedTo: number;
}

export const GridRow = memo(function GridRow(props: GridRowProps) {
  const { index, topPx, values, columns, edges, shown, gutterPx, active } = props;
  let right = 0;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtual grid draws only some rows and columns, which a table cannot.
    // biome-ignore lint/a11y/useFocusableInteractive: focus roves over the cells, not over rows.
    <div
      role="row"
      aria-rowindex={index + 2}
      // Nothing of a row reaches out of it, so that another text in it is no reason to lay out the others.
      className="group absolute left-0 flex border-b border-line bg-surface contain-strict hover:bg-sunken"
      style={{ top: topPx, height: ROW_PX, width: edges.totalPx + gutterPx, paddingLeft: gutterPx }}
    >
      {shown.map((column) => {
        const left = edges.lefts[column] ?? 0;
        const width = (edges.lefts[column + 1] ?? left) - left;
        const gap = left - right;
        right = left + width;
        const isSelected = column >= props.selectedFrom && column <= props.selectedTo;
        const isActive = column === active;
        return (
          // biome-ignore lint/a11y/useSemanticElements: see above.
          <div
            key={column}
            role="gridcell"
            aria-colindex={column + 1}
            aria-selected={isSelected}
            data-row={index}
            data-column={column}
            data-active={isActive || undefined}
            tabIndex={isActive ? 0 : -1}
            title={longText(values?.[column])}
            className={classNames(
              'shrink-0 cursor-default truncate border-r border-line/60 px-2.5 font-mono text-xs leading-[23px] focus-visible:-outline-offset-2',
              columns[column]?.align === 'right' && 'text-right',
              isSelected && 'bg-hover group-focus-within/grid:bg-select',
            )}
            style={{ width, marginLeft: gap }}
          >
            <CellContent values={values} column={column} />
          </div>
        );
      })}
    </div>
  );
});

/** Before the rows and not in them: whatever sticks is a layer of its own, and one is drawn sooner than one a row. */
export const GridGutter = memo(function GridGutter(props: { rows: readonly GutterRow[]; widthPx: number }) {
  return props.rows.map(({ key, index, topPx }) => (
    <div
      key={key}
      className="absolute left-0 truncate border-r border-b border-line bg-sunken px-2 text-right text-2xs leading-[23px] text-ink-3 contain-strict"
      style={{ top: topPx, height: ROW_PX, width: props.widthPx }}
    >
      {formatCount(index + 1)}
    </div>
  ));
});

export interface GutterRow {
  readonly key: number;
  readonly index: number;
  readonly topPx: number;
}

function CellContent({ values, column }: { values: Row | undefined; column: number }) {
  if (values === undefined) return <span aria-hidden className="inline-block h-2 w-2/3 rounded-sm bg-line" />;
  const text = cellText(values[column] ?? null);
  if (text === null) return <span className="text-ink-3 italic">{words.grid.null}</span>;
  return text;
}

function longText(value: JsonValue | undefined): string | undefined {
  const text = value === undefined ? null : cellText(value);
  return text !== null && text.length > TITLE_FROM_CHARACTERS ? text : undefined;
}
