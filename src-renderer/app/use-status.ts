import { useQuery } from '@tanstack/react-query';
import type { AppStatus } from '#shared/model/app-status.ts';
import { useApi } from './api-context.tsx';

/** The app's status, kept fresh by its stream; undefined until the first answer. */
export function useStatus(): AppStatus | undefined {
  const { query } = useApi();
  return useQuery(query.app.status.queryOptions()).data;
}

/** Calls that the engine serves are worth making only then; before, they could only fail. */
export function useIsEngineReady(): boolean {
  return useStatus()?.engine.state === 'ready';
}
