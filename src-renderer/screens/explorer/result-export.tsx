// Writing a result to a file: asks for the format and the name, then shows how far it is and where the file stands.
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { JobSnapshot } from '#shared/model/job.ts';
import type { Arrangement, ExportFormat } from '#shared/model/result-view.ts';
import { toApiError } from '../../app/api.ts';
import { useApi } from '../../app/api-context.tsx';
import { isRunning } from '../../app/job-words.ts';
import type { Preview, ShownResult } from '../../app/query-run.ts';
import { useCancelJob, useJobs } from '../../app/use-jobs.ts';
import { Button } from '../../ui/button.tsx';
import { copyText } from '../../ui/clipboard.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { counted, formatCount } from '../../ui/quantities.ts';
import { isAsItCame } from './result-arrangement.ts';

const FORMATS: readonly { id: ExportFormat; title: string; about: string }[] = [
  { id: 'csv', title: 'CSV', about: 'Cells that a spreadsheet would take for formulas get an apostrophe. Times are UTC.' },
  { id: 'excel', title: 'Excel', about: 'One sheet of at most 1,048,575 rows. Numbers of more than 15 digits become text. Times are UTC.' },
  { id: 'parquet', title: 'Parquet', about: 'Keeps every type, compressed; for other databases and notebooks. Times are UTC.' },
  { id: 'json', title: 'JSON lines', about: 'One object a line (NDJSON). Times are UTC.' },
];

interface ExportDialogProps {
  result: ShownResult;
  arrangement: Arrangement;
  onClose: () => void;
}

export function ExportDialog({ result, arrangement, onClose }: ExportDialogProps) {
  const { query } = useApi();
  const start = useMutation(query.jobs.export.mutationOptions());
  const started = start.data;
  const preview = result.statement.previewOf;
  const job = useJobs().find(({ jobId }) => jobId === started?.jobId) ?? started;
  return (
    <Dialog title="Export the result" onClose={onClose}>
      <div className="flex flex-col gap-3 p-4">
        {start.error === null ? null : <Problem error={start.error} />}
        {job === undefined ? (
          <ExportForm
            defaultName={result.statement.previewOf?.table ?? 'result'}
            isArranged={!isAsItCame(arrangement)}
            table={preview}
            isBusy={start.isPending}
            onStart={({ format, name, asShown, wholeTable }) =>
              start.mutate({
                ...{ resultId: result.opened.resultId, format, name },
                ...(asShown ? { arrangement } : {}),
                ...(wholeTable && preview !== null ? { table: preview.table } : {}),
              })
            }
          />
        ) : (
          <ExportProgress job={job} onClose={onClose} />
        )}
      </div>
    </Dialog>
  );
}

function Problem({ error }: { error: unknown }) {
  const problem = toApiError(error);
  return <Notice tone="danger" title={problem.message} hint={'hint' in problem ? problem.hint : undefined} />;
}

interface Wish {
  format: ExportFormat;
  name: string;
  asShown: boolean;
  wholeTable: boolean;
}

interface ExportFormProps {
  defaultName: string;
  isArranged: boolean;
  /** Set when the result is only the first rows of a table. */
  table: Preview | null;
  isBusy: boolean;
  onStart: (wish: Wish) => void;
}

function ExportForm({ defaultName, isArranged, table, isBusy, onStart }: ExportFormProps) {
  const [wish, setWish] = useState<Wish>({ format: 'csv', name: defaultName, asShown: isArranged, wholeTable: table !== null });
  const change = (part: Partial<Wish>) => setWish((old) => ({ ...old, ...part }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onStart({ ...wish, name: wish.name.trim() });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <SelectField
        label="Format"
        hint={FORMATS.find(({ id }) => id === wish.format)?.about}
        value={wish.format}
        onChange={(event) => change({ format: FORMATS.find(({ id }) => id === event.target.value)?.id ?? 'csv' })}
      >
        {FORMATS.map(({ id, title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </SelectField>
      <TextField
        label="Name of the file"
        hint="Without an ending. It goes into Mixlake's exports and never over another file."
        value={wish.name}
        onChange={(event) => change({ name: event.target.value })}
      />
      {isArranged ? (
        <label className="flex items-center gap-2 text-xs">
          <input type="checkbox" checked={wish.asShown} onChange={(event) => change({ asShown: event.target.checked })} />
          Sorted and filtered as shown
        </label>
      ) : null}
      {table === null ? null : (
        <label className="flex items-center gap-2 text-xs">
          <input type="checkbox" checked={wish.wholeTable} onChange={(event) => change({ wholeTable: event.target.checked })} />
          The whole table ({counted(table.rowCount, 'row')}), not only the rows of the preview
        </label>
      )}
      <p className="text-2xs text-ink-2">
        All rows of the statement are written. It runs again for this: what has come into the lake since is in the file too.
      </p>
      <div className="flex justify-end">
        <Button type="submit" look="primary" disabled={isBusy || wish.name.trim() === ''}>
          Export
        </Button>
      </div>
    </form>
  );
}

function ExportProgress({ job, onClose }: { job: JobSnapshot; onClose: () => void }) {
  const cancel = useCancelJob();
  const [copied, setCopied] = useState('Copy the path');
  const path = typeof job.result?.path === 'string' ? job.result.path : null;
  if (isRunning(job)) {
    return (
      <>
        <p role="status">Writing the file: {formatCount(job.progress.bytes)} bytes so far. It goes on when this is closed.</p>
        <ProgressBar label="Export" done={0} total={null} text={`${formatCount(job.progress.bytes)} bytes`} />
        <div className="flex justify-end gap-2">
          <Button onClick={() => cancel(job.jobId)}>Cancel the export</Button>
          <Button onClick={onClose}>Close</Button>
        </div>
      </>
    );
  }
  if (path === null) {
    return (
      <Notice tone={job.status === 'cancelled' ? 'info' : 'danger'} title={job.error?.message ?? job.message} hint={job.error?.hint} />
    );
  }
  return (
    <>
      <p role="status" className="break-words select-text">
        {job.message}
      </p>
      <div className="flex justify-end gap-2">
        <Button onClick={() => void copyText(path).then((isCopied) => setCopied(isCopied ? 'Copied' : 'Not allowed here'))}>
          {copied}
        </Button>
        <Button look="primary" onClick={onClose}>
          Done
        </Button>
      </div>
    </>
  );
}
