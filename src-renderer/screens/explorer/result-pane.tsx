import { PenLine } from 'lucide-react';
import { useMemo } from 'react';
import { useStore } from 'zustand';
import { toApiError } from '../../app/api.ts';
import { useApi } from '../../app/api-context.tsx';
import type { ShownResult } from '../../app/query-run.ts';
import { useStores } from '../../app/stores.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Grid } from '../../ui/grid/grid.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { gridColumns } from './columns.ts';
import { factWords, rowWords, scrollableRows } from './result-words.ts';
import { usePageLoader, useProblem } from './use-page-loader.ts';

export function ResultPane() {
  const { queryRun } = useStores();
  const { result, running } = useStore(queryRun);
  return (
    <section aria-label="Result" aria-busy={running !== null} className="relative flex min-h-0 flex-1 flex-col bg-surface">
      {running === null ? null : <div aria-hidden className="absolute inset-x-0 top-0 z-30 h-0.5 animate-pulse bg-accent" />}
      {result === null ? (
        <p className="m-auto p-6 text-center text-ink-2">
          {running === null ? 'Run a statement to see its rows here.' : 'Waiting for the first rows…'}
        </p>
      ) : (
        <Result key={result.opened.resultId} result={result} />
      )}
    </section>
  );
}

function Result({ result }: { result: ShownResult }) {
  const { client } = useApi();
  const { opened, status, statement } = result;
  const toast = useToast();
  const columns = useMemo(() => gridColumns(opened.columns), [opened.columns]);
  const rows = usePageLoader(client, opened, scrollableRows(result));
  const problem = useProblem(rows);
  const name = statement.previewOf?.table ?? statement.sql.replace(/\s+/g, ' ');
  return (
    <>
      <ResultHeader result={result} name={name} />
      {status.error === null ? null : (
        <Notice tone="danger" className="m-2" title={status.error.message} hint={status.error.hint ?? 'The first rows are shown below.'} />
      )}
      {problem === null ? null : (
        <Notice
          tone="danger"
          className="m-2"
          title={toApiError(problem).message}
          hint="Run the statement again if this stays."
          actions={<Button onClick={rows.retry}>Try again</Button>}
        />
      )}
      <Grid label={`Result of ${name.slice(0, 120)}`} columns={columns} rows={rows} onNote={(text) => toast('info', text)} />
      {scrollableRows(result) === 0 && status.error === null ? (
        <p className="absolute inset-x-0 top-24 text-center text-ink-2">The statement gave no rows.</p>
      ) : null}
    </>
  );
}

function ResultHeader({ result, name }: { result: ShownResult; name: string }) {
  const { draft } = useStores();
  const { previewOf, sql } = result.statement;
  return (
    <header className="flex h-9 shrink-0 items-center gap-2.5 border-b border-line px-3 text-xs">
      <h2 className="min-w-0 flex-1 truncate text-ink-2" title={sql}>
        {previewOf === null ? (
          <span className="font-mono text-2xs">{name}</span>
        ) : (
          <>
            <span className="font-semibold text-ink">{name}</span> preview
          </>
        )}
      </h2>
      {result.status.isCapped ? <Badge tone="warn">Cut at the limit</Badge> : null}
      <span role="status" className="shrink-0">
        <span className="font-medium">{rowWords(result)}</span>
        <span className="text-ink-2"> · {factWords(result)}</span>
      </span>
      {previewOf === null ? null : (
        <Button look="quiet" size="small" onClick={() => draft.getState().show(sql)}>
          <PenLine aria-hidden size={12} />
          Edit as SQL
        </Button>
      )}
    </header>
  );
}
