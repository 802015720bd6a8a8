// The result handles of the fake app.
import { ORPCError } from '@orpc/server';
import type { JsonValue } from '#shared/model/json.ts';
import type { OpenedResult, QueryColumn, ResultStatus } from '#shared/model/query.ts';
import type { ArrangedResult, Arrangement, ColumnProfile, ResultFilter } from '#shared/model/result-view.ts';

export interface FakeAnswer {
  columns: readonly QueryColumn[];
  rowCount: number;
  row: (index: number) => JsonValue[];
  isCapped?: boolean;
  /** The whole result exists only when this has settled; without it, at once. */
  whole?: Promise<void>;
}

export type AnswerSql = (sql: string, signal: AbortSignal | undefined) => FakeAnswer | Promise<FakeAnswer>;

interface Held {
  answer: FakeAnswer;
  status: ResultStatus;
  view?: { viewId: string; rows: JsonValue[][] };
}

export function createFakeResults() {
  const held = new Map<string, Held>();
  const log = {
    opened: [] as string[],
    released: [] as string[],
    cancelled: [] as string[],
    pages: [] as number[],
    engineCalls: [] as string[],
    arranged: [] as Arrangement[],
    profiled: [] as (string | number)[],
    exported: [] as object[],
  };
  let nextId = 1;

  function get(resultId: string): Held {
    const result = held.get(resultId);
    if (result === undefined)
      throw new ORPCError('MIXLAKE', { status: 400, data: { kind: 'input', message: 'This result is no longer kept.' } });
    return result;
  }
  function rows({ answer }: Held, offset: number, limit: number): JsonValue[][] {
    const last = Math.min(answer.rowCount, offset + limit);
    return Array.from({ length: Math.max(0, last - offset) }, (_, index) => answer.row(offset + index));
  }
  return {
    log,
    open: (sql: string, answer: FakeAnswer, firstRows: number): OpenedResult => {
      const resultId = `r-${nextId++}`;
      const isWhole = answer.whole === undefined;
      const status: ResultStatus = {
        resultId,
        state: isWhole ? 'ready' : 'materialising',
        rowCount: isWhole ? answer.rowCount : null,
        isCapped: answer.isCapped ?? false,
        elapsedMs: 12,
        error: null,
      };
      const result = { answer, status };
      held.set(resultId, result);
      log.opened.push(sql);
      return { ...status, columns: [...answer.columns], firstRows: rows(result, 0, firstRows) };
    },
    status: (resultId: string): ResultStatus => get(resultId).status,
    ready: async (resultId: string): Promise<ResultStatus> => {
      const result = get(resultId);
      await result.answer.whole;
      if (result.status.state === 'materialising') {
        result.status = { ...result.status, state: 'ready', rowCount: result.answer.rowCount, elapsedMs: 840 };
      }
      return result.status;
    },
    page: (resultId: string, offset: number, limit: number, viewId?: string): JsonValue[][] => {
      log.pages.push(offset);
      const { view } = get(resultId);
      if (viewId === undefined) return rows(get(resultId), offset, limit);
      if (view?.viewId !== viewId) throw new Error(`no such view: ${viewId}`);
      return view.rows.slice(offset, offset + limit);
    },
    arrange: (resultId: string, arrangement: Arrangement): ArrangedResult => {
      log.arranged.push(arrangement);
      const result = get(resultId);
      const kept = rows(result, 0, result.answer.rowCount).filter((row) => arrangement.filters.every((filter) => passes(row, filter)));
      for (const { column, isDescending } of [...arrangement.order].reverse()) {
        kept.sort((left, right) => compare(left[column] ?? null, right[column] ?? null) * (isDescending ? -1 : 1));
      }
      result.view = { viewId: `v-${log.arranged.length}`, rows: kept };
      return { viewId: result.view.viewId, rowCount: kept.length };
    },
    profile: (resultId: string, index: number): ColumnProfile => {
      log.profiled.push(index);
      const { answer } = get(resultId);
      return sampleProfile(answer.columns[index], answer.rowCount);
    },
    cancel: (resultId: string): void => {
      const result = get(resultId);
      log.cancelled.push(resultId);
      result.status = { ...result.status, state: 'failed', error: { message: 'The statement was cancelled.' } };
    },
    /** The engine lets go of it by itself. */
    lose: (resultId: string): void => {
      held.delete(resultId);
    },
    release: (resultId: string): void => {
      log.released.push(resultId);
      held.delete(resultId);
    },
  };
}

function compare(left: JsonValue, right: JsonValue): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  return String(left) < String(right) ? -1 : 1;
}

function passes(row: readonly JsonValue[], filter: ResultFilter): boolean {
  const value = row[filter.column] ?? null;
  switch (filter.kind) {
    case 'null':
      return value === null;
    case 'not-null':
      return value !== null;
    case 'contains':
      return String(value).includes(filter.text);
    case 'equals':
      return String(value) === filter.text;
    case 'range':
      return Number(value) >= Number(filter.from ?? -Infinity) && Number(value) <= Number(filter.to ?? Infinity);
  }
}

export function sampleProfile(column: QueryColumn | undefined, rowCount: number): ColumnProfile {
  return {
    name: column?.name ?? '',
    type: column?.type ?? '',
    rowCount,
    nullCount: Math.floor(rowCount / 4),
    distinct: { count: 12_345, isExact: false },
    min: 0,
    max: 99,
    mean: 49.5,
    median: 50,
    histogram: [
      { from: 0, to: 50, count: 30 },
      { from: 50, to: 99, count: 10 },
    ],
    top: [
      { value: 'first', count: 20 },
      { value: null, count: 5 },
    ],
    elapsedMs: 7,
  };
}
