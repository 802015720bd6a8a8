import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { AppStatus } from '#shared/model/app-status.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { useApi } from './api-context.tsx';
import { words as allWords } from './words.ts';

const words = allWords.engineNotice;

/** What stands between the person and their data, above every screen: the engine is down, or the account is refused. */
export function EngineNotice({ status }: { status: AppStatus }) {
  const { query } = useApi();
  const cache = useQueryClient();
  const retry = useMutation(
    query.app.retryEngine.mutationOptions({ onSuccess: (fresh) => cache.setQueryData(query.app.status.queryKey(), fresh) }),
  );
  const { state, reason } = status.engine;
  // Without an account nobody has asked for the engine yet.
  if (state === 'failed' || (state === 'stopped' && status.account !== null)) {
    return (
      <Notice
        tone="danger"
        className="m-2"
        title={state === 'failed' ? words.failed : words.stopped}
        hint={reason ?? words.untouched}
        actions={
          <Button disabled={retry.isPending} onClick={() => retry.mutate(undefined)}>
            {words.startAgain}
          </Button>
        }
      />
    );
  }
  if (state === 'restarting') return <Notice tone="warn" className="m-2" title={words.restarting} hint={reason ?? undefined} />;
  if (status.account !== null && status.accountProblem !== null) {
    return <Notice tone="warn" className="m-2" title={words.account(status.account.name)} hint={status.accountProblem} />;
  }
  return null;
}
