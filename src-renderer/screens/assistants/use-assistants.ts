import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { AssistantAction, AssistantId } from '#shared/model/assistant.ts';
import { useApi } from '../../app/api-context.tsx';
import { useProblemToast } from '../../app/problem.ts';
import { useIsEngineReady, useStatus } from '../../app/use-status.ts';

/** Other programs write these files at any time, and tell nobody. */
const LOOK_AGAIN_MS = 15_000;

export function useAssistants() {
  const { query } = useApi();
  const list = useQuery(query.assistants.list.queryOptions({ staleTime: 0, refetchInterval: LOOK_AGAIN_MS }));
  const connected = useConnectedNames();
  const shown = useRef(connected);
  const { refetch } = list;
  // Who comes or goes shows at once.
  useEffect(() => {
    if (shown.current === connected) return;
    shown.current = connected;
    void refetch();
  }, [connected, refetch]);
  return list;
}

function useConnectedNames(): string {
  const { query } = useApi();
  const clients = useQuery({ ...query.clients.list.queryOptions(), enabled: useIsEngineReady() }).data?.clients ?? [];
  return clients
    .map(({ id, name }) => `${id} ${name}`)
    .sort()
    .join('\n');
}

/** The change as it would be made now; never an older answer. */
export function usePlan(input: { id: AssistantId; action: AssistantAction; account: string | undefined }) {
  const { query } = useApi();
  return useQuery(query.assistants.plan.queryOptions({ input, staleTime: 0, gcTime: 0 }));
}

export function useCheck(id: AssistantId) {
  const { query } = useApi();
  return useQuery(query.assistants.check.queryOptions({ input: { id }, staleTime: 0, gcTime: 0 }));
}

export function useAssistantActions() {
  const { query } = useApi();
  const refresh = useRefresh();
  const onError = useProblemToast();
  const onSuccess = refresh;
  return {
    register: useMutation(query.assistants.register.mutationOptions({ onSuccess })),
    unregister: useMutation(query.assistants.unregister.mutationOptions({ onSuccess })),
    repair: useMutation(query.assistants.repair.mutationOptions({ onSuccess })),
    undo: useMutation(query.assistants.undo.mutationOptions({ onSuccess, onError })),
    bundle: useMutation(query.assistants.bundle.mutationOptions({})),
  };
}

/** The accounts that an entry can name: those that a client can reach without the variables of this process. */
export function useNameableAccounts(): readonly string[] {
  const { query } = useApi();
  const isDemo = useStatus()?.isDemo === true;
  const accounts = useQuery(query.accounts.list.queryOptions()).data?.accounts ?? [];
  return isDemo ? [] : accounts.filter(({ source }) => source === 'mixlake' || source === 'mp-config').map(({ name }) => name);
}

function useRefresh(): () => Promise<void> {
  const { query } = useApi();
  const cache = useQueryClient();
  return () => cache.invalidateQueries({ queryKey: query.assistants.list.key() });
}
