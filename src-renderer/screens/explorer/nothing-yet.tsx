import { Download } from 'lucide-react';
import { problemOf } from '../../app/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { FETCH_DAYS, useFetchEvents } from './use-fetch-events.ts';
import { words } from './words.ts';

/** An account is there, but the lake is still empty. */
export function NothingYet() {
  const { start, isPending, error } = useFetchEvents();
  const problem = error === null ? null : problemOf(error);
  return (
    <div className="text-center">
      <h2 className="text-base font-semibold">{words.nothingYet.title}</h2>
      <p className="mx-auto mt-1 max-w-md text-ink-2">{words.nothingYet.about}</p>
      <Button look="primary" size="large" className="mt-4" disabled={isPending} onClick={start}>
        <Download aria-hidden size={16} />
        {words.nothingYet.fetch(FETCH_DAYS)}
      </Button>
      {problem === null ? null : <Notice tone="danger" className="mt-4 text-left" title={problem.message} hint={problem.hint} />}
    </div>
  );
}
