import { useState } from 'react';
import type { SavedSync } from '#shared/model/sync.ts';
import { problemOf } from '../../app/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { EventChoice } from './event-choice.tsx';
import { useSyncActions } from './use-syncs.ts';
import { words } from './words.ts';

const MOST_DAYS = 1_000;
const USUAL_DAYS = '30';

interface SyncForm {
  name: string;
  table: string;
  days: string;
  events: readonly string[] | null;
  where: string;
  onStart: boolean;
}

function formOf(sync: SavedSync | null): SyncForm {
  if (sync === null) return { name: '', table: 'events', days: USUAL_DAYS, events: null, where: '', onStart: false };
  const { name, table, days, events, where, onStart } = sync;
  return { name, table, days: String(days), events: events ?? null, where: where ?? '', onStart };
}

export function SyncDialog({ sync, onClose }: { sync: SavedSync | null; onClose: () => void }) {
  const { save, remove } = useSyncActions();
  const [form, setForm] = useState(() => formOf(sync));
  const [isTried, setIsTried] = useState(false);
  const change = (part: Partial<SyncForm>) => setForm({ ...form, ...part });
  const problems = isTried ? problemsOf(form) : {};
  const onSubmit = () => {
    setIsTried(true);
    if (Object.keys(problemsOf(form)).length > 0) return;
    const { name, table, days, events, where, onStart } = form;
    const wanted = {
      name: name.trim(),
      table: table.trim() === '' ? 'events' : table.trim(),
      days: Number(days),
      onStart,
      ...(events === null ? {} : { events: [...events] }),
      ...(where.trim() === '' ? {} : { where: where.trim() }),
    };
    save.mutate(wanted, {
      onSuccess: (saved) => {
        // Another name makes another sync; the old one would be left behind.
        if (sync !== null && sync.name !== saved.name) remove.mutate({ name: sync.name });
        onClose();
      },
    });
  };
  return (
    <Dialog title={sync === null ? words.sync.addTitle : words.sync.editTitle(sync.name)} onClose={onClose}>
      <form
        className="flex flex-col gap-4 p-4"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        <SyncFields form={form} problems={problems} onChange={change} />
        {save.error === null ? null : <Notice tone="danger" title={problemOf(save.error).message} hint={problemOf(save.error).hint} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{words.sync.cancel}</Button>
          <Button type="submit" look="primary" disabled={save.isPending}>
            {words.sync.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface Problems {
  name?: string;
  days?: string;
  events?: string;
}

function problemsOf({ name, days, events }: SyncForm): Problems {
  const count = Number(days);
  return {
    ...(name.trim() === '' ? { name: words.sync.noName } : {}),
    ...(Number.isInteger(count) && count >= 1 && count <= MOST_DAYS ? {} : { days: words.sync.noDays(MOST_DAYS) }),
    ...(events?.length === 0 ? { events: words.sync.noEvents } : {}),
  };
}

function SyncFields({ form, problems, onChange }: { form: SyncForm; problems: Problems; onChange: (part: Partial<SyncForm>) => void }) {
  return (
    <>
      <div className="grid grid-cols-3 gap-4">
        <TextField
          label={words.sync.name}
          value={form.name}
          problem={problems.name}
          onChange={(event) => onChange({ name: event.target.value })}
        />
        <TextField
          label={words.sync.days}
          inputMode="numeric"
          value={form.days}
          problem={problems.days}
          onChange={(event) => onChange({ days: event.target.value })}
        />
        <TextField
          label={words.sync.table}
          value={form.table}
          spellCheck={false}
          onChange={(event) => onChange({ table: event.target.value })}
        />
      </div>
      <EventChoice events={form.events} problem={problems.events} onChange={(events) => onChange({ events })} />
      <TextField
        label={words.sync.filter}
        value={form.where}
        placeholder={words.sync.filterExample}
        spellCheck={false}
        onChange={(event) => onChange({ where: event.target.value })}
      />
      <label className="flex items-center gap-2 text-xs">
        <input type="checkbox" checked={form.onStart} onChange={(event) => onChange({ onStart: event.target.checked })} />
        {words.sync.onStart}
      </label>
    </>
  );
}
