import { type KeyboardEvent, lazy, Suspense, useCallback, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { TableSummary } from '#shared/model/table.ts';
import { JobCard } from '../../app/job-card.tsx';
import { isRunning } from '../../app/job-words.ts';
import { problemOf } from '../../app/problem.ts';
import { useStores } from '../../app/stores.tsx';
import { useJobs } from '../../app/use-jobs.ts';
import { Button } from '../../ui/button.tsx';
import type { SqlEditorHandle } from '../../ui/editor/sql-editor.tsx';
import { quoteName } from '../../ui/editor/sql-name.ts';
import { Notice } from '../../ui/notice.tsx';
import { Panes } from '../../ui/panes.tsx';
import { EditorPane } from './editor-pane.tsx';
import { NothingYet } from './nothing-yet.tsx';
import { SchemaTree } from './schema-tree.tsx';
import { TabsBar } from './tabs-bar.tsx';
import { TabsResults } from './tabs-results.tsx';
import { previewStatement, useEditorNames, useFirstPreview, useFirstStatement, useLakeTables, useRun } from './use-explorer.ts';
import { words } from './words.ts';

const ProfilePanel = lazy(async () => ({ default: (await import('./profile-panel.tsx')).ProfilePanel }));

const NO_TABLES: readonly TableSummary[] = [];

export function ExplorerScreen() {
  const query = useLakeTables();
  const tables = query.data?.tables ?? NO_TABLES;
  useFirstPreview(tables);
  useFirstStatement(tables);
  const loading = useJobs().find(isRunning);
  const isEmpty = tables.every(({ rowCount }) => rowCount === 0);
  if (query.error !== null && query.data === undefined) return <TablesProblem error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data === undefined) return <p className="m-auto animate-[appear_0s_400ms_both] p-6 text-ink-2">{words.screen.waiting}</p>;
  if (isEmpty) {
    return (
      <div className="flex min-h-0 flex-1 items-center justify-center overflow-auto bg-surface p-6">
        <h1 className="sr-only">{words.screen.title}</h1>
        <div className="w-full max-w-[560px]">{loading === undefined ? <NothingYet /> : <JobCard job={loading} />}</div>
      </div>
    );
  }
  return <Workbench tables={tables} />;
}

function Workbench({ tables }: { tables: readonly TableSummary[] }) {
  const { queryRun } = useStores();
  const { running, result } = useStore(queryRun);
  const run = useRun();
  const names = useEditorNames(tables);
  const editor = useRef<SqlEditorHandle | null>(null);
  const setEditor = useCallback((handle: SqlEditorHandle | null) => {
    editor.current = handle;
  }, []);
  const [profiled, setProfiled] = useState<{ table: TableSummary; column: string } | null>(null);
  const onKeyDown = useWorkbenchKeys(editor);
  const shown = (running ?? result)?.statement.previewOf?.table ?? null;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: shortcuts for everything inside; each has a button too.
    <div className="flex min-h-0 flex-1 flex-col" onKeyDown={onKeyDown}>
      <h1 className="sr-only">{words.screen.title}</h1>
      <Panes
        direction="horizontal"
        label={words.screen.treeWidth}
        size="264px"
        leastSize="180px"
        leastSecond="320px"
        first={
          <div className="flex min-h-0 flex-1 flex-col bg-canvas">
            <SchemaTree
              tables={tables}
              shownTable={shown}
              onPreview={(table) => run([previewStatement(table)])}
              onInsert={(name) => editor.current?.insert(quoteName(name))}
              onProfile={(table, column) => setProfiled({ table, column })}
            />
            {profiled === null ? null : <TreeProfile {...profiled} onClose={() => setProfiled(null)} />}
          </div>
        }
        second={
          <div className="flex min-h-0 flex-1 flex-col">
            <TabsBar />
            <Panes
              direction="vertical"
              label={words.screen.editorHeight}
              size="230px"
              leastSize="110px"
              leastSecond="120px"
              first={<EditorPane names={names} onHandle={setEditor} />}
              second={<TabsResults />}
            />
          </div>
        }
      />
    </div>
  );
}

/** Below the tree, as the rows beside it need not belong to the table that is asked about. */
function TreeProfile({ table, column, onClose }: { table: TableSummary; column: string; onClose: () => void }) {
  return (
    <div className="flex h-3/5 min-h-0 shrink-0 flex-col border-t border-line">
      <Suspense>
        <ProfilePanel
          key={`${table.name} ${column}`}
          of={{ table: table.name, name: column }}
          about={table.kind === 'view' ? words.result.ofView : words.result.ofTable}
          onClose={onClose}
        />
      </Suspense>
    </div>
  );
}

/** Keys that mean the same wherever the focus is in the Explorer. */
function useWorkbenchKeys(editor: { readonly current: SqlEditorHandle | null }) {
  const { draft, runs } = useStores();
  return (event: KeyboardEvent) => {
    if (event.defaultPrevented) return;
    const { activeId, open, close, step } = draft.getState();
    const isMod = event.ctrlKey || event.metaKey;
    const isAlt = event.altKey && !isMod && !event.shiftKey;
    if (event.key === 'Escape' && runs.getState().byTab[activeId]?.isBusy === true) runs.getState().cancel(activeId);
    else if (event.key === 'Enter' && isMod) (event.shiftKey ? editor.current?.runAll : editor.current?.run)?.();
    else if (isAlt && event.code === 'KeyT') open();
    else if (isAlt && event.code === 'KeyW') close(activeId);
    else if (isAlt && event.key === 'PageDown') step(1);
    else if (isAlt && event.key === 'PageUp') step(-1);
    else if (!pressFor(event)) return;
    event.preventDefault();
    if (isAlt && event.code !== 'KeyH') editor.current?.focus();
  };
}

/** Keys of buttons in the toolbar: pressing them is pressing the button. */
function pressFor(event: KeyboardEvent): boolean {
  const isMod = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  const isAlt = event.altKey && !event.ctrlKey && !event.metaKey;
  const command =
    isMod && event.code === 'KeyS'
      ? 'save'
      : isAlt && event.code === 'KeyH'
        ? 'history'
        : isAlt && event.shiftKey && event.code === 'KeyF'
          ? 'format'
          : null;
  if (command === null) return false;
  event.currentTarget.querySelector<HTMLElement>(`[data-command="${command}"]`)?.click();
  return true;
}

function TablesProblem({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { message, hint } = problemOf(error);
  return (
    <div className="mx-auto w-full max-w-xl p-6">
      <Notice tone="danger" title={message} hint={hint} actions={<Button onClick={onRetry}>{words.screen.retry}</Button>} />
    </div>
  );
}
