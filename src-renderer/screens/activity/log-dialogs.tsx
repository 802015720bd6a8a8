// The log as a whole: written to a file, or checked.

import { useEffect } from 'react';
import type { LogCheck } from '#shared/model/activity-entry.ts';
import { problemOf } from '../../app/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { counted } from '../../ui/quantities.ts';
import { type ActivityFilter, filterInput, isFiltered } from './use-activity.ts';
import { useLogActions } from './use-log-actions.ts';

export function ExportDialog({ filter, onClose }: { filter: ActivityFilter; onClose: () => void }) {
  const { exportLog } = useLogActions();
  const { data, error, isPending } = exportLog;
  const write = (format: 'jsonl' | 'csv') => exportLog.mutate({ ...filterInput(filter), format });
  return (
    <Dialog title="Export the log" onClose={onClose}>
      <div className="flex flex-col gap-3 p-4">
        <p className="text-ink-2">
          {isFiltered(filter) ? 'The entries that match the filters are written' : 'All entries are written'} to a file in Mixlake’s exports
          folder, oldest first, times in UTC. Secrets are blanked in the log itself. In CSV, cells that a spreadsheet would take for
          formulas get an apostrophe.
        </p>
        {error === null ? null : <Notice tone="danger" title={problemOf(error).message} hint={problemOf(error).hint} />}
        {data === undefined ? null : (
          <Notice tone="info" title={`${counted(data.entries, 'entry', 'entries')} written.`} hint={data.file} />
        )}
        <div className="flex justify-end gap-2">
          <Button disabled={isPending} onClick={() => write('jsonl')}>
            Export as JSON lines
          </Button>
          <Button look="primary" disabled={isPending} onClick={() => write('csv')}>
            Export as CSV
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
    <Dialog title="Is the log whole?" onClose={onClose}>
      <div className="flex flex-col gap-3 p-4">
        <p className="text-ink-2">
          Every line carries a hash over itself and the line before it, so that a line that was changed, removed or put between shows.
        </p>
        {error === null ? null : <Notice tone="danger" title={problemOf(error).message} hint={problemOf(error).hint} />}
        {data === undefined && error === null ? <p role="status">Reading the whole log…</p> : null}
        {data === undefined ? null : <CheckNotice check={data} />}
        <div className="flex justify-end">
          <Button onClick={onClose}>Close</Button>
        </div>
      </div>
    </Dialog>
  );
}

function CheckNotice({ check }: { check: LogCheck }) {
  const { files, lines, firstBad } = check;
  if (firstBad === null) return <Notice tone="info" title={`The log is whole: ${counted(lines, 'line')} in ${counted(files, 'file')}.`} />;
  return (
    <Notice
      tone="danger"
      title={`Line ${firstBad.line} of ${firstBad.file}: ${firstBad.reason}.`}
      hint="It is the first line that does not fit; those before it do. A line cut in half is also what a crash or a full disk leaves."
    />
  );
}
