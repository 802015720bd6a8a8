import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react';
import type { ActivityEntry } from '#shared/model/activity-entry.ts';
import { useJobs } from '../../app/use-jobs.ts';
import { classNames } from '../../ui/class-names.ts';
import { columns, rowTemplate } from './columns.tsx';
import { StretchRow } from './stretch-row.tsx';
import { type ListItem, listItems, type SpentByJob } from './stretches.ts';
import { words } from './words.ts';

const ROW_PX = 30;
const HEAD_PX = 34;
const EXTRA_ROWS = 10;

interface ActivityListProps {
  entries: readonly ActivityEntry[];
  /** Under the heads of conversation stretches. */
  isGrouped: boolean;
  selectedId: string | null;
  onSelect: (id: string) => void;
  onEnd: () => void;
}

/** The log as a grid of rows: arrows move the selection, and the pane beside it follows. */
export function ActivityList({ entries, isGrouped, selectedId, onSelect, onEnd }: ActivityListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const jobs = useSpentByJob();
  const rows = useMemo(() => listItems(entries, isGrouped, jobs), [entries, isGrouped, jobs]);
  const shown = useMemo(() => rows.flatMap((row) => (row.kind === 'entry' ? [row.entry] : [])), [rows]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.kind === 'stretch' ? HEAD_PX : ROW_PX),
    overscan: EXTRA_ROWS,
    getItemKey: (index) => keyOf(rows[index], index),
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= rows.length - EXTRA_ROWS) onEnd();
  }, [last, rows.length, onEnd]);
  // Heads may have come in between, so what was measured before no longer fits.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the rows are what it waits for.
  useEffect(() => virtual.measure(), [rows, virtual]);

  const selected = shown.findIndex(({ id }) => id === selectedId);
  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_PX) - 1);
    const target = keyTarget(event.key, selected, shown.length, page);
    const entry = target === null ? undefined : shown[target];
    if (target === null || entry === undefined) return;
    event.preventDefault();
    onSelect(entry.id);
    virtual.scrollToIndex(rows.findIndex((row) => row.kind === 'entry' && row.entry === entry));
  };
  const now = new Date();
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col overflow-x-auto">
      <div className="flex min-h-0 min-w-[700px] flex-1 flex-col">
        <div
          aria-hidden
          className="grid h-7 shrink-0 items-center gap-3 border-b border-line bg-sunken px-4 text-2xs text-ink-2"
          style={{ gridTemplateColumns: rowTemplate }}
        >
          {columns.map(({ id, header, headerTitle, align }) => (
            <span key={id} title={headerTitle} className={classNames('truncate', align === 'right' && 'text-right')}>
              {header}
            </span>
          ))}
        </div>
        <div
          ref={scroller}
          role="listbox"
          tabIndex={0}
          aria-label={words.list.title}
          aria-activedescendant={selected === -1 ? undefined : rowId(shown[selected])}
          onKeyDown={onKeyDown}
          className="relative z-0 min-h-0 flex-1 overflow-auto bg-surface focus-visible:-outline-offset-2"
        >
          <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
            {items.map(({ key, index, start }) => {
              const row = rows[index];
              if (row === undefined) return null;
              if (row.kind === 'stretch') return <StretchRow key={key} stretch={row.stretch} now={now} topPx={start} heightPx={HEAD_PX} />;
              const { entry } = row;
              return (
                <EntryRow
                  key={key}
                  entry={entry}
                  now={now}
                  topPx={start}
                  position={shown.indexOf(entry) + 1}
                  count={shown.length}
                  isSelected={entry.id === selectedId}
                  onSelect={onSelect}
                />
              );
            })}
          </div>
        </div>
      </div>
    </div>
  );
}

interface EntryRowProps {
  entry: ActivityEntry;
  now: Date;
  topPx: number;
  position: number;
  count: number;
  isSelected: boolean;
  onSelect: (id: string) => void;
}

function EntryRow({ entry, now, topPx, position, count, isSelected, onSelect }: EntryRowProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the keys.
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus and names the active row.
    <div
      role="option"
      id={rowId(entry)}
      aria-selected={isSelected}
      aria-posinset={position}
      aria-setsize={count}
      onClick={() => onSelect(entry.id)}
      className={classNames(
        'absolute inset-x-0.5 grid cursor-default items-center gap-3 border-b border-line px-3.5 text-xs text-ink-2',
        isSelected ? 'bg-select' : 'hover:bg-sunken',
      )}
      style={{ gridTemplateColumns: rowTemplate, top: topPx, height: ROW_PX }}
    >
      {columns.map(({ id, cell, align }) => (
        <span key={id} className={classNames('truncate', align === 'right' && 'text-right')}>
          {cell(entry, now)}
        </span>
      ))}
    </div>
  );
}

function useSpentByJob(): SpentByJob {
  const jobs = useJobs();
  return useMemo(() => new Map(jobs.flatMap(({ jobId, spent }) => (spent === undefined ? [] : [[jobId, spent]]))), [jobs]);
}

function keyOf(row: ListItem | undefined, index: number): string | number {
  if (row === undefined) return index;
  return row.kind === 'entry' ? row.entry.id : `stretch ${row.stretch.id}`;
}

function rowId(entry: ActivityEntry | undefined): string | undefined {
  return entry === undefined ? undefined : `activity-${entry.id}`;
}

function keyTarget(key: string, selected: number, count: number, page: number): number | null {
  const within = (index: number) => Math.max(0, Math.min(count - 1, index));
  switch (key) {
    case 'ArrowDown':
      return within(selected + 1);
    case 'ArrowUp':
      return within(selected - 1);
    case 'PageDown':
      return within(selected + page);
    case 'PageUp':
      return within(selected - page);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
