import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useApi } from '../../app/api-context.tsx';
import { problemOf } from '../../app/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { words } from './later-words.ts';

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
        toast('info', words.saveQuery.done(saved.name));
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
    <Dialog title={words.saveQuery.title} onClose={onClose}>
      <form onSubmit={onSubmit} className="flex flex-col gap-3 p-4">
        <TextField
          label={words.saveQuery.name}
          autoFocus
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.target.value)}
          hint={isThere ? words.saveQuery.replaces : words.saveQuery.kept}
          problem={save.error === null ? undefined : problemOf(save.error).message}
        />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{words.saveQuery.cancel}</Button>
          <Button type="submit" look="primary" disabled={name.trim() === '' || save.isPending}>
            {isThere ? words.saveQuery.replace : words.saveQuery.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
