import { ChevronRight, Columns3, Ellipsis, Eye, LoaderCircle, RefreshCw, Table2, UserRound, Zap } from 'lucide-react';
import type { MouseEvent } from 'react';
import type { TableKind, TableSummary } from '#shared/model/table.ts';
import { Badge } from '../../ui/badge.tsx';
import { classNames } from '../../ui/class-names.ts';
import { formatMoment } from '../../ui/instants.ts';
import { formatCount } from '../../ui/quantities.ts';
import { PEEK_ROWS, peekWords, type TablePeek } from './schema-peek.ts';
import type { ColumnRow, TableRow } from './schema-rows.ts';
import { dayRange, formatBytes, freshness, tableCautions } from './table-words.ts';
import { words } from './words.ts';

const ICONS: Record<TableKind, typeof Table2> = { events: Zap, profiles: UserRound, view: Eye, other: Table2 };

interface TableLineProps {
  row: TableRow;
  /** The name of the sync that keeps it fresh. */
  sync: string | undefined;
  onToggle: () => void;
  onMenu: (event: MouseEvent) => void;
}

export function TableLine({ row, sync, onToggle, onMenu }: TableLineProps) {
  const { table, isOpen } = row;
  const isTyped = table.typedOf !== undefined;
  const Icon = isTyped ? Columns3 : ICONS[table.kind];
  const word = isTyped ? words.table.typedView : words.table.kinds[table.kind];
  return (
    <>
      {/* The keyboard opens a branch with the arrow keys. */}
      <button
        type="button"
        tabIndex={-1}
        aria-hidden
        onClick={(event) => {
          event.stopPropagation();
          onToggle();
        }}
        className="flex h-7 w-5 shrink-0 items-center justify-center rounded-md text-ink-3 hover:text-ink"
      >
        <ChevronRight aria-hidden size={14} className={classNames('transition-transform', isOpen && 'rotate-90')} />
      </button>
      <span className="min-w-0 flex-1 py-1">
        <span className="flex items-center gap-1.5">
          <Icon role="img" aria-label={word} size={13} className="shrink-0 text-ink-3" />
          <span className="min-w-0 flex-1 truncate font-medium">{table.name}</span>
          {table.isLoading ? (
            <LoaderCircle role="img" aria-label={words.table.loading} size={13} className="shrink-0 animate-spin text-accent" />
          ) : null}
          {sync === undefined ? null : <RefreshCw role="img" aria-label={words.table.sync(sync)} size={11} className="shrink-0 text-ok" />}
          <span className="shrink-0 text-xs text-ink-2" title={words.table.rows(table.rowCount)}>
            {formatCount(table.rowCount)}
            <span className="sr-only">{words.table.rowsUnit}</span>
          </span>
        </span>
        <TableFacts table={table} />
      </span>
      <MenuButton name={table.name} onMenu={onMenu} />
    </>
  );
}

/** For the mouse; the keyboard has the menu key. */
function MenuButton({ name, onMenu }: { name: string; onMenu: (event: MouseEvent) => void }) {
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-hidden
      title={words.table.menu(name)}
      onClick={onMenu}
      className="my-1 mr-1 flex size-5 shrink-0 items-center justify-center rounded text-ink-3 opacity-0 group-hover:opacity-100 group-focus:opacity-100 hover:bg-surface hover:text-ink"
    >
      <Ellipsis aria-hidden size={14} />
    </button>
  );
}

function TableFacts({ table }: { table: TableSummary }) {
  const range = dayRange(table);
  const cautions = tableCautions(table);
  const fresh = freshness(table, new Date());
  const size = table.bytes === undefined ? null : formatBytes(table.bytes);
  const typed = typedWords(table);
  if (range === null && cautions.length === 0 && fresh === null && size === null && typed === null) return null;
  return (
    <span className="mt-0.5 flex flex-wrap items-center gap-x-1.5 gap-y-1 pl-[19px] text-2xs text-ink-3">
      {range === null ? null : <span>{range}</span>}
      {fresh === null ? null : <span title={formatMoment(table.fetchedAt ?? '')}>{fresh}</span>}
      {size === null ? null : <span title={words.table.bytes}>{size}</span>}
      {typed === null ? null : <span>{typed}</span>}
      {cautions.map((caution) => (
        <Badge key={caution} tone="warn" title={table.missingDays.join(', ')}>
          {caution}
        </Badge>
      ))}
    </span>
  );
}

function typedWords({ typedView, typedOf, columns }: TableSummary): string | null {
  if (typedOf !== undefined) return words.table.typed(columns.length);
  return typedView !== undefined && !typedView.isCurrent ? words.table.typing : null;
}

interface ColumnLineProps {
  row: ColumnRow;
  peek: TablePeek | undefined;
  onMenu: (event: MouseEvent) => void;
}

export function ColumnLine({ row: { column }, peek, onMenu }: ColumnLineProps) {
  const known = peek?.get(column.name);
  return (
    <>
      <span className="min-w-0 flex-1 px-1.5 py-0.5 text-xs">
        <span className="flex items-center gap-2">
          <span className="min-w-0 flex-1 truncate font-mono">{column.name}</span>
          <span className="shrink-0 font-mono text-2xs text-ink-3">{column.type}</span>
        </span>
        {known === undefined ? null : (
          <span className="block truncate text-2xs text-ink-3" title={words.peek.title(PEEK_ROWS, peekWords(known))}>
            {peekWords(known)}
          </span>
        )}
      </span>
      <MenuButton name={column.name} onMenu={onMenu} />
    </>
  );
}
