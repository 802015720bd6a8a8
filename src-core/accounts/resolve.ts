// Which account a connection works with. Order: an explicit name; else the MP_* variables; else the default account.
// An explicit choice is never overridden silently.
import { homedir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '#shared/errors.ts';
import type { AccountChoice, AccountSummary } from '#shared/model/account.ts';
import type { SecretStore } from '../secrets/secret-store.ts';
import { type Account, parseBaseUrl, parseProjectId, parseRegion } from './account.ts';
import { readAccountsFile } from './accounts-file.ts';

export interface ResolvedAccount extends Account {
  secret: string;
}

export interface AccountsDeps {
  accountsFile: string;
  /** Default ~/.mp/config.toml; MP_CONFIG_PATH names another. */
  mpConfigFile?: string | undefined;
  secrets: SecretStore;
}

export const NO_ACCOUNT_HINT =
  'Set MP_USERNAME, MP_SECRET and MP_PROJECT_ID (MP_REGION if not us), or add an account to ~/.mp/config.toml, or start with --demo to try the demo project.';

/** All accounts of both files, ours first; a name in ours hides the same name in mp_mcp's. */
export async function listAccounts(deps: AccountsDeps): Promise<Account[]> {
  const own = await readAccountsFile(deps.accountsFile, 'mixlake');
  const old = await readAccountsFile(deps.mpConfigFile ?? join(homedir(), '.mp', 'config.toml'), 'mp-config');
  // Ours may name one of theirs as the default; a name that is in neither file chooses nothing.
  const chosen = old.accounts.find((account) => account.name === own.defaultName)?.name;
  const hasOwnDefault = own.accounts.some((account) => account.isDefault);
  const others = old.accounts
    .filter((account) => own.accounts.every((mine) => mine.name !== account.name))
    .map((account) => ({ ...account, isDefault: !hasOwnDefault && (chosen === undefined ? account.isDefault : account.name === chosen) }));
  return [...own.accounts, ...others];
}

export async function resolveAccount(choice: Exclude<AccountChoice, { kind: 'demo' }>, deps: AccountsDeps): Promise<ResolvedAccount> {
  if (choice.kind === 'environment') {
    return {
      name: choice.name ?? 'environment',
      username: choice.username,
      secret: choice.secret,
      projectId: parseProjectId(choice.projectId, 'MP_PROJECT_ID'),
      region: parseRegion(choice.region, 'MP_REGION'),
      workspaceId: choice.workspaceId,
      baseUrl: choice.baseUrl === undefined ? undefined : parseBaseUrl(choice.baseUrl, 'The address that stands for Mixpanel'),
      source: choice.name === undefined ? 'environment' : 'memory',
      isDefault: choice.name === undefined,
    };
  }
  const accounts = await listAccounts(deps);
  const found =
    choice.kind === 'named' ? accounts.find((account) => account.name === choice.name) : accounts.find((account) => account.isDefault);
  if (found === undefined) throw missingAccount(choice, accounts);
  return { ...found, secret: found.secret ?? (await storedSecret(found, deps.secrets)) };
}

async function storedSecret(account: Account, secrets: SecretStore): Promise<string> {
  const secret = await secrets.get(account.name);
  if (secret !== undefined) return secret;
  throw new AppError('keychain', `The keychain holds no secret for the account "${account.name}".`, {
    hint: 'Set MP_USERNAME, MP_SECRET and MP_PROJECT_ID together, or enter the service-account secret again in Mixlake.',
  });
}

function missingAccount(choice: AccountChoice, accounts: Account[]): AppError {
  const names = accounts.map((account) => account.name).join(', ');
  if (choice.kind === 'named') {
    return new AppError('input', `There is no account named "${choice.name}".`, {
      hint: names === '' ? `No account is configured. ${NO_ACCOUNT_HINT}` : `Known accounts: ${names}.`,
    });
  }
  return new AppError('auth', 'No Mixpanel account is configured.', { hint: NO_ACCOUNT_HINT });
}

export function summarizeAccount(account: Account): AccountSummary {
  return {
    name: account.name,
    username: account.username,
    projectId: account.projectId,
    region: account.region,
    ...(account.workspaceId === undefined ? {} : { workspaceId: account.workspaceId }),
    ...(account.baseUrl === undefined ? {} : { baseUrl: account.baseUrl }),
    source: account.source,
    isDefault: account.isDefault,
  };
}
