import type { JsonObject } from '#shared/model/json.ts';

/** How a tool's words are made from its answer, and which part of it may be long. */
export interface AnswerForm {
  say(structured: JsonObject): string;
  /** The array, or the object keyed by name, that the seam may cut. */
  long: string | undefined;
  /** The keys of a long object in the order in which they matter. */
  rank(structured: JsonObject): string[] | undefined;
}

/** A tool's whole answer as the seam holds it; nothing is cut yet. */
export interface ToolAnswer {
  structured: JsonObject;
  /** Words that are made already: those of a following page. */
  text?: string;
  rows: number | undefined;
  jobId: string | undefined;
}
