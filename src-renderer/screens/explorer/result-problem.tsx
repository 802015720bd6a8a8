// Why rows cannot be shown. A result that the engine has let go of is told as such, with the way to have it again.
import { useQuery } from '@tanstack/react-query';
import { PageKeyError, toApiError } from '../../app/api.ts';
import { useApi } from '../../app/api-context.tsx';
import type { ShownResult } from '../../app/query-run.ts';
import { useStores } from '../../app/stores.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { words } from './words.ts';

interface ResultProblemProps {
  result: ShownResult;
  message: string;
  hint: string | undefined;
  onRetry?: () => void;
}

export function ResultProblem({ result, message, hint, onRetry }: ResultProblemProps) {
  const { queryRun } = useStores();
  const { statement, opened } = result;
  const isGone = useIsGone(opened.resultId);
  if (isGone === undefined) return null;
  if (!isGone) {
    return (
      <Notice
        tone="danger"
        className="m-2"
        title={message}
        hint={hint}
        actions={onRetry === undefined ? undefined : <Button onClick={onRetry}>{words.problem.retry}</Button>}
      />
    );
  }
  return (
    <Notice
      tone="warn"
      className="m-2"
      title={words.problem.gone}
      hint={words.problem.goneHint}
      actions={
        // A change must not be made twice only to see its rows.
        statement.change === undefined ? (
          <Button onClick={() => void queryRun.getState().run(statement)}>{words.problem.runAgain}</Button>
        ) : undefined
      }
    />
  );
}

/** Undefined until the engine has answered. */
function useIsGone(resultId: string): boolean | undefined {
  const { client } = useApi();
  return useQuery({
    queryKey: ['is-gone', resultId],
    staleTime: 0,
    gcTime: 0,
    retry: false,
    queryFn: async ({ signal }) => {
      try {
        await client.query.status({ resultId }, { signal });
        return false;
      } catch (error) {
        const problem = toApiError(error);
        return !(problem instanceof PageKeyError) && problem.kind === 'input';
      }
    },
  }).data;
}
