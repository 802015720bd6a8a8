// What the fake app keeps for the Explorer: open texts and saved queries, in memory.
import { implement } from '@orpc/server';
import { joinTabs } from '#main/services/kept-tabs.ts';
import { appContract } from '#shared/contract/app.ts';
import { engineCalls } from '#shared/contract/engine.ts';
import type { SavedQuery, SqlTabs } from '#shared/model/explorer.ts';
import type { QueryPlan } from '#shared/model/plan.ts';
import type { TableSummary } from '#shared/model/table.ts';
import { sampleJob, sampleTable } from './samples.ts';

export interface ExplorerStage {
  /** By project. */
  tabs: Record<string, SqlTabs>;
  queries: SavedQuery[];
  /** What reading the texts waits for. */
  slowTabs: () => Promise<void>;
  /** Keeping them fails. */
  isDiskFull: boolean;
}

export function emptyExplorer(change: Partial<ExplorerStage> = {}): ExplorerStage {
  return { tabs: {}, queries: [], slowTabs: async () => {}, isDiskFull: false, ...change };
}

export function createFakeExplorer(stage: ExplorerStage) {
  const os = implement(appContract);
  return {
    tabs: os.tabs.router({
      read: os.tabs.read.handler(async ({ input }) => {
        await stage.slowTabs();
        return stage.tabs[input.projectId] ?? null;
      }),
      keep: os.tabs.keep.handler(({ input }) => {
        if (stage.isDiskFull) throw new Error('no space left');
        const { tabs, revisions } = joinTabs(stage.tabs[input.projectId]?.tabs ?? [], input);
        stage.tabs[input.projectId] = { tabs, activeId: input.kept.activeId };
        return { revisions };
      }),
    }),
    queries: os.queries.router({
      list: os.queries.list.handler(() => ({ queries: stage.queries })),
      save: os.queries.save.handler(({ input: { name, sql } }) => {
        const same = stage.queries.find((each) => each.name.toLowerCase() === name.toLowerCase());
        const saved = { id: same?.id ?? `q-${stage.queries.length + 1}`, name, sql, savedAt: '2026-11-23T10:00:00.000Z' };
        stage.queries = [...stage.queries.filter(({ id }) => id !== saved.id), saved];
        return saved;
      }),
      remove: os.queries.remove.handler(({ input }) => {
        stage.queries = stage.queries.filter(({ id }) => id !== input.id);
        return {};
      }),
    }),
  };
}

/** Tables that are saved, deleted and brought back. */
export function createFakeTables(stage: { tables: TableSummary[] }, setTables: (tables: TableSummary[]) => void) {
  const os = implement(engineCalls).tables;
  const deleted: TableSummary[] = [];
  return {
    saveResult: os.saveResult.handler(({ input }) => {
      setTables([...stage.tables, sampleTable({ name: input.name, kind: 'other', rowCount: 3 })]);
      return { table: input.name, rows: 3 };
    }),
    drop: os.drop.handler(({ input }) => {
      const gone = stage.tables.filter(({ name }) => name === input.table);
      deleted.push(...gone);
      setTables(stage.tables.filter((table) => !gone.includes(table)));
      return { table: input.table, rows: gone[0]?.rowCount ?? 0, undoableUntil: '2026-11-24T10:00:00.000Z' };
    }),
    undrop: os.undrop.handler(({ input }) => {
      const back = deleted.filter(({ name }) => name === input.table);
      setTables([...stage.tables, ...back]);
      return { table: input.table, rows: back[0]?.rowCount ?? 0 };
    }),
    fileSize: os.fileSize.handler(() => ({ bytes: 48_000_000 })),
    compact: os.compact.handler(() =>
      sampleJob({
        ...{ jobId: 'compact-1', kind: 'compact', title: 'Compact the local database', status: 'completed' },
        ...{ message: 'Done.', endedAt: '2026-11-23T10:00:00.000Z', result: { bytes_before: 48_000_000, bytes_after: 12_400_000 } },
      }),
    ),
  };
}

export function samplePlan(isAnalyzed: boolean): QueryPlan {
  const counted = (rows: number, ms: number) => (isAnalyzed ? { rows, ms } : { rows: null, ms: null });
  const scan = {
    name: 'Seq scan',
    details: [{ name: 'Table', value: 'events' }],
    estimatedRows: 1_000_000,
    ...counted(900_000, 40),
    children: [],
  };
  const root = {
    name: 'Hash group by',
    details: [{ name: 'Groups', value: 'event_name' }],
    estimatedRows: 20,
    ...counted(14, 10),
    children: [scan],
  };
  return { root, isAnalyzed, elapsedMs: 52 };
}
