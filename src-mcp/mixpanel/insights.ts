// Saved reports. `/insights` answers for insights, funnel and retention reports; the report itself decides about dates and splits.
import { z } from 'zod';
import type { CallOptions, MixpanelHttp } from './http.ts';
import { parseAnswer } from './lists.ts';

export type Leaf = number | string | boolean | null;

/** One number of a report with the names of the levels that lead to it; retention reports hold lists. */
export interface ReportValue {
  path: string[];
  value: Leaf | Leaf[];
}

export interface SavedReport {
  computedAt: string | null;
  fromDate: string | null;
  toDate: string | null;
  /** Names of the levels of the series, as far as Mixpanel names them. */
  headers: string[];
  values: ReportValue[];
}

const Answer = z.looseObject({
  computed_at: z.string().nullish(),
  date_range: z.looseObject({ from_date: z.string().nullish(), to_date: z.string().nullish() }).nullish(),
  headers: z.array(z.string()).nullish(),
  series: z.unknown().refine((value) => value !== undefined, 'missing'),
});

export async function savedReport(http: MixpanelHttp, bookmarkId: number, call: CallOptions): Promise<SavedReport> {
  const answer = parseAnswer(Answer, await http.get('query', '/insights', { bookmark_id: bookmarkId }, call), 'insights');
  return {
    computedAt: answer.computed_at ?? null,
    fromDate: answer.date_range?.from_date ?? null,
    toDate: answer.date_range?.to_date ?? null,
    headers: answer.headers ?? [],
    values: flatten(answer.series),
  };
}

/** Every leaf of a nesting of any depth. A list of plain values is one leaf; other lists are levels, numbered from 1. */
export function flatten(node: unknown, path: string[] = []): ReportValue[] {
  if (isLeaf(node)) return [{ path, value: node }];
  if (Array.isArray(node)) {
    if (node.every(isLeaf)) return [{ path, value: node }];
    return node.flatMap((each, index) => flatten(each, [...path, String(index + 1)]));
  }
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([name, child]) => flatten(child, [...path, name]));
}

function isLeaf(value: unknown): value is Leaf {
  return value === null || typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean';
}
