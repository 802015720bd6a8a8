import { useState } from 'react';
import { problemOf } from '../../app/problem.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useFetchActions } from './use-fetch.ts';
import { words } from './words.ts';

export function ProfilesForm() {
  const { startProfiles } = useFetchActions();
  const [table, setTable] = useState('');
  const [where, setWhere] = useState('');
  const [cohortId, setCohortId] = useState('');
  const given = (name: string, text: string) => (text.trim() === '' ? {} : { [name]: text.trim() });
  return (
    <form
      aria-label={words.profiles.name}
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        startProfiles.mutate({ ...given('table', table), ...given('where', where), ...given('cohortId', cohortId) });
      }}
    >
      <div className="grid grid-cols-3 gap-4 max-[900px]:grid-cols-1">
        <TextField
          label={words.profiles.filter}
          value={where}
          placeholder={words.profiles.filterExample}
          spellCheck={false}
          hint={words.profiles.filterHint}
          onChange={(event) => setWhere(event.target.value)}
        />
        <TextField
          label={words.profiles.cohort}
          value={cohortId}
          inputMode="numeric"
          placeholder={words.profiles.cohortExample}
          hint={words.profiles.cohortHint}
          onChange={(event) => setCohortId(event.target.value)}
        />
        <TextField
          label={words.profiles.table}
          value={table}
          placeholder={words.profiles.tableExample}
          spellCheck={false}
          hint={words.profiles.tableHint}
          onChange={(event) => setTable(event.target.value)}
        />
      </div>
      {startProfiles.error === null ? null : (
        <Notice tone="danger" title={problemOf(startProfiles.error).message} hint={problemOf(startProfiles.error).hint} />
      )}
      <div className="flex flex-wrap items-center justify-end gap-2">
        <p className="mr-auto min-w-0 flex-1 basis-80 text-xs text-ink-2">{words.profiles.cost} </p>
        <Button type="submit" look="primary" size="large" disabled={startProfiles.isPending}>
          {words.profiles.fetch}
        </Button>
      </div>
    </form>
  );
}
