import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { AppSettings } from '#shared/model/settings.ts';
import { toApiError } from '../../app/api.ts';
import { useApi } from '../../app/api-context.tsx';
import { useToast } from '../../ui/toasts.tsx';

export function useSettings() {
  const { query } = useApi();
  const cache = useQueryClient();
  const toast = useToast();
  const key = query.settings.get.queryKey();
  const onError = (error: unknown) => {
    void cache.invalidateQueries({ queryKey: key }); // what was shown already is not true

    const problem = toApiError(error);
    toast('danger', problem.message, 'hint' in problem ? problem.hint : undefined);
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
