// What the Explorer knows and can do: the lake's tables, and the statements that show them.
import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import type { TableSummary } from '#shared/model/table.ts';
import { useApi } from '../../app/api-context.tsx';
import type { Statement } from '../../app/query-run.ts';
import { useStores } from '../../app/stores.tsx';
import { useIsEngineReady } from '../../app/use-status.ts';
import { quoteName } from '../../ui/editor/sql-name.ts';
import { editorNames } from './editor-names.ts';

const PREVIEW_ROWS = 100;

/** What an analyst asks first of a table of events. */
export function firstStatement(table: string): string {
  return `SELECT event_name, count(*) AS events, count(DISTINCT distinct_id) AS users
FROM ${quoteName(table)}
GROUP BY ALL
ORDER BY events DESC`;
}

export function previewStatement({ name, rowCount }: TableSummary): Statement {
  return { sql: `SELECT * FROM "${name.replaceAll('"', '""')}" LIMIT ${PREVIEW_ROWS}`, offset: null, previewOf: { table: name, rowCount } };
}

export function useLakeTables() {
  const { query } = useApi();
  const isReady = useIsEngineReady();
  return useQuery({ ...query.tables.list.queryOptions(), enabled: isReady });
}

export function useEditorNames(tables: readonly TableSummary[]) {
  const { query } = useApi();
  const vocabulary = useQuery({ ...query.editor.vocabulary.queryOptions(), enabled: tables.length > 0 }).data;
  return useMemo(() => editorNames(tables, vocabulary), [tables, vocabulary]);
}

/** Runs statements in the tab in front. */
export function useRun(): (statements: readonly Statement[]) => void {
  const { client } = useApi();
  const { draft, runs } = useStores();
  return useCallback(
    (statements) => {
      const { activeId } = draft.getState();
      const { byTab, run } = runs.getState();
      // The engine keeps a number of results and lets go of the one that was asked for longest ago: what other tabs show shall not be it.
      for (const [tabId, tab] of Object.entries(byTab)) {
        const shown = tab.runs[tab.shown]?.getState().result;
        if (tabId !== activeId && shown != null) client.query.status({ resultId: shown.opened.resultId }).catch(() => {});
      }
      void run(activeId, statements);
    },
    [client, draft, runs],
  );
}

/** Shows rows before anybody has asked, and again once a fetch has ended that was under way. */
export function useFirstPreview(tables: readonly TableSummary[]): void {
  const { queryRun, runs } = useStores();
  const run = useRun();
  useEffect(() => {
    const { running, failure, result } = queryRun.getState();
    if (running !== null) return;
    const isFirst = Object.keys(runs.getState().byTab).length === 0;
    const next = result === null ? (failure === null && isFirst ? firstTable(tables) : undefined) : outgrown(result.statement, tables);
    if (next !== undefined) run([previewStatement(next)]);
  }, [tables, queryRun, runs, run]);
}

/** The very first text is the statement that fits the first table of events. */
export function useFirstStatement(tables: readonly TableSummary[]): void {
  const { draft } = useStores();
  // Only before anything was ever written: whoever empties the editor wants it empty.
  const isNew = useStore(draft, ({ isLoaded, isTouched }) => isLoaded && !isTouched);
  const table = tables.find(({ kind }) => kind === 'events')?.name;
  useEffect(() => {
    if (table !== undefined && isNew) draft.getState().setText(firstStatement(table));
  }, [table, isNew, draft]);
}

function firstTable(tables: readonly TableSummary[]): TableSummary | undefined {
  const filled = tables.filter(({ rowCount }) => rowCount > 0);
  return filled.find(({ kind }) => kind === 'events') ?? filled[0];
}

function outgrown({ previewOf }: Statement, tables: readonly TableSummary[]): TableSummary | undefined {
  if (previewOf === null) return undefined;
  return tables.find(({ name, isLoading, rowCount }) => name === previewOf.table && !isLoading && rowCount !== previewOf.rowCount);
}
