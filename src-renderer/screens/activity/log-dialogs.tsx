// The log as a whole: written to a file, or checked.

import { useEffect } from 'react';
import type { LogCheck } from '#shared/model/activity-entry.ts';
import { problemOf } from '../../app/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { type ActivityFilter, filterInput, isFiltered } from './use-activity.ts';
import { useLogActions } from './use-log-actions.ts';
import { words } from './words.ts';

export function ExportDialog({ filter, onClose }: { filter: ActivityFilter; onClose: () => void }) {
  const { exportLog } = useLogActions();
  const { data, error, isPending } = exportLog;
  const write = (format: 'jsonl' | 'csv') => exportLog.mutate({ ...filterInput(filter), format });
  return (
    <Dialog title={words.export.title} onClose={onClose}>
      <div className="flex flex-col gap-3 p-4">
        <p className="text-ink-2">{words.export.about(isFiltered(filter))}</p>
        {error === null ? null : <Notice tone="danger" title={problemOf(error).message} hint={problemOf(error).hint} />}
        {data === undefined ? null : <Notice tone="info" title={words.export.done(data.entries)} hint={data.file} />}
        <div className="flex justify-end gap-2">
          <Button disabled={isPending} onClick={() => write('jsonl')}>
            {words.export.asLines}
          </Button>
          <Button look="primary" disabled={isPending} onClick={() => write('csv')}>
            {words.export.asCsv}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

export function VerifyDialog({ onClose }: { onClose: () => void }) {
  const { verify } = useLogActions();
  const { mutate, data, error } = verify;
  useEffect(() => mutate(undefined), [mutate]);
  return (
    <Dialog title={words.verify.title} onClose={onClose}>
      <div className="flex flex-col gap-3 p-4">
        <p className="text-ink-2">{words.verify.about}</p>
        {error === null ? null : <Notice tone="danger" title={problemOf(error).message} hint={problemOf(error).hint} />}
        {data === undefined && error === null ? <p role="status">{words.verify.reading}</p> : null}
        {data === undefined ? null : <CheckNotice check={data} />}
        <div className="flex justify-end">
          <Button onClick={onClose}>{words.verify.close}</Button>
        </div>
      </div>
    </Dialog>
  );
}

function CheckNotice({ check }: { check: LogCheck }) {
  const { firstBad } = check;
  if (firstBad === null) return <Notice tone="info" title={words.verify.whole(check)} />;
  return <Notice tone="danger" title={words.verify.bad(firstBad)} hint={words.verify.badHint} />;
}
