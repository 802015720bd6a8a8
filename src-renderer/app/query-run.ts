// One statement at a time: run it, show its first rows, wait for the whole result, cancel it, release what is replaced.
// Lives outside the Explorer screen, so that a result is still there when one comes back from another screen.
import { createStore, type StoreApi } from 'zustand';
import { type AppError, cancelledError } from '#shared/errors.ts';
import type { QueryPlan } from '#shared/model/plan.ts';
import type { OpenedResult, ResultStatus } from '#shared/model/query.ts';
import { type ApiClient, PageKeyError, toApiError } from './api.ts';
import { words } from './words.ts';

const FIRST_ROWS = 200;
/** Between two questions about a result when the long answer broke off. */
const ASK_AGAIN_MS = 1000;

export interface Preview {
  readonly table: string;
  /** Rows the table had then: when a fetch has added some, the preview is made again. */
  readonly rowCount: number;
}

export interface Statement {
  readonly sql: string;
  /** Where the statement begins in the editor's text; null when it did not come from there. */
  readonly offset: number | null;
  /** Set when the window shows the first rows of a table without anybody having written SQL. */
  readonly previewOf: Preview | null;
  /** The text as it was written, where parameters were put into `sql`, and where a place of `sql` stands in it. */
  readonly written?: { readonly text: string; readonly offsetOf: (offset: number) => number };
  /** Shows how the statement is answered, in place of its rows; `analyzed` runs it for that. */
  readonly explain?: 'plan' | 'analyzed';
  /** A change that comes first; it tells the statement whose rows are shown then. */
  readonly change?: (signal: AbortSignal) => Promise<string>;
}

export interface ShownPlan {
  readonly statement: Statement;
  readonly plan: QueryPlan;
}

export interface ShownResult {
  readonly statement: Statement;
  readonly opened: OpenedResult;
  readonly status: ResultStatus;
}

export interface QueryRun {
  readonly running: { readonly statement: Statement; readonly startedAt: number } | null;
  readonly failure: { readonly statement: Statement; readonly error: AppError | PageKeyError } | null;
  readonly result: ShownResult | null;
  /** In place of a result. */
  readonly plan: ShownPlan | null;
  run: (statement: Statement) => Promise<void>;
  cancel: () => void;
  /** Forgets everything, e.g. because another project is open now. */
  clear: () => void;
}

export type QueryRunStore = StoreApi<QueryRun>;

export function createQueryRun(client: Pick<ApiClient, 'query'>, now: () => number = Date.now): QueryRunStore {
  let opening: AbortController | null = null;
  return createStore<QueryRun>()((set, get) => {
    const release = (result: ShownResult | null) => {
      // The engine drops forgotten results by itself, so a failed release is no news to anybody.
      if (result !== null) client.query.release({ resultId: result.opened.resultId }).catch(() => {});
    };
    const run = async (statement: Statement) => {
      opening?.abort();
      const mine = new AbortController();
      opening = mine;
      set({ running: { statement, startedAt: now() }, failure: null });
      try {
        if (statement.explain !== undefined) {
          const isAnalyzed = statement.explain === 'analyzed';
          const plan = await client.query.explain({ sql: statement.sql, isAnalyzed }, { signal: mine.signal });
          if (mine.signal.aborted) return;
          release(get().result);
          return set({ running: null, result: null, plan: { statement, plan } });
        }
        const sql = (await statement.change?.(mine.signal)) ?? statement.sql;
        const opened = await client.query.open(
          { sql, firstRows: FIRST_ROWS, purpose: statement.previewOf === null ? 'run' : 'look' },
          { signal: mine.signal },
        );
        const result = { statement, opened, status: opened };
        if (mine.signal.aborted) return release(result);
        release(get().result);
        set({ running: null, result, plan: null });
        if (opened.state === 'materialising') await followStatus(client, opened.resultId, { get, set });
      } catch (error) {
        if (opening !== mine) return;
        const cancelled = cancelledError(words.run.cancelled);
        set({ running: null, failure: { statement, error: mine.signal.aborted ? cancelled : toApiError(error) } });
      }
    };
    const cancel = () => {
      const { running, result } = get();
      if (running !== null) opening?.abort();
      else if (result?.status.state === 'materialising') {
        client.query.cancel({ resultId: result.opened.resultId }).catch(() => {});
      }
    };
    const clear = () => {
      opening?.abort();
      opening = null;
      release(get().result);
      set({ running: null, failure: null, result: null, plan: null });
    };
    return { running: null, failure: null, result: null, plan: null, run, cancel, clear };
  });
}

interface Access {
  get: () => QueryRun;
  set: (part: Partial<QueryRun>) => void;
}

/** Waits until the whole result exists, for as long as it is the one that is shown. */
async function followStatus(client: Pick<ApiClient, 'query'>, resultId: string, { get, set }: Access): Promise<void> {
  const isShown = () => get().result?.opened.resultId === resultId;
  let ask: (input: { resultId: string }) => PromiseLike<ResultStatus> = client.query.ready;
  while (isShown()) {
    try {
      const status = await ask({ resultId });
      const { result } = get();
      if (result === null || !isShown()) return;
      set({ result: { ...result, status } });
      if (status.state !== 'materialising') return;
    } catch (error) {
      const problem = toApiError(error);
      const { result } = get();
      if (result === null || !isShown()) return;
      if (problem instanceof PageKeyError || problem.kind !== 'network') {
        set({ result: { ...result, status: { ...result.status, state: 'failed', error: { message: problem.message } } } });
        return;
      }
      ask = client.query.status;
    }
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
  }
}
