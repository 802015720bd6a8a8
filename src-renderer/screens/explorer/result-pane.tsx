import { lazy, Suspense, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { useApi } from '../../app/api-context.tsx';
import { problemOf } from '../../app/problem.ts';
import type { ShownResult } from '../../app/query-run.ts';
import { useStores } from '../../app/stores.tsx';
import { Grid } from '../../ui/grid/grid.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { gridColumns } from './columns.ts';
import type { ProfiledColumn } from './profile-panel.tsx';
import { ArrangedBar } from './result-arranged-bar.tsx';
import { type ArrangedRows, useArrangement, useColumnActions } from './result-arrangement.ts';
import { useColumnMenu } from './result-column-menu.tsx';
import { ResultHeader, type ResultLook } from './result-header.tsx';
import { ResultProblem } from './result-problem.tsx';
import { scrollableRows } from './result-rows.ts';
import { usePageLoader, useProblem, useViewLoader } from './use-page-loader.ts';
import { words } from './words.ts';

const ChartPane = lazy(async () => ({ default: (await import('./chart-pane.tsx')).ChartPane }));
const ProfilePanel = lazy(async () => ({ default: (await import('./profile-panel.tsx')).ProfilePanel }));

export function ResultPane() {
  const { queryRun } = useStores();
  const { result, running } = useStore(queryRun);
  return (
    <section aria-label={words.result.region} aria-busy={running !== null} className="relative flex min-h-0 flex-1 flex-col bg-surface">
      {running === null ? null : <div aria-hidden className="absolute inset-x-0 top-0 z-30 h-0.5 animate-pulse bg-accent" />}
      {result === null ? (
        <p className="m-auto p-6 text-center text-ink-2">{running === null ? words.result.nothingRan : words.result.waiting}</p>
      ) : (
        <Result key={result.opened.resultId} result={result} />
      )}
    </section>
  );
}

function Result({ result }: { result: ShownResult }) {
  const { client } = useApi();
  const { opened, status, statement } = result;
  const arranged = useArrangement(client, opened);
  const [look, setLook] = useState<ResultLook>('rows');
  const name = statement.previewOf?.table ?? statement.sql.replace(/\s+/g, ' ');
  return (
    <>
      <ResultHeader result={result} name={name} look={look} onLook={setLook} arrangement={arranged.arrangement} />
      {status.error === null ? null : (
        <Notice tone="danger" className="m-2" title={status.error.message} hint={status.error.hint ?? words.result.firstRowsBelow} />
      )}
      <ArrangedBar rows={arranged} columns={opened.columns} total={status.state === 'ready' ? status.rowCount : null} />
      {arranged.problem === null ? null : (
        <ResultProblem key={arranged.problem.message} result={result} message={arranged.problem.message} hint={arranged.problem.hint} />
      )}
      {look === 'chart' ? (
        <Suspense>
          <ChartPane result={result} view={arranged.view} name={name} />
        </Suspense>
      ) : (
        <Rows result={result} arranged={arranged} name={name} />
      )}
    </>
  );
}

function Rows({ result, arranged, name }: { result: ShownResult; arranged: ArrangedRows; name: string }) {
  const { client } = useApi();
  const { opened, status } = result;
  const toast = useToast();
  const [profiled, setProfiled] = useState<number | null>(null);
  const columns = useMemo(() => gridColumns(opened.columns), [opened.columns]);
  const asItCame = usePageLoader(client, opened, scrollableRows(result));
  const rows = useViewLoader(client, opened, arranged.view) ?? asItCame;
  const menu = useColumnMenu(opened.columns, arranged, setProfiled);
  const actions = useColumnActions(arranged, menu.open);
  const problem = useProblem(rows);
  const rowCount = arranged.view?.rowCount ?? scrollableRows(result);
  return (
    <>
      {problem === null ? null : (
        <ResultProblem result={result} message={problemOf(problem).message} hint={words.result.retryHint} onRetry={rows.retry} />
      )}
      <div className="flex min-h-0 flex-1">
        <div className="relative flex min-h-0 min-w-0 flex-1 flex-col">
          <Grid
            label={words.result.grid(name.slice(0, 120))}
            columns={columns}
            rows={rows}
            actions={actions}
            onNote={(text) => toast('info', text)}
          />
          {rowCount === 0 && status.error === null ? (
            <p className="absolute inset-x-0 top-16 text-center text-ink-2">
              {arranged.view === null ? words.result.noRows : words.result.nonePasses}
            </p>
          ) : null}
        </div>
        {profiled === null ? null : (
          <div className="flex min-h-0 w-72 shrink-0 flex-col border-l border-line">
            <Suspense>
              <ProfilePanel
                key={profiled}
                of={profiledOf(result, profiled)}
                about={aboutOf(result, arranged)}
                onClose={() => setProfiled(null)}
              />
            </Suspense>
          </div>
        )}
      </div>
      {menu.element}
    </>
  );
}

/** Of a preview the whole table is meant, of which it shows a few rows. */
function profiledOf({ opened, statement }: ShownResult, column: number): ProfiledColumn {
  const name = opened.columns[column]?.name ?? '';
  return statement.previewOf === null ? { resultId: opened.resultId, column, name } : { table: statement.previewOf.table, name };
}

function aboutOf({ statement }: ShownResult, { view }: ArrangedRows): string {
  if (statement.previewOf !== null) return words.result.ofTable;
  return view === null ? words.result.ofResult : words.result.ofWholeResult;
}
