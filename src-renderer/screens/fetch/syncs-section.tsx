import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { SavedSync } from '#shared/model/sync.ts';
import { problemOf } from '../../app/problem.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Section } from './section.tsx';
import { SyncDialog } from './sync-dialog.tsx';
import { useSyncActions, useSyncs } from './use-syncs.ts';
import { words } from './words.ts';

type Open = { kind: 'none' | 'add' } | { kind: 'edit' | 'remove'; sync: SavedSync };
const NONE: Open = { kind: 'none' };

/** Fetches that are saved under a name: the last days of some events, kept fresh. */
export function SyncsSection() {
  const [open, setOpen] = useState<Open>(NONE);
  const { data, error, isPending } = useSyncs();
  const syncs = data?.syncs ?? [];
  const close = () => setOpen(NONE);
  return (
    <Section
      title={words.syncs.title}
      note={words.syncs.note}
      actions={
        <Button onClick={() => setOpen({ kind: 'add' })}>
          <Plus aria-hidden size={13} />
          {words.syncs.add}
        </Button>
      }
    >
      {error === null ? null : <Notice tone="danger" title={problemOf(error).message} hint={problemOf(error).hint} />}
      {syncs.length === 0 && error === null ? <p className="text-ink-2">{isPending ? words.syncs.reading : words.syncs.none}</p> : null}
      <ul className="flex flex-col gap-2">
        {syncs.map((sync) => (
          <SyncRow key={sync.name} sync={sync} onOpen={(kind) => setOpen({ kind, sync })} />
        ))}
      </ul>
      {open.kind === 'add' ? <SyncDialog sync={null} onClose={close} /> : null}
      {open.kind === 'edit' ? <SyncDialog sync={open.sync} onClose={close} /> : null}
      {open.kind === 'remove' ? <RemoveSync sync={open.sync} onClose={close} /> : null}
    </Section>
  );
}

function SyncRow({ sync, onOpen }: { sync: SavedSync; onOpen: (kind: 'edit' | 'remove') => void }) {
  const { run } = useSyncActions();
  return (
    <li aria-label={sync.name} className="flex flex-wrap items-start gap-2 rounded-md border border-line bg-sunken p-3">
      <div className="min-w-0 flex-1">
        <h3 className="flex flex-wrap items-center gap-2 font-semibold break-words">
          {sync.name}{' '}
          {sync.lastStatus === null ? null : <Badge tone={sync.lastStatus === 'completed' ? 'ok' : 'warn'}>{sync.lastStatus}</Badge>}
        </h3>
        <p className="text-xs break-words text-ink-2" title={sync.events?.join(', ')}>
          {words.syncs.what(sync)}
        </p>
        <p className="text-2xs break-words text-ink-2">{words.syncs.runs(sync)}</p>
      </div>
      <Button disabled={run.isPending} onClick={() => run.mutate({ name: sync.name })}>
        {words.syncs.runNow}
      </Button>
      <Button onClick={() => onOpen('edit')}>{words.syncs.edit}</Button>
      <Button look="quiet" onClick={() => onOpen('remove')}>
        {words.syncs.remove}
      </Button>
    </li>
  );
}

function RemoveSync({ sync, onClose }: { sync: SavedSync; onClose: () => void }) {
  const { remove } = useSyncActions();
  return (
    <Dialog title={words.syncs.removeTitle(sync.name)} onClose={onClose}>
      <div className="flex flex-col gap-4 p-4">
        <p className="text-ink-2">{words.syncs.removeHint(sync.table)}</p>
        <div className="flex justify-end gap-2">
          <Button autoFocus onClick={onClose}>
            {words.syncs.keep}
          </Button>
          <Button look="primary" disabled={remove.isPending} onClick={() => remove.mutate({ name: sync.name }, { onSettled: onClose })}>
            {words.syncs.remove}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
