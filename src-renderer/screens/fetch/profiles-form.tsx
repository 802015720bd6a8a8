import { useState } from 'react';
import { problemOf } from '../../app/problem.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useFetchActions } from './use-fetch.ts';

export function ProfilesForm() {
  const { startProfiles } = useFetchActions();
  const [table, setTable] = useState('');
  const [where, setWhere] = useState('');
  const [cohortId, setCohortId] = useState('');
  const given = (name: string, text: string) => (text.trim() === '' ? {} : { [name]: text.trim() });
  return (
    <form
      aria-label="Fetch profiles"
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        startProfiles.mutate({ ...given('table', table), ...given('where', where), ...given('cohortId', cohortId) });
      }}
    >
      <div className="grid grid-cols-3 gap-4 max-[900px]:grid-cols-1">
        <TextField
          label="Filter (optional)"
          value={where}
          placeholder={'properties["plan"] == "pro"'}
          spellCheck={false}
          hint="Only profiles for which it holds."
          onChange={(event) => setWhere(event.target.value)}
        />
        <TextField
          label="Cohort id (optional)"
          value={cohortId}
          inputMode="numeric"
          placeholder="71"
          hint="Only its members."
          onChange={(event) => setCohortId(event.target.value)}
        />
        <TextField
          label="Table"
          value={table}
          placeholder="profiles"
          spellCheck={false}
          hint="A table of the same selection is replaced."
          onChange={(event) => setTable(event.target.value)}
        />
      </div>
      {startProfiles.error === null ? null : (
        <Notice tone="danger" title={problemOf(startProfiles.error).message} hint={problemOf(startProfiles.error).hint} />
      )}
      <div className="flex flex-wrap items-center justify-end gap-2">
        <p className="mr-auto text-xs text-ink-2">
          One of the 60 query calls an hour per 1,000 profiles; Mixpanel tells how many there are with the first page. It stops and waits
          when the hour is used up.
        </p>
        <Button type="submit" look="primary" size="large" disabled={startProfiles.isPending}>
          Fetch profiles
        </Button>
      </div>
    </form>
  );
}
