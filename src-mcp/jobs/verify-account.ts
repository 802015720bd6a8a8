// Asks Mixpanel whether an account works, and when it does not, finds out why: wrong secret, wrong region, no access to the project.
// The tool test_credentials and the account form of the window both call it. One to five requests.
import { AppError, cancelledError } from '#shared/errors.ts';
import { type AccountCheck, type AccountSummary, REGIONS, type Region } from '#shared/model/account.ts';
import type { CallOptions, MixpanelHttp } from '../mixpanel/http.ts';
import { eventNames } from '../mixpanel/lists.ts';
import { dataViews, reachableProjects } from '../mixpanel/project.ts';

/** The other regions are asked one after the other; the whole test must not hang. */
const PROBE_TIMEOUT_MS = 8_000;

export interface AccountUnderTest {
  account: AccountSummary;
  /** A proxy or a simulator stands for all hosts, so regions cannot be told apart. */
  hasOneOrigin: boolean;
  http(region: Region): MixpanelHttp;
}

type Verdict = Pick<AccountCheck, 'isOk' | 'eventsFound' | 'problem' | 'whatToDo' | 'rightRegion'>;

export async function verifyAccount(probe: AccountUnderTest, call: CallOptions): Promise<Verdict> {
  const found = await tryEvents(probe.http(probe.account.region), call);
  if (!(found instanceof AppError)) return { isOk: true, eventsFound: found, problem: null, whatToDo: null, rightRegion: null };
  return { isOk: false, eventsFound: null, ...(await explain(probe, found, call)) };
}

/** The verdict with what the form offers to choose from. Both lists are missing where Mixpanel does not tell them. */
export async function checkAccount(probe: AccountUnderTest, call: CallOptions): Promise<AccountCheck> {
  const { projectId, region } = probe.account;
  const verdict = await verifyAccount(probe, call);
  const http = probe.http(verdict.rightRegion ?? region);
  const [projects, views] = await Promise.all([
    projectsOf(http, call),
    verdict.isOk ? orNull(dataViews(http, projectId, shortly(call)), call) : null,
  ]);
  return { ...verdict, projectId, region, projects: projects ?? null, dataViews: views };
}

/** Which projects these credentials open, in the region where they do; null when no region takes them or tells. */
export async function findProjects(
  probe: AccountUnderTest,
  call: CallOptions,
): Promise<{ region: Region; projects: { id: string; name: string | null }[] } | null> {
  const regions = probe.hasOneOrigin ? [probe.account.region] : [...new Set([probe.account.region, ...REGIONS])];
  for (const region of regions) {
    const projects = await projectsOf(probe.http(region), call);
    if (projects !== undefined) return { region, projects };
  }
  return null;
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

type Explanation = Pick<AccountCheck, 'problem' | 'whatToDo' | 'rightRegion'>;

/** The wrong region answers like wrong credentials, or with a page that is no answer; a right one settles it. */
async function explain(probe: AccountUnderTest, failure: AppError, call: CallOptions): Promise<Explanation> {
  const asItIs = { problem: failure.message, whatToDo: failure.hint ?? 'Try again.', rightRegion: null };
  if (failure.kind !== 'auth' && !isForeignAnswer(failure)) return asItIs;
  const here = await projectsOf(probe.http(probe.account.region), call);
  if (here !== undefined) return withoutAccess(probe, here);
  if (probe.hasOneOrigin) return asItIs;
  for (const region of REGIONS.filter((each) => each !== probe.account.region)) {
    const there = await tryEvents(probe.http(region), shortly(call));
    if (!(there instanceof AppError)) {
      return {
        problem: `The region is wrong: these credentials work in ${region}, not in ${probe.account.region}.`,
        whatToDo: `Set the region of the account to ${region}.`,
        rightRegion: region,
      };
    }
  }
  return {
    problem: `Mixpanel accepts these credentials in no region (${REGIONS.join(', ')}): username or secret is wrong, or the service account has expired.`,
    whatToDo: 'Make a new secret for the service account (Mixpanel: Organization Settings, Service Accounts) and enter it in Mixlake.',
    rightRegion: null,
  };
}

function withoutAccess(probe: AccountUnderTest, projects: { id: string; name: string | null }[]): Explanation {
  const others = projects.filter((project) => project.id !== probe.account.projectId);
  const listed = others.slice(0, 10).map((project) => `${project.id}${project.name === null ? '' : ` (${project.name})`}`);
  return {
    problem: `The credentials are right, but this service account has no access to the project ${probe.account.projectId}.`,
    whatToDo:
      listed.length === 0
        ? 'Add the service account to the project with the role Analyst or higher, or correct the project id.'
        : `Add the service account to the project, or use one that it can read: ${listed.join(', ')}.`,
    rightRegion: null,
  };
}

function isForeignAnswer(error: AppError): boolean {
  return error.kind === 'mixpanel' && /not what Mixpanel sends/.test(error.message);
}

/** The projects that the credentials open; undefined when they are not accepted at all. */
async function projectsOf(http: MixpanelHttp, call: CallOptions) {
  return (await orNull(reachableProjects(http, shortly(call)), call)) ?? undefined;
}

async function orNull<T>(asked: Promise<T>, call: CallOptions): Promise<T | null> {
  try {
    return await asked;
  } catch {
    if (call.signal?.aborted === true) throw cancelledError();
    return null;
  }
}

function shortly(call: CallOptions): CallOptions {
  const timeout = AbortSignal.timeout(PROBE_TIMEOUT_MS);
  return { ...call, signal: call.signal === undefined ? timeout : AbortSignal.any([call.signal, timeout]) };
}
