// What can be done with the log and with one call of it.

import { useMutation } from '@tanstack/react-query';
import { useApi } from '../../app/api-context.tsx';
import { useProblemToast } from '../../app/problem.ts';

export function useLogActions() {
  const { query } = useApi();
  const onError = useProblemToast();
  return {
    cancel: useMutation(query.activity.cancel.mutationOptions({ onError })),
    replay: useMutation(query.activity.replay.mutationOptions()),
    exportLog: useMutation(query.activity.export.mutationOptions()),
    verify: useMutation(query.activity.verify.mutationOptions()),
  };
}
