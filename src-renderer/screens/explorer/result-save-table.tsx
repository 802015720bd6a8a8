// Keeping a result as a table of the lake. It only adds, so it needs no mode in which changes are allowed; the dialog is the question.
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { toApiError } from '../../app/api.ts';
import { useApi } from '../../app/api-context.tsx';
import type { ShownResult } from '../../app/query-run.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { counted } from '../../ui/quantities.ts';
import { useToast } from '../../ui/toasts.tsx';

export function SaveTableDialog({ result, onClose }: { result: ShownResult; onClose: () => void }) {
  const { query } = useApi();
  const toast = useToast();
  const [name, setName] = useState('');
  const save = useMutation(
    query.tables.saveResult.mutationOptions({
      onSuccess: ({ table, rows }) => {
        toast('info', `${counted(rows, 'row')} saved as the table ${table}.`);
        onClose();
      },
    }),
  );
  const problem = save.error === null ? null : toApiError(save.error);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ name: name.trim(), resultId: result.opened.resultId });
  };
  return (
    <Dialog title="Save the result as a table" onClose={onClose}>
      <form onSubmit={onSubmit} className="flex flex-col gap-3 p-4">
        <TextField
          label="Name of the table"
          autoFocus
          autoComplete="off"
          spellCheck={false}
          value={name}
          hint="The statement runs once more and all its rows are kept. Assistants see the table too."
          onChange={(event) => setName(event.target.value)}
        />
        {problem === null ? null : <Notice tone="danger" title={problem.message} hint={'hint' in problem ? problem.hint : undefined} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={name.trim() === '' || save.isPending}>
            {save.isPending ? 'Saving…' : 'Save as table'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
