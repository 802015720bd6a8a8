// What can be done with a table or a column besides looking at it.
import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { TableSummary } from '#shared/model/table.ts';
import { useApi } from '../../app/api-context.tsx';
import { problemOf, useProblemToast } from '../../app/problem.ts';
import { useStores } from '../../app/stores.tsx';
import { Button } from '../../ui/button.tsx';
import { copyText } from '../../ui/clipboard.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { quoteName } from '../../ui/editor/sql-name.ts';
import type { MenuItem } from '../../ui/menu.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useToast } from '../../ui/toasts.tsx';
import type { SchemaRow } from './schema-rows.ts';
import { words } from './words.ts';

interface SchemaActions {
  onPreview: (table: TableSummary) => void;
  onInsert: (name: string) => void;
  onProfile: (table: TableSummary, column: string) => void;
}

interface SchemaMenu {
  itemsFor: (row: SchemaRow) => MenuItem[];
  /** The name of the sync that keeps a table fresh. */
  syncOf: (table: TableSummary) => string | undefined;
  /** The question before something is deleted. */
  dialog: ReactNode;
  /** What was deleted since the Explorer was opened, to be brought back. */
  undo: ReactNode;
}

export function useSchemaMenu({ onPreview, onInsert, onProfile }: SchemaActions): SchemaMenu {
  const { query } = useApi();
  const { draft } = useStores();
  const toast = useToast();
  const [doomed, setDoomed] = useState<TableSummary | null>(null);
  const [deleted, setDeleted] = useState<readonly string[]>([]);
  const syncs = useQuery(query.syncs.list.queryOptions()).data?.syncs ?? [];
  const onError = useProblemToast();
  const runSync = useMutation(query.syncs.run.mutationOptions({ onError }));
  const undrop = useMutation(
    query.tables.undrop.mutationOptions({
      onError,
      onSuccess: ({ table }) => {
        toast('info', words.drop.back(table));
        setDeleted((names) => names.filter((name) => name !== table));
      },
    }),
  );
  const syncOf = ({ name }: TableSummary) => syncs.find(({ table }) => table === name)?.name;

  const itemsFor = (row: SchemaRow): MenuItem[] => {
    const { table } = row;
    const name = row.kind === 'table' ? table.name : row.column.name;
    const names: MenuItem[] = [
      { title: words.menu.insert, run: () => onInsert(name) },
      { title: words.menu.copy, run: () => void copyText(quoteName(name)) },
    ];
    if (row.kind === 'column') return [{ title: words.menu.profile, run: () => onProfile(table, name) }, ...names];
    const sync = syncOf(table);
    return [
      { title: words.menu.preview, run: () => onPreview(table) },
      ...names,
      { title: words.menu.selectAll, run: () => draft.getState().show(selectColumns(table), table.name) },
      ...(sync === undefined ? [] : [{ title: words.menu.runSync(sync), run: () => runSync.mutate({ name: sync }) }]),
      ...(table.typedOf === undefined ? [{ title: words.menu.drop, isDangerous: true, run: () => setDoomed(table) }] : []),
    ];
  };
  const dialog =
    doomed === null ? null : (
      <DropDialog
        table={doomed}
        onClose={() => setDoomed(null)}
        onDropped={(name) => setDeleted((names) => [...names.filter((each) => each !== name), name])}
      />
    );
  const undo = <DeletedTables names={deleted} isBusy={undrop.isPending} onUndo={(table) => undrop.mutate({ table })} />;
  return { itemsFor, syncOf, dialog, undo };
}

interface DeletedTablesProps {
  names: readonly string[];
  isBusy: boolean;
  onUndo: (table: string) => void;
}

function DeletedTables({ names, isBusy, onUndo }: DeletedTablesProps) {
  if (names.length === 0) return null;
  return (
    <ul aria-label={words.drop.list} className="shrink-0 border-t border-line px-3 py-1">
      {names.map((name) => (
        <li key={name} className="flex items-center gap-2 text-xs">
          <span className="min-w-0 flex-1 truncate text-ink-2">{words.drop.gone(name)}</span>
          <Button look="quiet" size="small" disabled={isBusy} aria-label={words.drop.undoOf(name)} onClick={() => onUndo(name)}>
            {words.drop.undo}
          </Button>
        </li>
      ))}
    </ul>
  );
}

export function selectColumns({ name, columns }: TableSummary): string {
  return `SELECT ${columns.map((column) => quoteName(column.name)).join(',\n       ')}\nFROM ${quoteName(name)}\nLIMIT 1000`;
}

interface DropDialogProps {
  table: TableSummary;
  onClose: () => void;
  /** Told when it can be brought back. */
  onDropped: (table: string) => void;
}

function DropDialog({ table, onClose, onDropped }: DropDialogProps) {
  const { query } = useApi();
  const toast = useToast();
  const drop = useMutation(
    query.tables.drop.mutationOptions({
      onSuccess: ({ table: name, undoableUntil }) => {
        if (undoableUntil !== null) onDropped(name);
        toast('info', words.drop.dropped(name), undoableUntil === null ? undefined : words.drop.until(undoableUntil));
        onClose();
      },
    }),
  );
  const problem = drop.error === null ? null : problemOf(drop.error);
  const isView = table.kind === 'view';
  return (
    <Dialog title={words.drop.title(table.name)} onClose={onClose}>
      <div className="flex flex-col gap-3 p-4">
        <p>{isView ? words.drop.view : words.drop.table(table.rowCount)}</p>
        {problem === null ? null : <Notice tone="danger" title={problem.message} hint={problem.hint} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{words.drop.keep}</Button>
          <Button look="primary" disabled={drop.isPending} onClick={() => drop.mutate({ table: table.name })}>
            {words.drop.drop}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
