// What a tool is. Its file holds all of it: name, words, schemas, hints, work, and the text of its answer.
import type { z } from 'zod';
import type { JobSnapshot } from '#shared/model/job.ts';
import type { JsonObject } from '#shared/model/json.ts';
import type { Approvals } from '../jobs/approvals.ts';
import type { Jobs } from '../jobs/job-runner.ts';
import type { CallOptions } from '../mixpanel/http.ts';
import type { ConfiguredModel } from '../prose/configured-model.ts';
import type { AnswerPage } from './answer-pages.ts';
import type { Dialogue } from './dialogue.ts';
import type { SessionAccounts } from './session-accounts.ts';
import type { AnswerForm, ToolAnswer } from './tool-answer.ts';
import type { Workspace } from './workspace.ts';

/** All four are stated by every tool. */
export interface ToolHints {
  /** Changes nothing, here or at Mixpanel. */
  readOnlyHint: boolean;
  /** May destroy or overwrite something. */
  destructiveHint: boolean;
  /** The same call again changes nothing more. */
  idempotentHint: boolean;
  /** Talks to Mixpanel. */
  openWorldHint: boolean;
}

/** What a tool may use. Only what tools really call. */
export interface ToolContext {
  workspace(): Promise<Workspace>;
  jobs: Jobs;
  /** Passed to every Mixpanel call: cancellation, and the count of requests for the activity log. */
  call: CallOptions;
  signal: AbortSignal;
  /** Name of the client, for jobs and the fair queue. */
  client: { id: string; name: string };
  /** The accounts this connection can work with. */
  accounts: SessionAccounts;
  /** All tools, in whatever profile. */
  catalogue(): readonly CatalogueEntry[];
  /** Asks the person, or the client's model for prose, where the client can. */
  dialogue: Dialogue;
  /** Asks the person at Mixlake's own window, where the client cannot. */
  approvals: Pick<Approvals, 'isWatched' | 'ask'>;
  /** A model that the person has set for prose. */
  model?: ConfiguredModel | undefined;
  /** What a cut answer left: its next part. */
  nextPage(id: string): Promise<AnswerPage>;
  /** How much this answer may hold, as estimated tokens, in each of its two forms. */
  budgetTokens: number;
  now(): number;
  /** When the call came in, on the clock of now(). */
  startedMs: number;
  /** Tells the waiting client how far a job is; does nothing when the client did not ask for it. */
  progress(job: JobSnapshot): void;
}

/** What can be told of a tool to somebody who looks for one. */
export interface CatalogueEntry {
  name: string;
  title: string;
  about: string;
  inputSchema: JsonObject;
}

export interface ToolDefinition<Input extends z.ZodObject = z.ZodObject, Output extends z.ZodObject = z.ZodObject> {
  name: string;
  title: string;
  /** Product copy: what it does, when to use it, units and zones, an example. */
  about: string;
  input: Input;
  output: Output;
  hints: ToolHints;
  /** Answers may be this old, in seconds; the answer then says its age. Left out: never cached. */
  cacheSeconds?: number;
  /** Uses the dialogue: such a call is never shared with an identical one. */
  asks?: true;
  run(input: z.output<Input>, context: ToolContext): Promise<z.output<Output>>;
  /** The answer in words; it stands alone. Called with the long part already cut, so totals come from other fields. */
  say(output: z.output<Output>): string;
  /** The array, or the object keyed by name, that may be long. The tool gives all of it; the seam cuts, says so, and keeps the rest. */
  long?: keyof z.output<Output> & string;
  /** For a long object: its keys in the order in which they matter. */
  rank?(output: z.output<Output>): string[];
  /** How many rows the answer holds, for the activity log. */
  rows?(output: z.output<Output>): number;
}

/** A tool with its types forgotten, as the list and the seam hold it. */
export interface AnyTool {
  name: string;
  title: string;
  about: string;
  input: z.ZodObject;
  output: z.ZodObject;
  hints: ToolHints;
  cacheSeconds: number | undefined;
  asks?: boolean;
  form: AnswerForm;
  /** Runs on parsed input; gives the whole answer. */
  answer(input: unknown, context: ToolContext): Promise<ToolAnswer>;
}

export function defineTool<Input extends z.ZodObject, Output extends z.ZodObject>(tool: ToolDefinition<Input, Output>): AnyTool {
  return {
    name: tool.name,
    title: tool.title,
    about: tool.about,
    input: tool.input,
    output: tool.output,
    hints: tool.hints,
    cacheSeconds: tool.cacheSeconds,
    asks: tool.asks ?? false,
    form: {
      say: (structured) => tool.say(tool.output.parse(structured)),
      long: tool.long,
      rank: (structured) => tool.rank?.(tool.output.parse(structured)),
    },
    async answer(input, context) {
      const output = await tool.run(tool.input.parse(input), context);
      // Through JSON: what the client gets is exactly what was checked, without undefined or class instances.
      const structured: JsonObject = JSON.parse(JSON.stringify(tool.output.parse(output)));
      const jobId = structured.job_id;
      return {
        structured,
        rows: tool.rows?.(output),
        jobId: typeof jobId === 'string' ? jobId : undefined,
      };
    },
  };
}
