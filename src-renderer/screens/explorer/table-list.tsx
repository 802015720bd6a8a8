import { ChevronRight, Eye, LoaderCircle, Table2, UserRound, Zap } from 'lucide-react';
import { useId, useState } from 'react';
import type { TableKind, TableSummary } from '#shared/model/table.ts';
import { Badge } from '../../ui/badge.tsx';
import { classNames } from '../../ui/class-names.ts';
import { counted, formatCount } from '../../ui/quantities.ts';
import { dayRange, tableCautions } from './table-words.ts';

const KINDS: Record<TableKind, { Icon: typeof Table2; word: string }> = {
  events: { Icon: Zap, word: 'Events table' },
  profiles: { Icon: UserRound, word: 'Profiles table' },
  view: { Icon: Eye, word: 'View' },
  other: { Icon: Table2, word: 'Table' },
};

interface TableListProps {
  tables: readonly TableSummary[];
  shownTable: string | null;
  onPreview: (table: TableSummary) => void;
  onInsert: (name: string) => void;
}

export function TableList({ tables, shownTable, onPreview, onInsert }: TableListProps) {
  return (
    <section aria-label="Tables" className="flex min-h-0 flex-1 flex-col bg-canvas">
      <h2 className="flex h-9 shrink-0 items-center justify-between px-3 text-xs font-semibold text-ink-2">
        Tables <span className="font-normal">{tables.length}</span>
      </h2>
      <ul className="min-h-0 flex-1 overflow-auto px-1.5 pb-3">
        {tables.map((table) => (
          <TableItem key={table.name} table={table} isShown={table.name === shownTable} onPreview={onPreview} onInsert={onInsert} />
        ))}
      </ul>
    </section>
  );
}

interface TableItemProps {
  table: TableSummary;
  isShown: boolean;
  onPreview: (table: TableSummary) => void;
  onInsert: (name: string) => void;
}

function TableItem({ table, isShown, onPreview, onInsert }: TableItemProps) {
  const [isOpen, setIsOpen] = useState(false);
  const columnsId = useId();
  const { Icon, word } = KINDS[table.kind];
  return (
    <li className="mb-px">
      <div className={classNames('flex items-start rounded-md', isShown ? 'bg-hover' : 'hover:bg-hover')}>
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={columnsId}
          aria-label={`Columns of ${table.name}`}
          onClick={() => setIsOpen(!isOpen)}
          className="flex h-7 w-5 shrink-0 items-center justify-center rounded-md text-ink-3 hover:text-ink"
        >
          <ChevronRight aria-hidden size={14} className={classNames('transition-transform', isOpen && 'rotate-90')} />
        </button>
        <button
          type="button"
          title={`Show the first rows of ${table.name}`}
          onClick={() => onPreview(table)}
          className="min-w-0 flex-1 rounded-md py-1 pr-2 pl-0.5 text-left"
        >
          <span className="flex items-center gap-1.5">
            <Icon role="img" aria-label={word} size={13} className="shrink-0 text-ink-3" />
            <span className="min-w-0 flex-1 truncate font-medium">{table.name}</span>
            {table.isLoading ? (
              <LoaderCircle role="img" aria-label="Loading" size={13} className="shrink-0 animate-spin text-accent" />
            ) : null}
            <span className="shrink-0 text-xs text-ink-2" title={counted(table.rowCount, 'row')}>
              {formatCount(table.rowCount)}
              <span className="sr-only"> rows</span>
            </span>
          </span>
          <TableFacts table={table} />
        </button>
      </div>
      <ul
        id={columnsId}
        hidden={!isOpen}
        aria-label={`Columns of ${table.name}`}
        className="mt-0.5 mb-1.5 ml-[17px] border-l border-line pl-1"
      >
        {table.columns.map(({ name, type }) => (
          <li key={name}>
            <button
              type="button"
              title={`Put ${name} into the statement`}
              onClick={() => onInsert(name)}
              className="flex w-full items-center gap-2 rounded px-1.5 py-0.5 text-left text-xs hover:bg-hover"
            >
              <span className="min-w-0 flex-1 truncate font-mono">{name}</span>
              <span className="shrink-0 font-mono text-2xs text-ink-3">{type}</span>
            </button>
          </li>
        ))}
      </ul>
    </li>
  );
}

function TableFacts({ table }: { table: TableSummary }) {
  const range = dayRange(table);
  const cautions = tableCautions(table);
  if (range === null && cautions.length === 0) return null;
  return (
    <span className="mt-0.5 flex flex-wrap items-center gap-x-1.5 gap-y-1 pl-[19px] text-2xs text-ink-3">
      {range === null ? null : <span>{range}</span>}
      {cautions.map((caution) => (
        <Badge key={caution} tone="warn" title={table.missingDays.join(', ')}>
          {caution}
        </Badge>
      ))}
    </span>
  );
}
