import { PageKeyError, toApiError } from './api.ts';

/** The whole page when there is nobody to talk to. */
export function ConnectProblem({ error }: { error: unknown }) {
  const problem = toApiError(error);
  const isKey = problem instanceof PageKeyError;
  return (
    <main className="flex h-full items-center justify-center p-6">
      <div className="max-w-md">
        <h1 className="text-xl font-semibold">{isKey ? 'This page has no key' : 'Mixlake does not answer'}</h1>
        <p className="mt-2 text-base text-ink-2">
          {isKey
            ? 'This page’s key has been used or Mixlake was restarted. Open the newest address that Mixlake printed in its terminal, or start Mixlake again.'
            : 'Mixlake was closed or has not started yet. Start it, then open the address that it prints.'}
        </p>
      </div>
    </main>
  );
}
