import type { PointerEvent } from 'react';
import { classNames } from '../class-names.ts';
import type { GridColumn } from './column-widths.ts';
import type { ColumnEdges } from './column-window.ts';

export const HEADER_PX = 28;

interface GridHeaderProps {
  columns: readonly GridColumn[];
  edges: ColumnEdges;
  shown: readonly number[];
  gutterPx: number;
  onResize: (index: number, px: number) => void;
}

export function GridHeader({ columns, edges, shown, gutterPx, onResize }: GridHeaderProps) {
  let right = 0;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtual grid draws only some rows and columns, which a table cannot.
    // biome-ignore lint/a11y/useFocusableInteractive: focus roves over the cells, not over rows.
    <div
      role="row"
      aria-rowindex={1}
      className="sticky top-0 z-20 flex border-b border-line bg-sunken text-xs"
      style={{ height: HEADER_PX, width: edges.totalPx + gutterPx }}
    >
      <div aria-hidden className="sticky left-0 z-10 shrink-0 border-r border-line bg-sunken" style={{ width: gutterPx }} />
      {shown.map((index) => {
        const column = columns[index];
        const left = edges.lefts[index] ?? 0;
        const width = (edges.lefts[index + 1] ?? left) - left;
        const gap = left - right;
        right = left + width;
        if (column === undefined) return null;
        return (
          // biome-ignore lint/a11y/useSemanticElements: see above.
          // biome-ignore lint/a11y/useFocusableInteractive: see above.
          <div
            key={index}
            role="columnheader"
            aria-colindex={index + 1}
            title={`${column.name} (${column.type})`}
            className={classNames(
              'relative flex shrink-0 items-center gap-1.5 border-r border-line px-2.5',
              column.align === 'right' && 'justify-end',
            )}
            style={{ width, marginLeft: gap }}
          >
            <span className="truncate font-medium">{column.name}</span>{' '}
            <span className="min-w-0 truncate text-2xs text-ink-3">{column.type}</span>
            <ResizeHandle width={width} onResize={(px) => onResize(index, px)} />
          </div>
        );
      })}
    </div>
  );
}

function ResizeHandle({ width, onResize }: { width: number; onResize: (px: number) => void }) {
  const start = (event: PointerEvent<HTMLDivElement>) => {
    event.preventDefault();
    const handle = event.currentTarget;
    const from = event.clientX;
    handle.setPointerCapture(event.pointerId);
    const move = (to: globalThis.PointerEvent) => onResize(width + to.clientX - from);
    handle.addEventListener('pointermove', move);
    handle.addEventListener('lostpointercapture', () => handle.removeEventListener('pointermove', move), { once: true });
  };
  return (
    <div
      aria-hidden
      onPointerDown={start}
      className="absolute top-0 -right-1 z-10 h-full w-2 cursor-col-resize touch-none hover:bg-accent/30 active:bg-accent/50"
    />
  );
}
