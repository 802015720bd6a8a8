// Hands the connection down by context, so that a test gives a fake and no file holds a global client.
import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import type { ApiClient } from './api.ts';

function queryUtils(client: ApiClient) {
  return createTanstackQueryUtils(client);
}

interface Api {
  readonly client: ApiClient;
  /** Query options and keys for TanStack Query, one per call of the contract. */
  readonly query: ReturnType<typeof queryUtils>;
}

const ApiContext = createContext<Api | null>(null);

export function ApiProvider(props: { client: ApiClient; children: ReactNode }) {
  const { client } = props;
  const api = useMemo(() => ({ client, query: queryUtils(client) }), [client]);
  return <ApiContext value={api}>{props.children}</ApiContext>;
}

export function useApi(): Api {
  const api = useContext(ApiContext);
  if (api === null) throw new Error('useApi needs an ApiProvider above it.');
  return api;
}
