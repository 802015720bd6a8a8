// What can be done with the log and with one call of it.
import { useMutation } from '@tanstack/react-query';
import { toApiError } from '../../app/api.ts';
import { useApi } from '../../app/api-context.tsx';
import { useToast } from '../../ui/toasts.tsx';

export function problemOf(error: unknown): { message: string; hint: string | undefined } {
  const problem = toApiError(error);
  return { message: problem.message, hint: 'hint' in problem ? problem.hint : undefined };
}

export function useSayProblem(): (error: unknown) => void {
  const toast = useToast();
  return (error) => {
    const { message, hint } = problemOf(error);
    toast('danger', message, hint);
  };
}

export function useLogActions() {
  const { query } = useApi();
  const onError = useSayProblem();
  return {
    cancel: useMutation(query.activity.cancel.mutationOptions({ onError })),
    replay: useMutation(query.activity.replay.mutationOptions()),
    exportLog: useMutation(query.activity.export.mutationOptions()),
    verify: useMutation(query.activity.verify.mutationOptions()),
  };
}
