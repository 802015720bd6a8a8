// Suggestions while somebody fills in a prompt or an address: names of this project, from what is kept anyway. At most one question
// to Mixpanel, none that has to wait for quota, and silence when there is nothing to suggest: a form must not show errors.
import type { CompleteResult } from '@modelcontextprotocol/server';
import { closestNames } from '../format/closest.ts';
import { PROMPTS } from '../prompts/index.ts';
import { TEMPLATES } from '../resources/index.ts';
import type { Completes } from './resource-definition.ts';
import type { Caller } from './run-tool.ts';

/** The most that the protocol allows in one answer. */
const MAX_VALUES = 100;
const TIMEOUT_MS = 3_000;
const MAX_WAIT_MS = 500;

export interface CompletionAsked {
  /** Name of a prompt, or the template of an address. */
  ref: { kind: 'prompt' | 'template'; name: string };
  argument: string;
  value: string;
  signal: AbortSignal;
}

export async function complete(caller: Caller, asked: CompletionAsked): Promise<CompleteResult> {
  const matching = rankMatches(asked.value, await candidates(caller, completesOf(asked), asked.signal));
  const values = matching.slice(0, MAX_VALUES);
  return { completion: { values, total: matching.length, hasMore: values.length < matching.length } };
}

function completesOf({ ref, argument }: CompletionAsked): Completes {
  if (ref.kind === 'template') return TEMPLATES.find((each) => each.uriTemplate === ref.name)?.variables[argument];
  return PROMPTS.find((each) => each.name === ref.name)?.arguments.find((each) => each.name === argument)?.completes;
}

async function candidates(caller: Caller, completes: Completes, signal: AbortSignal): Promise<readonly string[]> {
  if (completes === undefined) return [];
  if (typeof completes !== 'string') return completes;
  try {
    const { names } = await caller.workspace();
    const call = { signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]), maxWaitMs: MAX_WAIT_MS };
    return completes === 'events' ? await names.events(call) : (await names.funnels(call)).map((funnel) => funnel.name);
  } catch {
    return []; // no account, no quota, no network: whoever types goes on typing
  }
}

/** What begins with the text first, then what holds it, then what is spelled like it. */
export function rankMatches(text: string, names: readonly string[]): string[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return [...names];
  const beginning = names.filter((name) => name.toLowerCase().startsWith(wanted));
  const holding = names.filter((name) => name.toLowerCase().includes(wanted));
  return [...new Set([...beginning, ...holding, ...closestNames(wanted, names)])];
}
