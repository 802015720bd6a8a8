// Where a live tool takes its numbers from: a local table that holds all of the asked days, else Mixpanel.
import { z } from 'zod';
import { inputError } from '#shared/errors.ts';
import type { JsonValue } from '#shared/model/json.ts';
import { type Coverage, coverageNotes, coveredEvents, lakeCoverage, type Uncovered } from '../analysis/lake-coverage.ts';
import type { SqlValue } from '../expression/sql-value.ts';
import { NotComputable, type SqlPlace, valueSql } from '../expression/to-sql.ts';
import type { Expression } from '../expression/tree.ts';
import type { QueryLimits } from '../lake/query.ts';
import type { ToolContext } from '../server/tool-definition.ts';
import { type Range, rangeNotes } from './arguments.ts';

/** What a question about events needs of whoever asks it: a tool, or the window. */
export type Asking = Pick<ToolContext, 'workspace' | 'call' | 'signal' | 'client' | 'now'>;

/** A first answer must come within 20 s. */
const TIME_LIMIT_MS = 18_000;

export interface LakeSource {
  coverage: Coverage;
  /** The covered events as a table expression for FROM. */
  events: string;
  /** For expressions over these events, under this alias. */
  place(alias: string): SqlPlace;
  /** Runs one SELECT over the lake. */
  rows(sql: string, limits?: Partial<QueryLimits>): Promise<JsonValue[][]>;
  /** The output fields that say where the numbers come from. */
  origin: { source: 'local table'; table: string; fetched_at: string };
  notes: string[];
}

/** The output fields that `origin` fills. */
export const OriginFields = { source: z.string(), table: z.string().nullable(), fetched_at: z.string().nullable() };

export const FROM_MIXPANEL = { source: 'Mixpanel', table: null, fetched_at: null } as const;

export type Source = LakeSource | (Uncovered & { coverage: undefined });

export async function findSource(range: Range, events: readonly string[] | undefined, context: Asking): Promise<Source> {
  const lake = await (await context.workspace()).lake();
  const wanted = { from: range.from, to: range.to, timezone: range.timezone, events };
  const found = await lakeCoverage(lake, wanted, context.now());
  if (found.table === undefined) return { ...found, coverage: undefined };
  const zoneNotes = range.isZoneKnown ? [] : ["The project's time zone could not be read; the days are days in UTC."];
  return {
    coverage: found,
    events: coveredEvents(found, events),
    place: (alias) => ({ events: alias, timezone: found.timezone, isWallClock: found.rule.kind === 'wall-clock' }),
    async rows(sql, limits = {}) {
      const options = { limits: { timeoutMs: TIME_LIMIT_MS, ...limits }, signal: context.signal, client: context.client.id };
      return (await lake.queries.run(sql, options)).rows;
    },
    origin: { source: 'local table', table: found.table, fetched_at: found.fetchedAt },
    notes: [...rangeNotes({ ...range, isZoneKnown: true }), ...zoneNotes, ...coverageNotes(found)],
  };
}

/** The call of fetch_events that would let a question be answered here, as a sentence. */
export function fetchOffer({ fetch, missingDays }: Uncovered): string {
  const days = missingDays === 1 ? '1 day is' : `${missingDays} days are`;
  return `Call fetch_events with ${JSON.stringify(fetch)} (${days} missing), then ask again: the answer then comes from the local table and costs no quota.`;
}

/** For what no endpoint of Mixpanel can tell. */
export function refuseWithoutLake(what: string, uncovered: Uncovered) {
  return inputError(
    `${what} can only be computed from events in a local table, and none holds all of these days yet.`,
    fetchOffer(uncovered),
  );
}

export function sourceWords(origin: { source: string; table: string | null; fetched_at: string | null }): string {
  return origin.table === null ? 'live from Mixpanel' : `from the local table ${origin.table}, fetched ${origin.fetched_at}`;
}

/** The expression over the covered events, under this alias; undefined when the lake cannot compute it. */
export function lakeValue(source: LakeSource, tree: Expression, alias: string): SqlValue | undefined {
  try {
    return valueSql(tree, source.place(alias));
  } catch (error) {
    if (error instanceof NotComputable) return undefined; // then Mixpanel is asked
    throw error;
  }
}
