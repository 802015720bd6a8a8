import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { AppSettings } from '#shared/model/settings.ts';
import { useApi } from '../../app/api-context.tsx';
import { useProblemToast } from '../../app/problem.ts';
import { useToast } from '../../ui/toasts.tsx';
import { words } from './words.ts';

export function useSettings() {
  const { query } = useApi();
  const cache = useQueryClient();
  const key = query.settings.get.queryKey();
  const tell = useProblemToast();
  const onError = (error: unknown) => {
    void cache.invalidateQueries({ queryKey: key }); // what was shown already is not true
    tell(error);
  };
  const view = useQuery(query.settings.get.queryOptions());
  const save = useMutation(query.settings.save.mutationOptions({ onSuccess: (fresh) => cache.setQueryData(key, fresh), onError }));
  const setModelKey = useMutation(
    query.settings.setModelKey.mutationOptions({ onSuccess: (fresh) => cache.setQueryData(key, fresh), onError }),
  );
  return {
    view,
    isSaving: save.isPending,
    /** Saves the change at once: there is no button to forget. */
    change: (part: Partial<AppSettings>) => {
      if (view.data === undefined) return;
      const settings = { ...view.data.settings, ...part };
      cache.setQueryData(key, { ...view.data, settings });
      save.mutate({ settings });
    },
    setModelKey: (modelKey: string | null) => setModelKey.mutate({ key: modelKey }),
  };
}

/** Deletes the log of activity; screens that show something of it read it again. */
export function useDeleteLog() {
  const { query } = useApi();
  const cache = useQueryClient();
  const toast = useToast();
  return useMutation(
    query.activity.clear.mutationOptions({
      onSuccess: ({ days }) => {
        toast('info', words.privacy.deleted(days));
        void cache.invalidateQueries({ queryKey: query.activity.key() });
      },
      onError: useProblemToast(),
    }),
  );
}
