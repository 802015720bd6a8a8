import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { toApiError } from '../../app/api.ts';
import { useApi } from '../../app/api-context.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { useToast } from '../../ui/toasts.tsx';

interface SaveQueryDialogProps {
  projectId: string;
  /** The tab's, offered as the name. */
  title: string;
  sql: string;
  onSaved: (name: string) => void;
  onClose: () => void;
}

/** Keeps the text of a tab under a name. */
export function SaveQueryDialog({ projectId, title, sql, onSaved, onClose }: SaveQueryDialogProps) {
  const { query } = useApi();
  const cache = useQueryClient();
  const toast = useToast();
  const [name, setName] = useState(/^Query \d+$/.test(title) ? '' : title);
  const known = useQuery(query.queries.list.queryOptions({ input: { projectId } })).data?.queries ?? [];
  const isThere = known.some((each) => each.name.toLowerCase() === name.trim().toLowerCase());
  const save = useMutation(
    query.queries.save.mutationOptions({
      onSuccess: (saved) => {
        void cache.invalidateQueries({ queryKey: query.queries.key() });
        toast('info', `Saved as ${saved.name}.`);
        onSaved(saved.name);
        onClose();
      },
    }),
  );
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== '') save.mutate({ projectId, name: name.trim(), sql });
  };
  return (
    <Dialog title="Save the query" onClose={onClose}>
      <form onSubmit={onSubmit} className="flex flex-col gap-3 p-4">
        <TextField
          label="Name"
          autoFocus
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.target.value)}
          hint={isThere ? 'There is a query of this name; it is replaced.' : 'Kept on this computer, for this project.'}
          problem={save.error === null ? undefined : toApiError(save.error).message}
        />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={name.trim() === '' || save.isPending}>
            {isThere ? 'Replace' : 'Save'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
