// Result handles: what the grid scrolls through. The first rows come from a LIMIT at once; the whole result is then put into a
// temporary table in the background and read page by page. Rule: a handle costs memory and disk, so it ends by itself after
// an idle time, and the number of handles is bounded (the one idle longest goes first).
// An order exists only where the statement has an ORDER BY; without one the table may hold the rows in another order than the
// first rows came in, so a grid reads again from the table once the result is ready.
import { randomUUID } from 'node:crypto';
import { AppError, cancelledError, inputError } from '#shared/errors.ts';
import type { ArrangedResult, Arrangement, ColumnProfile } from '#shared/model/result-view.ts';
import type { LakeDatabase } from './open.ts';
import type { CheckedStatement, SqlPolicy } from './policy/sql-policy.ts';
import { columnsOf, isExplain, limited, namesOf, type QueryColumn, runPrepared } from './query.ts';
import type { QueryGate } from './query-gate.ts';
import { collectRows } from './query-rows.ts';
import { materialise, type ResultHandle, type ResultStatus, readPage, releaseHandle } from './results-handle.ts';
import { arrangeHandle, profileHandle, viewPage } from './results-view.ts';
import type { JsonValue } from './to-json.ts';

export type { ResultState, ResultStatus } from './results-handle.ts';

/** A person who comes back from lunch runs the query again; a forgotten tab must not hold gigabytes. */
const IDLE_MS = 20 * 60_000;
const SWEEP_MS = 60_000;
const MAX_RESULTS = 16;
export const DEFAULT_MAX_RESULT_ROWS = 5_000_000;
const MAX_PAGE_ROWS = 10_000;
const MAX_PAGE_BYTES = 32_000_000;
const MAX_CELL_CHARS = 20_000;

export interface OpenOptions {
  firstRows: number;
  /** Rows kept at most; default 5 million. */
  maxRows?: number | undefined;
  timeoutMs: number;
  signal?: AbortSignal | undefined;
  client?: string | undefined;
}

export type ViewOptions = Pick<OpenOptions, 'timeoutMs' | 'signal' | 'client'>;

export interface OpenedResult {
  resultId: string;
  columns: QueryColumn[];
  firstRows: JsonValue[][];
  status: 'materialising' | 'ready';
  /** Known at once when the first rows are all there is. */
  rowCount?: number;
  elapsedMs: number;
}

export interface ListedResult extends ResultStatus {
  sql: string;
  columns: QueryColumn[];
  openedAt: number;
  usedAt: number;
}

export interface ResultStore {
  open(sql: string, options: OpenOptions): Promise<OpenedResult>;
  status(resultId: string): ResultStatus;
  waitReady(resultId: string, signal?: AbortSignal): Promise<ResultStatus>;
  /** Waits until the result is ready; throws its error when it failed. At most 10 000 rows. */
  page(resultId: string, offset: number, limit: number, viewId?: string): Promise<{ rows: JsonValue[][] }>;
  /** Another order or a part of the rows, read by `page` with its id. The one before it is gone. */
  arrange(resultId: string, arrangement: Arrangement, options: ViewOptions): Promise<ArrangedResult>;
  /** Of all rows that are kept. */
  profile(resultId: string, column: number, options: ViewOptions): Promise<ColumnProfile>;
  /** The checked statement, for saving the result as a table or exporting it. */
  statementOf(resultId: string): CheckedStatement;
  cancel(resultId: string): Promise<void>;
  release(resultId: string): Promise<void>;
  list(): ListedResult[];
  closeAll(): Promise<void>;
}

export interface ResultStoreDeps {
  database: LakeDatabase;
  policy: SqlPolicy;
  /** The query runner's gate: both stand in one queue. */
  gate: QueryGate;
  /** Milliseconds; only differences count. */
  now?: () => number;
  idleMs?: number;
  maxResults?: number;
}

interface FirstRead {
  columns: QueryColumn[];
  rows: JsonValue[][];
  hasMore: boolean;
}

async function readFirst(deps: ResultStoreDeps, statement: CheckedStatement, options: OpenOptions): Promise<FirstRead> {
  const { timeoutMs, signal, client } = options;
  const maxRows = isExplain(statement) ? MAX_PAGE_ROWS : options.firstRows;
  const limits = { maxRows, maxBytes: MAX_PAGE_BYTES, maxCellChars: MAX_CELL_CHARS };
  return deps.gate.read({ sql: statement.sql, timeoutMs, signal, client }, async (connection, guard) => {
    const names = isExplain(statement) ? [] : await namesOf(connection, statement.sql);
    const text = isExplain(statement) ? statement.sql : limited(statement.sql, maxRows + 1);
    const result = await runPrepared(connection, text);
    const { rows, hasMore } = await collectRows(result, limits, guard);
    return { columns: columnsOf(result, names), rows, hasMore };
  });
}

function newHandle(statement: CheckedStatement, first: FirstRead, at: { now: number; startedAt: number }): ResultHandle {
  const resultId = randomUUID();
  const elapsedMs = Math.round(at.now - at.startedAt);
  const status: ResultStatus = first.hasMore
    ? { resultId, state: 'materialising', capped: false, elapsedMs }
    : { resultId, state: 'ready', capped: false, elapsedMs, rowCount: first.rows.length };
  const handle: ResultHandle = {
    ...{ resultId, statement, status, columns: first.columns, abort: new AbortController() },
    ...{ openedAt: at.startedAt, usedAt: at.now, settled: Promise.resolve(), pages: Promise.resolve() },
  };
  if (!first.hasMore) handle.rows = first.rows;
  return handle;
}

/** Makes the temporary table; the outcome stands in the handle's status. */
async function fill(deps: ResultStoreDeps, handle: ResultHandle, options: OpenOptions, now: () => number): Promise<void> {
  const { resultId } = handle;
  const elapsedMs = (): number => Math.round(now() - handle.openedAt);
  const maxRows = options.maxRows ?? DEFAULT_MAX_RESULT_ROWS;
  try {
    const connection = await deps.database.connect();
    handle.connection = connection;
    const gateOptions = { sql: handle.statement.sql, timeoutMs: options.timeoutMs, signal: handle.abort.signal, client: options.client };
    const count = await deps.gate.read({ ...gateOptions, connection, end: 'commit', isBackground: true }, () =>
      materialise(connection, handle.statement.sql, maxRows),
    );
    handle.status = { resultId, state: 'ready', rowCount: Math.min(count, maxRows), capped: count > maxRows, elapsedMs: elapsedMs() };
  } catch (error) {
    const known = error instanceof AppError ? error : new AppError('internal', 'The result could not be kept.', { cause: error });
    const state = handle.abort.signal.aborted ? 'cancelled' : 'failed';
    handle.status = { resultId, state, capped: false, elapsedMs: elapsedMs(), error: known };
  }
}

function waitFor(settled: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return settled;
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(cancelledError());
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    settled.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

/** The handles by id: looked up, aged and bounded. */
class HandleShelf {
  readonly handles = new Map<string, ResultHandle>();
  private readonly now: () => number;
  private readonly idleMs: number;
  private readonly maxResults: number;

  constructor(deps: ResultStoreDeps, now: () => number) {
    this.now = now;
    this.idleMs = deps.idleMs ?? IDLE_MS;
    this.maxResults = deps.maxResults ?? MAX_RESULTS;
  }

  /** The handle, which thereby counts as used. */
  get(resultId: string): ResultHandle {
    const handle = this.handles.get(resultId);
    if (handle === undefined) throw inputError('This result is no longer kept.', 'Run the statement again.');
    handle.usedAt = this.now();
    return handle;
  }

  async remove(resultId: string): Promise<void> {
    const handle = this.handles.get(resultId);
    if (handle === undefined) return;
    this.handles.delete(resultId);
    await releaseHandle(handle);
  }

  async sweep(): Promise<void> {
    const idle = [...this.handles.values()].filter((handle) => this.now() - handle.usedAt >= this.idleMs);
    await Promise.all(idle.map((handle) => this.remove(handle.resultId)));
  }

  async makeRoom(): Promise<void> {
    const byAge = [...this.handles.values()].sort((left, right) => left.usedAt - right.usedAt);
    const surplus = byAge.slice(0, Math.max(0, byAge.length - this.maxResults + 1));
    await Promise.all(surplus.map((handle) => this.remove(handle.resultId)));
  }
}

export function createResultStore(deps: ResultStoreDeps): ResultStore {
  const now = deps.now ?? (() => performance.now());
  const shelf = new HandleShelf(deps, now);
  // Nothing waits for the sweep, and it must not keep the process alive.
  const sweeper = setInterval(() => void shelf.sweep().catch(() => undefined), SWEEP_MS).unref();

  async function readyHandle(resultId: string, signal?: AbortSignal): Promise<ResultHandle> {
    const handle = shelf.get(resultId);
    await waitFor(handle.settled, signal);
    return handle;
  }

  /** Throws why there is no whole result, when there is none. */
  async function wholeHandle(resultId: string, signal?: AbortSignal): Promise<ResultHandle> {
    const handle = await readyHandle(resultId, signal);
    if (handle.status.state !== 'ready') throw handle.status.error ?? cancelledError('The query was cancelled.');
    return handle;
  }

  return {
    async open(sql, options) {
      const statement = await deps.policy.check(sql);
      const startedAt = now();
      const first = await readFirst(deps, statement, options);
      await shelf.sweep();
      await shelf.makeRoom();
      const handle = newHandle(statement, first, { now: now(), startedAt });
      shelf.handles.set(handle.resultId, handle);
      if (first.hasMore) handle.settled = fill(deps, handle, options, now);
      const { resultId, status } = handle;
      return {
        ...{ resultId, columns: first.columns, firstRows: first.rows, elapsedMs: Math.round(now() - startedAt) },
        ...(status.rowCount === undefined ? { status: 'materialising' } : { status: 'ready', rowCount: status.rowCount }),
      };
    },
    status: (resultId) => shelf.get(resultId).status,
    waitReady: async (resultId, signal) => (await readyHandle(resultId, signal)).status,
    async page(resultId, offset, limit, viewId) {
      const handle = await wholeHandle(resultId);
      const from = Math.max(0, Math.floor(offset));
      const wanted = Math.min(MAX_PAGE_ROWS, Math.floor(limit));
      const limits = { maxRows: wanted, maxBytes: MAX_PAGE_BYTES, maxCellChars: MAX_CELL_CHARS };
      if (viewId !== undefined) return { rows: await viewPage(handle, viewId, from, limits) };
      const maxRows = Math.min(wanted, (handle.status.rowCount ?? 0) - from);
      return { rows: maxRows <= 0 ? [] : await readPage(handle, from, { ...limits, maxRows }) };
    },
    arrange: async (resultId, arrangement, options) =>
      arrangeHandle(deps, await wholeHandle(resultId, options.signal), arrangement, options),
    profile: async (resultId, column, options) => profileHandle(deps, await wholeHandle(resultId, options.signal), column, options),
    statementOf: (resultId) => shelf.get(resultId).statement,
    async cancel(resultId) {
      const handle = shelf.get(resultId);
      handle.abort.abort();
      await handle.settled;
    },
    release: (resultId) => shelf.remove(resultId),
    list: () =>
      [...shelf.handles.values()].map((handle) => ({
        ...handle.status,
        ...{ sql: handle.statement.sql, columns: handle.columns, openedAt: handle.openedAt, usedAt: handle.usedAt },
      })),
    async closeAll() {
      clearInterval(sweeper);
      await Promise.all([...shelf.handles.keys()].map((resultId) => shelf.remove(resultId)));
    },
  };
}
