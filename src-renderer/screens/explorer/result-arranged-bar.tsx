// The line that says in which order and with which filters the rows below are, and of how many they are a part.
import { X } from 'lucide-react';
import type { QueryColumn } from '#shared/model/query.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { type ArrangedRows, AS_IT_CAME, filteredBy, isAsItCame } from './result-arrangement.ts';
import { words } from './words.ts';

interface ArrangedBarProps {
  rows: ArrangedRows;
  columns: readonly QueryColumn[];
  /** Rows of the whole result; null while it is being made. */
  total: number | null;
}

export function ArrangedBar({ rows, columns, total }: ArrangedBarProps) {
  const { arrangement, pending, view, arrange, cancel } = rows;
  const asked = pending ?? arrangement;
  if (isAsItCame(asked) && pending === null) return null;
  const order = asked.order.map(({ column, isDescending }) => `${columns[column]?.name ?? ''} ${isDescending ? '↓' : '↑'}`).join(', ');
  return (
    <div className="flex min-h-8 shrink-0 flex-wrap items-center gap-x-2 gap-y-1 border-b border-line bg-sunken px-3 py-1 text-xs">
      {order === '' ? null : (
        <Chip label={words.arranged.sorted(order)} onRemove={() => arrange({ ...asked, order: [] })} removeLabel={words.arranged.unsort} />
      )}
      {asked.filters.map((filter) => (
        <Chip
          key={filter.column}
          label={words.arranged.filter(filter, columns[filter.column]?.name ?? '')}
          onRemove={() => arrange(filteredBy(asked, filter.column, null))}
          removeLabel={words.arranged.unfilter}
        />
      ))}
      <span role="status" className="text-ink-2">
        {pending !== null
          ? total === null
            ? words.arranged.waiting
            : words.arranged.busy(total)
          : view === null || total === null
            ? ''
            : view.rowCount === total
              ? words.arranged.all(total)
              : words.arranged.part(view.rowCount, total)}
      </span>
      <span className="flex-1" />
      {pending === null ? (
        <Button look="quiet" size="small" onClick={() => arrange(AS_IT_CAME)}>
          {words.arranged.clear}
        </Button>
      ) : (
        <Button look="quiet" size="small" onClick={cancel}>
          {words.arranged.cancel}
        </Button>
      )}
    </div>
  );
}

function Chip({ label, removeLabel, onRemove }: { label: string; removeLabel: string; onRemove: () => void }) {
  return (
    <span className="flex max-w-full items-center gap-0.5 rounded-md border border-line bg-surface pl-2">
      <span className="truncate">{label}</span>
      <IconButton label={words.arranged.remove(removeLabel, label)} onClick={onRemove} className="size-5">
        <X aria-hidden size={12} />
      </IconButton>
    </span>
  );
}
