// What can be done with a table or a column besides looking at it.
import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { TableSummary } from '#shared/model/table.ts';
import { toApiError } from '../../app/api.ts';
import { useApi } from '../../app/api-context.tsx';
import { useStores } from '../../app/stores.tsx';
import { Button } from '../../ui/button.tsx';
import { copyText } from '../../ui/clipboard.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { quoteName } from '../../ui/editor/sql-name.ts';
import { formatMoment } from '../../ui/instants.ts';
import type { MenuItem } from '../../ui/menu.tsx';
import { counted } from '../../ui/quantities.ts';
import { useToast } from '../../ui/toasts.tsx';
import type { SchemaRow } from './schema-rows.ts';

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
  const onError = (error: unknown) => {
    const problem = toApiError(error);
    toast('danger', problem.message, 'hint' in problem ? problem.hint : undefined);
  };
  const runSync = useMutation(query.syncs.run.mutationOptions({ onError }));
  const undrop = useMutation(
    query.tables.undrop.mutationOptions({
      onError,
      onSuccess: ({ table }) => {
        toast('info', `The table ${table} is back.`);
        setDeleted((names) => names.filter((name) => name !== table));
      },
    }),
  );
  const syncOf = ({ name }: TableSummary) => syncs.find(({ table }) => table === name)?.name;

  const itemsFor = (row: SchemaRow): MenuItem[] => {
    const { table } = row;
    const name = row.kind === 'table' ? table.name : row.column.name;
    const names: MenuItem[] = [
      { title: 'Put the name into the statement', run: () => onInsert(name) },
      { title: 'Copy the name', run: () => void copyText(quoteName(name)) },
    ];
    if (row.kind === 'column') return [{ title: 'Profile of the column', run: () => onProfile(table, name) }, ...names];
    const sync = syncOf(table);
    return [
      { title: 'Show the first rows', run: () => onPreview(table) },
      ...names,
      { title: 'Select all columns in a new tab', run: () => draft.getState().show(selectColumns(table), table.name) },
      ...(sync === undefined ? [] : [{ title: `Run the sync ${sync} now`, run: () => runSync.mutate({ name: sync }) }]),
      ...(table.typedOf === undefined ? [{ title: 'Delete…', isDangerous: true, run: () => setDoomed(table) }] : []),
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
    <ul aria-label="Deleted tables" className="shrink-0 border-t border-line px-3 py-1">
      {names.map((name) => (
        <li key={name} className="flex items-center gap-2 text-xs">
          <span className="min-w-0 flex-1 truncate text-ink-2">{name} is deleted</span>
          <Button look="quiet" size="small" disabled={isBusy} aria-label={`Bring back ${name}`} onClick={() => onUndo(name)}>
            Bring back
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
        toast(
          'info',
          `${name} is deleted.`,
          undoableUntil === null ? undefined : `It can be brought back until ${formatMoment(undoableUntil)}.`,
        );
        onClose();
      },
    }),
  );
  const problem = drop.error === null ? null : toApiError(drop.error);
  const isView = table.kind === 'view';
  return (
    <Dialog title={`Delete ${table.name}?`} onClose={onClose}>
      <div className="flex flex-col gap-3 p-4">
        <p>
          {isView
            ? 'The view goes at once; the tables it reads stay.'
            : `${counted(table.rowCount, 'row')} and what is known of its days go. They can be brought back for 24 hours. Data at Mixpanel stay.`}
        </p>
        {problem === null ? null : (
          <p role="alert" className="text-danger">
            {problem.message} {'hint' in problem ? problem.hint : null}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Keep it</Button>
          <Button look="primary" disabled={drop.isPending} onClick={() => drop.mutate({ table: table.name })}>
            Delete
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
