// Which account the window works with: the demo when asked for, a chosen one, else the MP_* variables, else the default account.

import { parseProjectId, parseRegion } from '#core/accounts/account.ts';
import { type AccountsDeps, listAccounts, summarizeAccount } from '#core/accounts/resolve.ts';
import { inputError, toWireError } from '#shared/errors.ts';
import type { AccountChoice, AccountSummary } from '#shared/model/account.ts';
import { DEMO_PROJECT } from '#shared/model/demo-project.ts';

const VARIABLES = ['MP_USERNAME', 'MP_SECRET', 'MP_PROJECT_ID'] as const;

export interface ChosenAccount {
  choice: AccountChoice | undefined;
  summary: AccountSummary | null;
  /** Why what is configured cannot be used, in words. */
  problem: string | null;
}

export const DEMO_ACCOUNT: ChosenAccount = {
  choice: { kind: 'demo' },
  summary: {
    name: DEMO_PROJECT.accountName,
    username: DEMO_PROJECT.username,
    projectId: DEMO_PROJECT.projectId,
    region: DEMO_PROJECT.region,
    source: 'demo',
    isDefault: false,
  },
  problem: null,
};

export async function configuredAccounts(deps: AccountsDeps, env: NodeJS.ProcessEnv): Promise<AccountSummary[]> {
  const fromEnvironment = environmentAccount(env);
  const listed = (await listAccounts(deps)).map(summarizeAccount);
  return fromEnvironment === undefined ? listed : [fromEnvironment, ...listed.map((each) => ({ ...each, isDefault: false }))];
}

export async function firstAccount(deps: AccountsDeps, env: NodeJS.ProcessEnv): Promise<ChosenAccount> {
  try {
    refuseIncomplete(env);
    // The variables need no file, so a broken file does not stand in their way.
    const summary = environmentAccount(env) ?? (await configuredAccounts(deps, env)).find((each) => each.isDefault) ?? null;
    return { choice: summary === null ? undefined : choiceOf(summary, env), summary, problem: null };
  } catch (error) {
    const wire = toWireError(error);
    return { choice: undefined, summary: null, problem: wire.hint === undefined ? wire.message : `${wire.message} ${wire.hint}` };
  }
}

export async function namedAccount(name: string, deps: AccountsDeps, env: NodeJS.ProcessEnv): Promise<ChosenAccount> {
  if (name === DEMO_PROJECT.accountName) return DEMO_ACCOUNT;
  const all = await configuredAccounts(deps, env);
  const summary = all.find((each) => each.name === name);
  if (summary !== undefined) return { choice: choiceOf(summary, env), summary, problem: null };
  throw inputError(
    `There is no account named ${JSON.stringify(name)}.`,
    `Known accounts: ${all.map((each) => each.name).join(', ') || 'none'}.`,
  );
}

/** Somebody who set one of the variables means that project: to open another one silently would be wrong. */
function refuseIncomplete(env: NodeJS.ProcessEnv): void {
  const missing = VARIABLES.filter((name) => !env[name]);
  if (missing.length === 0 || missing.length === VARIABLES.length) return;
  throw inputError(
    `The account of the environment is not complete: ${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} missing.`,
    `Set ${VARIABLES.join(', ')} together, or none of them.`,
  );
}

function environmentAccount(env: NodeJS.ProcessEnv): AccountSummary | undefined {
  const { MP_USERNAME: username, MP_SECRET: secret, MP_PROJECT_ID: projectId } = env;
  if (!username || !secret || !projectId) return undefined;
  return {
    name: 'environment',
    username,
    projectId: parseProjectId(projectId, 'MP_PROJECT_ID'),
    region: parseRegion(env.MP_REGION || 'us', 'MP_REGION'),
    source: 'environment',
    isDefault: true,
  };
}

function choiceOf(summary: AccountSummary, env: NodeJS.ProcessEnv): AccountChoice {
  if (summary.source !== 'environment') return { kind: 'named', name: summary.name };
  return {
    kind: 'environment',
    username: summary.username,
    secret: env.MP_SECRET ?? '',
    projectId: summary.projectId,
    region: summary.region,
  };
}
