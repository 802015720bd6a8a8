import { ArrowDown, ArrowUp, ChevronDown, Filter } from 'lucide-react';
import type { MouseEvent, PointerEvent } from 'react';
import { classNames } from '../class-names.ts';
import { words } from '../words.ts';
import type { GridColumn } from './column-widths.ts';
import type { ColumnEdges } from './column-window.ts';

export const HEADER_PX = 28;

/** What the grid's owner does with columns. Without it a header is only text. */
export interface ColumnActions {
  /** The first one counts most. */
  readonly order: readonly { readonly column: number; readonly isDescending: boolean }[];
  readonly filtered: ReadonlySet<number>;
  /** A click on a header; `isAdding`: with Shift, to the order there is. */
  readonly onSort: (column: number, isAdding: boolean) => void;
  readonly onMenu: (column: number, at: { readonly x: number; readonly y: number }) => void;
}

interface GridHeaderProps {
  columns: readonly GridColumn[];
  edges: ColumnEdges;
  shown: readonly number[];
  gutterPx: number;
  onResize: (index: number, px: number) => void;
  actions?: ColumnActions | undefined;
}

export function GridHeader({ columns, edges, shown, gutterPx, onResize, actions }: GridHeaderProps) {
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
          // biome-ignore lint/a11y/useKeyWithClickEvents: by keyboard, Alt+ArrowDown in a cell opens the menu of its column.
          <div
            key={index}
            role="columnheader"
            aria-colindex={index + 1}
            {...sortedAs(index, actions)}
            title={`${column.name} (${column.type})`}
            className={classNames(
              'group/head relative flex shrink-0 items-center gap-1.5 border-r border-line px-2.5',
              column.align === 'right' && 'justify-end',
              actions !== undefined && 'cursor-default hover:bg-hover',
            )}
            onClick={actions === undefined ? undefined : (event) => actions.onSort(index, event.shiftKey)}
            onContextMenu={actions === undefined ? undefined : (event) => openMenu(event, index, actions)}
            style={{ width, marginLeft: gap }}
          >
            <span className="truncate font-medium">{column.name}</span>{' '}
            <span className="min-w-0 truncate text-2xs text-ink-3">{column.type}</span>
            {actions === undefined ? null : <HeaderMarks name={column.name} index={index} actions={actions} />}
            <ResizeHandle width={width} onResize={(px) => onResize(index, px)} />
          </div>
        );
      })}
    </div>
  );
}

function sortedAs(index: number, actions: ColumnActions | undefined) {
  const sorted = actions?.order.find(({ column }) => column === index);
  return sorted === undefined ? {} : { 'aria-sort': sorted.isDescending ? ('descending' as const) : ('ascending' as const) };
}

function openMenu(event: MouseEvent<HTMLElement>, index: number, actions: ColumnActions): void {
  event.preventDefault();
  event.stopPropagation();
  const box = event.currentTarget.getBoundingClientRect();
  actions.onMenu(index, { x: box.left, y: box.bottom });
}

function HeaderMarks({ name, index, actions }: { name: string; index: number; actions: ColumnActions }) {
  const place = actions.order.findIndex(({ column }) => column === index);
  const sorted = actions.order[place];
  const Arrow = sorted?.isDescending === true ? ArrowDown : ArrowUp;
  return (
    <>
      {sorted === undefined ? null : (
        <span aria-hidden className="flex shrink-0 items-center text-2xs text-accent">
          <Arrow size={12} />
          {actions.order.length > 1 ? place + 1 : null}
        </span>
      )}
      {actions.filtered.has(index) ? <Filter aria-label={words.grid.filtered} size={11} className="shrink-0 text-accent" /> : null}
      <button
        type="button"
        tabIndex={-1}
        aria-label={words.grid.options(name)}
        title={words.grid.optionsHint}
        onClick={(event) => openMenu(event, index, actions)}
        className="-mr-1.5 shrink-0 rounded text-ink-2 opacity-0 group-hover/head:opacity-100 hover:text-ink focus-visible:opacity-100"
      >
        <ChevronDown aria-hidden size={14} />
      </button>
    </>
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
      onClick={(event) => event.stopPropagation()}
      className="absolute top-0 -right-1 z-10 h-full w-2 cursor-col-resize touch-none hover:bg-accent/30 active:bg-accent/50"
    />
  );
}
