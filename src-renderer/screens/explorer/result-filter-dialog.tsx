import { type FormEvent, useState } from 'react';
import type { QueryColumn } from '#shared/model/query.ts';
import type { ResultFilter } from '#shared/model/result-view.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { isNumericType } from '../../ui/grid/cell-text.ts';
import { words } from './words.ts';

interface FilterDialogProps {
  column: QueryColumn;
  index: number;
  /** The one there is. */
  filter: ResultFilter | undefined;
  onFilter: (filter: ResultFilter | null) => void;
  onClose: () => void;
}

type Kind = ResultFilter['kind'];

const KINDS = ['contains', 'equals', 'range', 'null', 'not-null'] as const satisfies readonly Kind[];

interface Draft {
  kind: Kind;
  text: string;
  from: string;
  to: string;
}

function draftOf(filter: ResultFilter | undefined, { type }: QueryColumn): Draft {
  const empty = { text: '', from: '', to: '' };
  if (filter === undefined) return { ...empty, kind: isNumericType(type) || /^(DATE|TIMESTAMP)/.test(type) ? 'range' : 'contains' };
  if (filter.kind === 'range') return { ...empty, kind: 'range', from: filter.from ?? '', to: filter.to ?? '' };
  return { ...empty, kind: filter.kind, ...('text' in filter ? { text: filter.text } : {}) };
}

/** Null when nothing is asked for. An empty text is a text: only `contains` without one says nothing. */
function filterOf({ kind, text, from, to }: Draft, column: number): ResultFilter | null {
  switch (kind) {
    case 'contains':
      return text === '' ? null : { kind, column, text };
    case 'equals':
      return { kind, column, text };
    case 'range':
      return from === '' && to === '' ? null : { kind, column, from: from === '' ? null : from, to: to === '' ? null : to };
    default:
      return { kind, column };
  }
}

export function FilterDialog({ column, index, filter, onFilter, onClose }: FilterDialogProps) {
  const [draft, setDraft] = useState(() => draftOf(filter, column));
  const change = (part: Partial<Draft>) => setDraft((old) => ({ ...old, ...part }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onClose();
    onFilter(filterOf(draft, index));
  };
  const isTime = /^(DATE|TIMESTAMP)/.test(column.type);
  const hint = isTime ? words.filter.timeHint : undefined;
  return (
    <Dialog title={words.filter.title(column.name)} onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-3 p-4">
        <SelectField label={words.filter.kind} value={draft.kind} onChange={(event) => change({ kind: kindOf(event.target.value) })}>
          {KINDS.map((kind) => (
            <option key={kind} value={kind}>
              {words.filter.kinds[kind]}
            </option>
          ))}
        </SelectField>
        {draft.kind === 'contains' || draft.kind === 'equals' ? (
          <TextField
            label={words.filter.value}
            autoFocus
            hint={draft.kind === 'contains' ? words.filter.anyCase : hint}
            value={draft.text}
            onChange={(event) => change({ text: event.target.value })}
          />
        ) : null}
        {draft.kind === 'range' ? (
          <div className="flex gap-3">
            <TextField
              label={words.filter.from}
              className="flex-1"
              hint={hint}
              value={draft.from}
              onChange={(event) => change({ from: event.target.value })}
            />
            <TextField
              label={words.filter.to}
              className="flex-1"
              value={draft.to}
              onChange={(event) => change({ to: event.target.value })}
            />
          </div>
        ) : null}
        <div className="flex justify-end gap-2">
          {filter === undefined ? null : (
            <Button
              onClick={() => {
                onClose();
                onFilter(null);
              }}
            >
              {words.filter.remove}
            </Button>
          )}
          <Button type="submit" look="primary">
            {words.filter.apply}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function kindOf(value: string): Kind {
  return KINDS.find((kind) => kind === value) ?? 'contains';
}
