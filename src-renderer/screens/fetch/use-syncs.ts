import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../../app/api-context.tsx';
import { withJob } from '../../app/live.tsx';
import { useProblemToast } from '../../app/problem.ts';
import { useIsEngineReady } from '../../app/use-status.ts';

export function useSyncs() {
  const { query } = useApi();
  const isReady = useIsEngineReady();
  return useQuery({ ...query.syncs.list.queryOptions(), enabled: isReady });
}

export function useSyncActions() {
  const { query } = useApi();
  const cache = useQueryClient();
  const onError = useProblemToast();
  const onChanged = () => void cache.invalidateQueries({ queryKey: query.syncs.key() });
  return {
    save: useMutation(query.syncs.save.mutationOptions({ onSuccess: onChanged })),
    remove: useMutation(query.syncs.remove.mutationOptions({ onSuccess: onChanged, onError })),
    run: useMutation(
      query.syncs.run.mutationOptions({
        onSuccess: (job) => cache.setQueryData(query.jobs.list.queryKey(), (old) => ({ jobs: withJob(old?.jobs ?? [], job) })),
        onError,
      }),
    ),
  };
}
