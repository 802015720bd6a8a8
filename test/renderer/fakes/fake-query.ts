// The result handles of the fake app.
import type { JsonValue } from '#shared/model/json.ts';
import type { OpenedResult, QueryColumn, ResultStatus } from '#shared/model/query.ts';

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
}

export function createFakeResults() {
  const held = new Map<string, Held>();
  const log = {
    opened: [] as string[],
    released: [] as string[],
    cancelled: [] as string[],
    pages: [] as number[],
    engineCalls: [] as string[],
  };
  let nextId = 1;

  function get(resultId: string): Held {
    const result = held.get(resultId);
    if (result === undefined) throw new Error(`no such result: ${resultId}`);
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
    page: (resultId: string, offset: number, limit: number): JsonValue[][] => {
      log.pages.push(offset);
      return rows(get(resultId), offset, limit);
    },
    cancel: (resultId: string): void => {
      const result = get(resultId);
      log.cancelled.push(resultId);
      result.status = { ...result.status, state: 'failed', error: { message: 'The statement was cancelled.' } };
    },
    release: (resultId: string): void => {
      log.released.push(resultId);
      held.delete(resultId);
    },
  };
}
