// Tables, typed views and columns as one tree, for the mouse and as well for the keyboard: arrows move and open, Enter shows the
// first rows of a table or puts a column's name into the statement, Insert puts any name there, Shift+Enter shows the profile of a
// column, the menu key opens the rest.
import { Ellipsis, X } from 'lucide-react';
import { type KeyboardEvent, lazy, Suspense, useRef, useState } from 'react';
import type { TableSummary } from '#shared/model/table.ts';
import { IconButton } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Menu } from '../../ui/menu.tsx';
import { usePeek } from './schema-peek.ts';
import { ColumnLine, TableLine } from './schema-row.tsx';
import { type SchemaRow, schemaRows, type TableRow } from './schema-rows.ts';
import { useSchemaMenu } from './use-schema-menu.tsx';
import { words } from './words.ts';

const CompactDialog = lazy(async () => ({ default: (await import('./compact-dialog.tsx')).CompactDialog }));

interface SchemaTreeProps {
  tables: readonly TableSummary[];
  shownTable: string | null;
  onPreview: (table: TableSummary) => void;
  onInsert: (name: string) => void;
  onProfile: (table: TableSummary, column: string) => void;
}

export function SchemaTree({ tables, shownTable, onPreview, onInsert, onProfile }: SchemaTreeProps) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [filter, setFilter] = useState('');
  const [activeId, setActiveId] = useState<string | null>(null);
  const [menu, setMenu] = useState<{ row: SchemaRow; x: number; y: number } | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const rows = schemaRows(tables, open, filter);
  const active = rows.find(({ id }) => id === activeId) ?? rows[0];
  const { itemsFor, syncOf, dialog, undo } = useSchemaMenu({ onPreview, onInsert, onProfile });
  const setIsOpen = (id: string, isOpen: boolean) =>
    setOpen(isOpen ? new Set([...open, id]) : new Set([...open].filter((each) => each !== id)));
  const focus = (row: SchemaRow | undefined) => {
    if (row === undefined) return;
    setActiveId(row.id);
    list.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(row.id)}"]`)?.focus();
  };
  const choose = (row: SchemaRow) => (row.kind === 'table' ? onPreview(row.table) : onInsert(row.column.name));
  const openMenu = (row: SchemaRow) => {
    const place = list.current?.querySelector(`[data-row="${CSS.escape(row.id)}"]`)?.getBoundingClientRect();
    setMenu({ row, x: (place?.left ?? 0) + 24, y: place?.bottom ?? 0 });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const at = event.target instanceof HTMLElement ? event.target.dataset.row : undefined;
    const row = rows.find(({ id }) => id === at);
    if (row === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = treeKey(event, { rows, active: row, focus, setIsOpen, choose, onInsert, onProfile, openMenu });
    if (act === undefined) return;
    event.preventDefault();
    act();
  };
  return (
    <section aria-label={words.tree.tables} className="flex min-h-0 flex-1 flex-col bg-canvas">
      <TreeHead count={tables.filter(({ typedOf }) => typedOf === undefined).length} />
      <FilterField filter={filter} onFilter={setFilter} onDown={() => focus(rows[0])} />
      <div
        ref={list}
        role="tree"
        aria-label={words.tree.rows}
        aria-description={words.tree.keys}
        onKeyDown={onKeyDown}
        className="relative min-h-0 flex-1 overflow-auto px-1.5 pb-3"
      >
        {rows.map((row) => (
          <SchemaItem
            key={row.id}
            row={row}
            isActive={row.id === active?.id}
            isShown={row.kind === 'table' && row.table.name === shownTable}
            sync={syncOf(row.table)}
            onFocus={() => setActiveId(row.id)}
            onChoose={() => choose(row)}
            onToggle={() => row.kind === 'table' && setIsOpen(row.id, !row.isOpen)}
            onMenu={(x, y) => setMenu({ row, x, y })}
          />
        ))}
        {rows.length === 0 ? <p className="px-2 py-3 text-center text-xs text-ink-2">{words.tree.nothing}</p> : null}
      </div>
      {undo}
      {menu === null ? null : (
        <Menu label={words.tree.about(nameOf(menu.row))} items={itemsFor(menu.row)} at={menu} onClose={() => setMenu(null)} />
      )}
      {dialog}
    </section>
  );
}

/** What is about the whole database stands beside its name. */
function TreeHead({ count }: { count: number }) {
  const [menu, setMenu] = useState<{ x: number; y: number } | null>(null);
  const [isCompacting, setIsCompacting] = useState(false);
  return (
    <header className="flex h-8 shrink-0 items-center gap-2 pr-2 pl-3 text-xs text-ink-2">
      <h2 className="min-w-0 flex-1 font-semibold">{words.tree.tables}</h2>
      <span>{count}</span>
      <IconButton
        label={words.tree.databaseMenu}
        aria-haspopup="menu"
        onClick={(event) => {
          const { right, bottom } = event.currentTarget.getBoundingClientRect();
          setMenu({ x: right, y: bottom });
        }}
      >
        <Ellipsis aria-hidden size={14} />
      </IconButton>
      {menu === null ? null : (
        <Menu
          label={words.tree.database}
          at={menu}
          items={[{ title: words.tree.compact, run: () => setIsCompacting(true) }]}
          onClose={() => setMenu(null)}
        />
      )}
      <Suspense>{isCompacting ? <CompactDialog onClose={() => setIsCompacting(false)} /> : null}</Suspense>
    </header>
  );
}

function nameOf(row: SchemaRow): string {
  return row.kind === 'table' ? row.table.name : row.column.name;
}

interface FilterFieldProps {
  filter: string;
  onFilter: (filter: string) => void;
  onDown: () => void;
}

function FilterField({ filter, onFilter, onDown }: FilterFieldProps) {
  return (
    <div className="relative mx-2 mb-1.5 shrink-0">
      <input
        type="search"
        aria-label={words.tree.filter}
        placeholder={words.tree.filterExample}
        value={filter}
        onChange={(event) => onFilter(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') {
            event.preventDefault();
            onDown();
          } else if (event.key === 'Escape' && filter !== '') {
            event.stopPropagation();
            event.preventDefault();
            onFilter('');
          }
        }}
        className="h-6 w-full rounded-md border border-line-strong bg-surface pr-7 pl-2 text-xs text-ink placeholder:text-ink-3 [&::-webkit-search-cancel-button]:hidden"
      />
      {filter === '' ? null : (
        <IconButton label={words.tree.clearFilter} className="absolute top-0 right-0" onClick={() => onFilter('')}>
          <X aria-hidden size={12} />
        </IconButton>
      )}
    </div>
  );
}

interface SchemaItemProps {
  row: SchemaRow;
  isActive: boolean;
  isShown: boolean;
  sync: string | undefined;
  onFocus: () => void;
  onChoose: () => void;
  onToggle: () => void;
  onMenu: (x: number, y: number) => void;
}

function SchemaItem({ row, isActive, isShown, sync, onFocus, onChoose, onToggle, onMenu }: SchemaItemProps) {
  const peek = usePeek(row.table, row.kind === 'column');
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree takes the keys.
    <div
      role="treeitem"
      data-row={row.id}
      aria-level={row.level}
      aria-expanded={row.kind === 'table' ? row.isOpen : undefined}
      aria-selected={isShown}
      tabIndex={isActive ? 0 : -1}
      title={row.kind === 'table' ? words.tree.preview(row.table.name) : words.tree.insert(row.column.name)}
      onFocus={onFocus}
      onClick={onChoose}
      onContextMenu={(event) => {
        event.preventDefault();
        onMenu(event.clientX, event.clientY);
      }}
      className={classNames(
        'group mb-px flex cursor-default items-start rounded-md',
        isShown ? 'bg-hover' : 'hover:bg-hover',
        ['', '', 'ml-4', 'ml-8'][row.level],
        row.kind === 'column' && 'border-l border-line',
      )}
    >
      {row.kind === 'table' ? (
        <TableLine
          row={row}
          sync={sync}
          onToggle={onToggle}
          onMenu={(event) => {
            event.stopPropagation();
            onMenu(event.clientX, event.clientY);
          }}
        />
      ) : (
        <ColumnLine
          row={row}
          peek={peek}
          onMenu={(event) => {
            event.stopPropagation();
            onMenu(event.clientX, event.clientY);
          }}
        />
      )}
    </div>
  );
}

interface TreeKeys {
  rows: readonly SchemaRow[];
  active: SchemaRow;
  focus: (row: SchemaRow | undefined) => void;
  setIsOpen: (id: string, isOpen: boolean) => void;
  choose: (row: SchemaRow) => void;
  onInsert: (name: string) => void;
  onProfile: (table: TableSummary, column: string) => void;
  openMenu: (row: SchemaRow) => void;
}

/** What a key does in the tree; undefined when it means nothing there. */
function treeKey(event: KeyboardEvent, keys: TreeKeys): (() => void) | undefined {
  const { rows, active, focus, setIsOpen, choose, onInsert, onProfile, openMenu } = keys;
  const at = rows.indexOf(active);
  const branch: TableRow | undefined = active.kind === 'table' ? active : undefined;
  switch (event.key) {
    case 'ArrowDown':
      return () => focus(rows[at + 1]);
    case 'ArrowUp':
      return () => focus(rows[at - 1]);
    case 'Home':
      return () => focus(rows[0]);
    case 'End':
      return () => focus(rows.at(-1));
    case 'ArrowRight':
      if (branch === undefined) return undefined;
      return branch.isOpen ? () => focus(rows[at + 1]) : () => setIsOpen(branch.id, true);
    case 'ArrowLeft':
      if (branch?.isOpen === true) return () => setIsOpen(branch.id, false);
      return () => focus(rows.find(({ id }) => id === active.parentId));
    case 'Enter':
      if (event.shiftKey && active.kind === 'column') return () => onProfile(active.table, active.column.name);
      return () => choose(active);
    case ' ':
      return () => choose(active);
    case 'Insert':
      return () => onInsert(nameOf(active));
    case 'ContextMenu':
      return () => openMenu(active);
    case 'F10':
      return event.shiftKey ? () => openMenu(active) : undefined;
    default:
      return typeAhead(event, rows, at, focus);
  }
}

/** A letter goes to the next row that begins with it. */
function typeAhead(event: KeyboardEvent, rows: readonly SchemaRow[], at: number, focus: TreeKeys['focus']): (() => void) | undefined {
  if (!/^[\w$]$/.test(event.key)) return undefined;
  const after = [...rows.slice(at + 1), ...rows.slice(0, at)];
  const next = after.find((row) => nameOf(row).toLowerCase().startsWith(event.key.toLowerCase()));
  return next === undefined ? undefined : () => focus(next);
}
