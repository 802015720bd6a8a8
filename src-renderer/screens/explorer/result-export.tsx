// Writing a result to a file: asks for the format and the name, then shows how far it is and where the file stands.
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { JobSnapshot } from '#shared/model/job.ts';
import type { Arrangement, ExportFormat } from '#shared/model/result-view.ts';
import { useApi } from '../../app/api-context.tsx';
import { FileActions } from '../../app/file-actions.tsx';
import { isRunning } from '../../app/job-words.ts';
import { problemOf } from '../../app/problem.ts';
import type { Preview, ShownResult } from '../../app/query-run.ts';
import { useCancelJob, useJobs } from '../../app/use-jobs.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { words } from './later-words.ts';
import { isAsItCame } from './result-arrangement.ts';

const FORMATS = ['csv', 'excel', 'parquet', 'json'] as const satisfies readonly ExportFormat[];

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
    <Dialog title={words.export.title} onClose={onClose}>
      <div className="flex flex-col gap-3 p-4">
        {start.error === null ? null : <Problem error={start.error} />}
        {job === undefined ? (
          <ExportForm
            defaultName={result.statement.previewOf?.table ?? words.export.defaultName}
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
  const { message, hint } = problemOf(error);
  return <Notice tone="danger" title={message} hint={hint} />;
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
        label={words.export.format}
        hint={words.export.formats[wish.format].about}
        value={wish.format}
        onChange={(event) => change({ format: FORMATS.find((format) => format === event.target.value) ?? 'csv' })}
      >
        {FORMATS.map((format) => (
          <option key={format} value={format}>
            {words.export.formats[format].title}
          </option>
        ))}
      </SelectField>
      <TextField
        label={words.export.name}
        hint={words.export.nameHint}
        value={wish.name}
        onChange={(event) => change({ name: event.target.value })}
      />
      {isArranged ? (
        <label className="flex items-center gap-2 text-xs">
          <input type="checkbox" checked={wish.asShown} onChange={(event) => change({ asShown: event.target.checked })} />
          {words.export.asShown}
        </label>
      ) : null}
      {table === null ? null : (
        <label className="flex items-center gap-2 text-xs">
          <input type="checkbox" checked={wish.wholeTable} onChange={(event) => change({ wholeTable: event.target.checked })} />
          {words.export.wholeTable(table.rowCount)}
        </label>
      )}
      <p className="text-2xs text-ink-2">{words.export.about}</p>
      <div className="flex justify-end">
        <Button type="submit" look="primary" disabled={isBusy || wish.name.trim() === ''}>
          {words.export.start}
        </Button>
      </div>
    </form>
  );
}

function ExportProgress({ job, onClose }: { job: JobSnapshot; onClose: () => void }) {
  const cancel = useCancelJob();
  const path = typeof job.result?.path === 'string' ? job.result.path : null;
  if (isRunning(job)) {
    return (
      <>
        <p role="status">{words.export.writing(job.progress.bytes)}</p>
        <ProgressBar label={words.export.bar} done={0} total={null} text={words.export.bytes(job.progress.bytes)} />
        <div className="flex justify-end gap-2">
          <Button onClick={() => cancel(job.jobId)}>{words.export.cancel}</Button>
          <Button onClick={onClose}>{words.export.close}</Button>
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
        <FileActions path={path} />
        <Button look="primary" onClick={onClose}>
          {words.export.done}
        </Button>
      </div>
    </>
  );
}
