import type { JsonObject } from '#shared/model/json.ts';

/** A tool's answer as the seam holds it. */
export interface ToolAnswer {
  structured: JsonObject;
  text: string;
  rows: number | undefined;
  jobId: string | undefined;
}

/** An answer, or one that is being made: identical calls share it. */
export interface CachedAnswer {
  atMs: number;
  answer: Promise<ToolAnswer>;
}
