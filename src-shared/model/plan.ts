import { z } from 'zod';

/** One step of how DuckDB answers a statement; its children are done before it. */
export const PlanNode = z.object({
  /** DuckDB's own name in plain letters, e.g. `Hash group by`. */
  name: z.string(),
  /** What it works on: table, filters, groups … */
  details: z.array(z.object({ name: z.string(), value: z.string() })),
  /** As DuckDB guessed beforehand. */
  estimatedRows: z.number().nullable(),
  /** Counted; null when the statement was not run. */
  rows: z.number().nullable(),
  /** Processor time of this step alone, over all threads; null when the statement was not run. */
  ms: z.number().nullable(),
  get children() {
    return z.array(PlanNode);
  },
});
export type PlanNode = z.infer<typeof PlanNode>;

export const QueryPlan = z.object({
  root: PlanNode,
  /** The statement was run for it, so rows and times are counted. */
  isAnalyzed: z.boolean(),
  /** From the call to the answer. */
  elapsedMs: z.number(),
});
export type QueryPlan = z.infer<typeof QueryPlan>;
