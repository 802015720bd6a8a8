import { Download } from 'lucide-react';
import { toApiError } from '../../app/api.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useFetchEvents } from './use-fetch-events.ts';

/** An account is there, but the lake is still empty. */
export function NothingYet() {
  const { start, isPending, error } = useFetchEvents();
  const problem = error === null ? null : toApiError(error);
  return (
    <div className="text-center">
      <h2 className="text-base font-semibold">No events here yet</h2>
      <p className="mx-auto mt-1 max-w-md text-ink-2">
        Fetch some days from Mixpanel and explore them with SQL. An assistant can do the same: what it fetches shows up here.
      </p>
      <Button look="primary" size="large" className="mt-4" disabled={isPending} onClick={start}>
        <Download aria-hidden size={16} />
        Fetch the last 30 days
      </Button>
      {problem === null ? null : (
        <Notice tone="danger" className="mt-4 text-left" title={problem.message} hint={'hint' in problem ? problem.hint : undefined} />
      )}
    </div>
  );
}
