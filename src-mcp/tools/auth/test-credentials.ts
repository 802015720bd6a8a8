import { z } from 'zod';
import { AppError, cancelledError } from '#shared/errors.ts';
import { REGIONS, type Region } from '#shared/model/account.ts';
import { count, paragraphs } from '../../format/text.ts';
import type { CallOptions, MixpanelHttp } from '../../mixpanel/http.ts';
import { eventNames } from '../../mixpanel/lists.ts';
import { reachableProjects } from '../../mixpanel/project.ts';

import { type AccountProbe, defineTool } from '../../server/tool-definition.ts';
import { READS_MIXPANEL } from '../arguments.ts';

/** The other regions are asked one after the other; the whole test must not hang. */
const PROBE_TIMEOUT_MS = 8_000;

export const testCredentials = defineTool({
  name: 'test_credentials',
  title: 'Test an account',
  about:
    'Checks whether Mixpanel accepts an account and lets it read its project; says in words what is wrong: secret, region (the others are tried), project access, or plan. Costs one to three query calls.',
  input: z.object({ account: z.string().min(1).nullish().describe('Name from list_accounts; left out: the one in use') }),
  output: z.object({
    success: z.boolean(),
    account: z.string(),
    project_id: z.string(),
    region: z.string(),
    events_found: z.number().int(),
    problem: z.string().nullable(),
    what_to_do: z.string().nullable(),
    right_region: z.string().nullable(),
  }),
  hints: READS_MIXPANEL,
  async run({ account: name }, context) {
    const probe = await context.accounts.probe(name ?? undefined);
    const { account } = probe;
    const about = { account: account.name, project_id: account.projectId, region: account.region };
    const none = { problem: null, what_to_do: null, right_region: null };
    const found = await tryEvents(probe.http(account.region), context.call);
    if (!(found instanceof AppError)) return { success: true, ...about, events_found: found, ...none };
    const why = await explain(probe, found, context.call);
    return { success: false, ...about, events_found: 0, ...why };
  },
  say: (output) =>
    output.success
      ? `The account ${output.account} works: project ${output.project_id}, region ${output.region}, ${count(output.events_found)} events seen in the last 31 days.`
      : paragraphs(
          `The account ${output.account} (project ${output.project_id}, region ${output.region}) does not work: ${output.problem}`,
          output.what_to_do !== null && `What to do: ${output.what_to_do}`,
        ),
});

interface Explanation {
  problem: string;
  what_to_do: string;
  right_region: Region | null;
}

/** The number of events, or why they cannot be had. */
async function tryEvents(http: MixpanelHttp, call: CallOptions): Promise<number | AppError> {
  try {
    return (await eventNames(http, call)).length;
  } catch (error) {
    if (call.signal?.aborted === true) throw cancelledError();
    if (error instanceof AppError) return error;
    throw error;
  }
}

/** The wrong region answers like wrong credentials, or with a page that is no answer; a right one settles it. */
async function explain(probe: AccountProbe, failure: AppError, call: CallOptions): Promise<Explanation> {
  const asItIs = { problem: failure.message, what_to_do: failure.hint ?? 'Try again.', right_region: null };
  if (failure.kind !== 'auth' && !isForeignAnswer(failure)) return asItIs;
  const here = await projectsOf(probe.http(probe.account.region), call);
  if (here !== undefined) return withoutAccess(probe, here);
  if (probe.hasOneOrigin) return asItIs;
  for (const region of REGIONS.filter((each) => each !== probe.account.region)) {
    const there = await tryEvents(probe.http(region), shortly(call));
    if (!(there instanceof AppError)) {
      return {
        problem: `The region is wrong: these credentials work in ${region}, not in ${probe.account.region}.`,
        what_to_do: `Set the region of the account to ${region}.`,
        right_region: region,
      };
    }
  }
  return {
    problem: `Mixpanel accepts these credentials in no region (${REGIONS.join(', ')}): username or secret is wrong, or the service account has expired.`,
    what_to_do: 'Make a new secret for the service account (Mixpanel: Organization Settings, Service Accounts) and enter it in Mixlake.',
    right_region: null,
  };
}

function withoutAccess(probe: AccountProbe, projects: { id: string; name: string | null }[]): Explanation {
  const others = projects.filter((project) => project.id !== probe.account.projectId);
  const listed = others.slice(0, 10).map((project) => `${project.id}${project.name === null ? '' : ` (${project.name})`}`);
  return {
    problem: `The credentials are right, but this service account has no access to the project ${probe.account.projectId}.`,
    what_to_do:
      listed.length === 0
        ? 'Add the service account to the project with the role Analyst or higher, or correct the project id.'
        : `Add the service account to the project, or use one that it can read: ${listed.join(', ')}.`,
    right_region: null,
  };
}

function isForeignAnswer(error: AppError): boolean {
  return error.kind === 'mixpanel' && /not what Mixpanel sends/.test(error.message);
}

/** The projects that the credentials open; undefined when they are not accepted at all. */
async function projectsOf(http: MixpanelHttp, call: CallOptions) {
  try {
    return await reachableProjects(http, shortly(call));
  } catch {
    if (call.signal?.aborted === true) throw cancelledError();
    return undefined;
  }
}

function shortly(call: CallOptions): CallOptions {
  const timeout = AbortSignal.timeout(PROBE_TIMEOUT_MS);
  return { ...call, signal: call.signal === undefined ? timeout : AbortSignal.any([call.signal, timeout]) };
}
