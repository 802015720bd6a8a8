import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Router } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';
import { ToastProvider } from '../ui/toasts.tsx';
import { type ApiClient, PageKeyError, toApiError } from './api.ts';
import { ApiProvider } from './api-context.tsx';
import { LiveProvider } from './live.tsx';
import { StoresProvider } from './stores.tsx';

const MOST_RETRIES = 3;

function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: (count, error) => count < MOST_RETRIES && isPassing(error),
        refetchOnWindowFocus: false,
        staleTime: 30_000,
      },
    },
  });
}

/** Only what can mend itself is asked again: the host or the engine is just coming up. */
function isPassing(error: unknown): boolean {
  const problem = toApiError(error);
  return !(problem instanceof PageKeyError) && (problem.kind === 'network' || problem.kind === 'lake-busy');
}

export function Providers(props: { client: ApiClient; children: ReactNode }) {
  const [queryClient] = useState(createQueryClient);
  return (
    <QueryClientProvider client={queryClient}>
      <ApiProvider client={props.client}>
        <ToastProvider>
          <LiveProvider>
            <StoresProvider>
              <Router hook={useHashLocation}>{props.children}</Router>
            </StoresProvider>
          </LiveProvider>
        </ToastProvider>
      </ApiProvider>
    </QueryClientProvider>
  );
}
