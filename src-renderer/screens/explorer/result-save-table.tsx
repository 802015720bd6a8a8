// Keeping a result as a table of the lake. It only adds, so it needs no mode in which changes are allowed; the dialog is the question.
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useApi } from '../../app/api-context.tsx';
import { problemOf } from '../../app/problem.ts';
import type { ShownResult } from '../../app/query-run.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { words } from './later-words.ts';

export function SaveTableDialog({ result, onClose }: { result: ShownResult; onClose: () => void }) {
  const { query } = useApi();
  const toast = useToast();
  const [name, setName] = useState('');
  const save = useMutation(
    query.tables.saveResult.mutationOptions({
      onSuccess: ({ table, rows }) => {
        toast('info', words.saveTable.done(rows, table));
        onClose();
      },
    }),
  );
  const problem = save.error === null ? null : problemOf(save.error);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ name: name.trim(), resultId: result.opened.resultId });
  };
  return (
    <Dialog title={words.saveTable.title} onClose={onClose}>
      <form onSubmit={onSubmit} className="flex flex-col gap-3 p-4">
        <TextField
          label={words.saveTable.name}
          autoFocus
          autoComplete="off"
          spellCheck={false}
          value={name}
          hint={words.saveTable.hint}
          onChange={(event) => setName(event.target.value)}
        />
        {problem === null ? null : <Notice tone="danger" title={problem.message} hint={problem.hint} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{words.saveTable.cancel}</Button>
          <Button type="submit" look="primary" disabled={name.trim() === '' || save.isPending}>
            {save.isPending ? words.saveTable.saving : words.saveTable.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
