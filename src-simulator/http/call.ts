// What an endpoint gets and what it gives back.

import type { Project } from '../project.ts';
import type { Stats } from '../stats.ts';
import { ApiError, badRequest } from './api-error.ts';
import type { Bytes } from './body.ts';
import type { Params } from './params.ts';

export interface Call {
  readonly project: Project;
  readonly params: Params;
  /** Values of the `{...}` parts of the route's path, decoded. */
  readonly pathParts: readonly string[];
  readonly stats: Stats;
  /** Aborts when the client is gone. */
  readonly signal: AbortSignal;
}

export type Answer =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'text'; readonly text: string; readonly type: string }
  | { readonly kind: 'stream'; readonly body: Bytes; readonly type: string };

export type Handler = (call: Call) => Promise<Answer> | Answer;

export function json(value: unknown): Answer {
  return { kind: 'json', value };
}

export interface DayRange {
  readonly fromDay: number;
  readonly toDay: number;
}

/** `from_date` and `to_date` as the documentation wants them; both required unless a fallback is given. */
export function dayRange(call: Call, fallback?: DayRange): DayRange {
  const { params, project } = call;
  const fromDay = params.day('from_date') ?? fallback?.fromDay;
  const toDay = params.day('to_date') ?? fallback?.toDay;
  if (fromDay === undefined) throw badRequest('Missing required parameter: from_date');
  if (toDay === undefined) throw badRequest('Missing required parameter: to_date');
  if (fromDay > toDay) throw badRequest('from_date cannot be later than to_date');
  if (toDay > project.today()) throw badRequest('to_date cannot be later than today');
  checkHistory(project, fromDay, project.settings.historyDays);
  return { fromDay, toDay };
}

/** A plan keeps so many days; whoever asks for older ones is refused. */
export function checkHistory(project: Project, fromDay: number, days: number | null): void {
  if (days !== null && fromDay < project.today() - days) throw new ApiError(403, `Date range exceeds ${days} days into the past`);
}
