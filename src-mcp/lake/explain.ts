// How DuckDB would answer a statement, or did, as a tree. The text passes the policy as a SELECT; EXPLAIN with its options is written
// here, because the policy lets nobody else write options.

import { AppError, inputError } from '#shared/errors.ts';
import type { PlanNode, QueryPlan } from '#shared/model/plan.ts';
import type { SqlPolicy } from './policy/sql-policy.ts';
import { namesOf, runPrepared } from './query.ts';
import type { QueryGate } from './query-gate.ts';

const TIME_LIMIT_MS = 30 * 60_000;
const PREFIXES = { plan: 'EXPLAIN (FORMAT json) ', analyzed: 'EXPLAIN (ANALYZE, FORMAT json) ' };

export interface Explain {
  sql: string;
  /** Runs the statement, and counts rows and times. */
  isAnalyzed: boolean;
  signal?: AbortSignal | undefined;
  client: string;
}

export async function explain({ gate, policy }: { gate: QueryGate; policy: SqlPolicy }, input: Explain): Promise<QueryPlan> {
  const statement = await policy.check(input.sql);
  if (statement.kind !== 'select') throw inputError('Only a SELECT has a plan to show.', 'Write the query without EXPLAIN or DESCRIBE.');
  const { sql } = statement;
  const { signal, client, isAnalyzed } = input;
  let startedAt = performance.now();
  const json = await gate.read({ sql, timeoutMs: TIME_LIMIT_MS, signal, client }, async (connection) => {
    // For its errors: they tell places in the person's own text.
    await namesOf(connection, sql);
    startedAt = performance.now();
    const result = await runPrepared(connection, `${isAnalyzed ? PREFIXES.analyzed : PREFIXES.plan}${sql}`);
    return (await result.getRows())[0]?.[1];
  });
  const root = planOf(typeof json === 'string' ? JSON.parse(json) : undefined);
  if (root === undefined) throw new AppError('internal', 'DuckDB told its plan in an unknown form.');
  return { root, isAnalyzed, elapsedMs: Math.round(performance.now() - startedAt) };
}

/** A list with one root, or, when it was run, the query with its steps below it. */
function planOf(answer: unknown): PlanNode | undefined {
  const [root] = Array.isArray(answer) ? answer : [answer];
  const fields = fieldsOf(root);
  if (fields === undefined) return undefined;
  const isFrame = nameOf(fields) === '' || nameOf(fields) === 'EXPLAIN_ANALYZE';
  const children: unknown[] = Array.isArray(fields.children) ? fields.children : [];
  return isFrame && children.length > 0 ? planOf(children[0]) : nodeOf(fields);
}

function nodeOf(fields: Record<string, unknown>): PlanNode {
  const extra = fieldsOf(fields.extra_info) ?? {};
  const children: unknown[] = Array.isArray(fields.children) ? fields.children : [];
  const timing = numberOf(fields.operator_timing);
  return {
    name: inWords(nameOf(fields)),
    details: Object.entries(extra)
      .filter(([name]) => name !== 'Estimated Cardinality')
      .map(([name, value]) => ({ name, value: withoutInternals(value) }))
      .filter(({ value }) => value !== ''),
    estimatedRows: numberOf(extra['Estimated Cardinality']),
    rows: numberOf(fields.operator_cardinality),
    ms: timing === null ? null : timing * 1000,
    children: children.flatMap((child) => {
      const inner = fieldsOf(child);
      return inner === undefined ? [] : [nodeOf(inner)];
    }),
  };
}

function fieldsOf(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}

function nameOf(fields: Record<string, unknown>): string {
  return String(fields.name ?? fields.operator_name ?? '').trim();
}

function numberOf(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

/** `PERFECT_HASH_GROUP_BY` as "Perfect hash group by". */
function inWords(name: string): string {
  const words = name.replaceAll('_', ' ').toLowerCase();
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/** The optimizer packs values on their way; that says nothing about the statement. */
function withoutInternals(value: unknown): string {
  const parts = (Array.isArray(value) ? value : [value]).map(String);
  return parts.map((part) => part.replaceAll(/__internal_(?:de)?compress_\w+\((#\d+)(?:, [^()]*)?\)/g, '$1')).join(', ');
}
