import { ErrorBoundary } from '../ui/error-boundary.tsx';
import type { ApiClient } from './api.ts';
import { Providers } from './providers.tsx';
import { Shell } from './shell.tsx';

/** The whole window over one connection. */
export function App({ client }: { client: ApiClient }) {
  return (
    <ErrorBoundary>
      <Providers client={client}>
        <Shell />
      </Providers>
    </ErrorBoundary>
  );
}
