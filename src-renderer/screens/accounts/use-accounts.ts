import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { AppStatus } from '#shared/model/app-status.ts';
import { useApi } from '../../app/api-context.tsx';
import { useProblemToast } from '../../app/problem.ts';

export function useAccountList() {
  const { query } = useApi();
  return useQuery(query.accounts.list.queryOptions());
}

export function useSecretPlaces() {
  const { query } = useApi();
  return useQuery(query.accounts.secretPlaces.queryOptions()).data;
}

export function useImportable() {
  const { query } = useApi();
  return useQuery(query.accounts.importable.queryOptions()).data?.accounts ?? [];
}

/** What every change of the accounts calls at its end: lists and places are read again. */
export function useRefreshAccounts(): () => Promise<void> {
  const { query } = useApi();
  const cache = useQueryClient();
  return () => cache.invalidateQueries({ queryKey: query.accounts.key() });
}

/** The calls that need no form. Each says in a message what went wrong. */
export function useAccountActions() {
  const { query } = useApi();
  const cache = useQueryClient();
  const refresh = useRefreshAccounts();
  const onError = useProblemToast();
  const onStatus = async (status: AppStatus) => {
    cache.setQueryData(query.app.status.queryKey(), status);
    await refresh();
  };
  return {
    use: useMutation(query.accounts.use.mutationOptions({ onSuccess: onStatus, onError })),
    remove: useMutation(query.accounts.remove.mutationOptions({ onSuccess: onStatus, onError })),
    setDefault: useMutation(query.accounts.setDefault.mutationOptions({ onSuccess: refresh, onError })),
    check: useMutation(query.accounts.check.mutationOptions({ onError })),
  };
}
