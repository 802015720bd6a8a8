// A finished finding whose report may be worded by a model. In the newer era the call comes again with the model's text; what was
// computed is kept until then, so that Mixpanel is not asked twice and the words belong to the same numbers.
import type { z } from 'zod';
import type { JsonValue } from '#shared/model/json.ts';
import { type Prose, prose } from '../../prose/prose.ts';
import type { ToolContext } from '../../server/tool-definition.ts';

const KEPT_MS = 5 * 60_000;

export interface Wording<Found> {
  /** Tool and arguments: the same call again must give the same. */
  key: string;
  found: z.ZodType<Found>;
  compute: () => Promise<Found & JsonValue>;
  /** The whole report, good enough alone. */
  report: (found: Found) => string;
  /** What the text is for, one sentence. */
  task: string;
}

export async function worded<Found>(
  context: ToolContext,
  { key, found: schema, compute, report, task }: Wording<Found>,
): Promise<{ found: Found; written: Prose }> {
  const found = context.dialogue.canWrite ? schema.parse(await keptFinding(context, key, compute)) : await compute();
  return { found, written: await prose(context, 'report', { report: report(found), task }) };
}

async function keptFinding(context: ToolContext, key: string, compute: () => Promise<JsonValue>): Promise<JsonValue> {
  const { kept } = await context.workspace();
  return (await kept.get(key, KEPT_MS, context.signal, compute)).value;
}
