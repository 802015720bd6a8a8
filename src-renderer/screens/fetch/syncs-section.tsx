import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { SavedSync } from '#shared/model/sync.ts';
import { problemOf } from '../../app/problem.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { formatMoment } from '../../ui/instants.ts';
import { Notice } from '../../ui/notice.tsx';
import { counted } from '../../ui/quantities.ts';
import { Section } from './section.tsx';
import { SyncDialog } from './sync-dialog.tsx';
import { useSyncActions, useSyncs } from './use-syncs.ts';

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
      title="Syncs"
      note="Keep the last days of some events fresh; only what is missing or may have grown is fetched."
      actions={
        <Button onClick={() => setOpen({ kind: 'add' })}>
          <Plus aria-hidden size={13} />
          Add a sync
        </Button>
      }
    >
      {error === null ? null : <Notice tone="danger" title={problemOf(error).message} hint={problemOf(error).hint} />}
      {syncs.length === 0 && error === null ? (
        <p className="text-ink-2">{isPending ? 'Reading the syncs…' : 'No sync is saved yet.'}</p>
      ) : null}
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
  const events = sync.events === undefined ? 'all events' : counted(sync.events.length, 'event');
  return (
    <li aria-label={sync.name} className="flex flex-wrap items-start gap-2 rounded-md border border-line bg-sunken p-3">
      <div className="min-w-0 flex-1">
        <h3 className="flex flex-wrap items-center gap-2 font-semibold break-words">
          {sync.name}{' '}
          {sync.lastStatus === null ? null : <Badge tone={sync.lastStatus === 'completed' ? 'ok' : 'warn'}>{sync.lastStatus}</Badge>}
        </h3>
        <p className="text-xs break-words text-ink-2" title={sync.events?.join(', ')}>
          The last {counted(sync.days, 'day')} of {events}
          {sync.where === undefined ? '' : ` where ${sync.where}`} into {sync.table}, today included.
        </p>
        <p className="text-2xs break-words text-ink-2">
          Last run: {sync.lastRunAt === null ? 'never' : `${formatMoment(sync.lastRunAt)}. ${sync.lastMessage ?? ''}`} · Next run:{' '}
          {sync.onStart ? 'when Mixlake next opens this project' : 'when you, or an assistant, run it'}
        </p>
      </div>
      <Button disabled={run.isPending} onClick={() => run.mutate({ name: sync.name })}>
        Run now
      </Button>
      <Button onClick={() => onOpen('edit')}>Edit</Button>
      <Button look="quiet" onClick={() => onOpen('remove')}>
        Remove
      </Button>
    </li>
  );
}

function RemoveSync({ sync, onClose }: { sync: SavedSync; onClose: () => void }) {
  const { remove } = useSyncActions();
  return (
    <Dialog title={`Remove the sync “${sync.name}”?`} onClose={onClose}>
      <div className="flex flex-col gap-4 p-4">
        <p className="text-ink-2">It is not run any more. The table {sync.table} and its days stay.</p>
        <div className="flex justify-end gap-2">
          <Button autoFocus onClick={onClose}>
            Keep it
          </Button>
          <Button look="primary" disabled={remove.isPending} onClick={() => remove.mutate({ name: sync.name }, { onSettled: onClose })}>
            Remove
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
