import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../../app/api-context.tsx';
import { withJob } from '../../app/live.tsx';

/** Starts the demo project; the Explorer takes the place of the first screen as soon as an account is there. */
export function useStartDemo() {
  const { query } = useApi();
  const cache = useQueryClient();
  return useMutation(
    query.demo.start.mutationOptions({
      onSuccess: ({ status, job }) => {
        cache.setQueryData(query.app.status.queryKey(), status);
        cache.setQueryData(query.jobs.list.queryKey(), (old) => ({ jobs: withJob(old?.jobs ?? [], job) }));
      },
    }),
  );
}
