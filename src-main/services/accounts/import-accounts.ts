// Accounts that this computer knows from elsewhere: mp_mcp's ~/.mp/config.toml and the MP_* variables. Taking one over copies it and
// its secret; only when asked for, the secret is then taken out of the old file.
import { readFile } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import type { Account } from '#core/accounts/account.ts';
import { parseRegion } from '#core/accounts/account.ts';
import { listAccounts } from '#core/accounts/resolve.ts';
import { inputError, toWireError } from '#shared/errors.ts';
import { AccountName, type ImportableAccount, type KeepIn } from '#shared/model/account.ts';
import type { AccountBook, AccountBookDeps } from './account-book.ts';
import { withoutSecrets } from './without-secrets.ts';

export interface ImportDeps extends AccountBookDeps {
  book: AccountBook;
  env: NodeJS.ProcessEnv;
  mpConfigFile: string;
}

const FROM_ENVIRONMENT = 'From environment';

export async function importableAccounts(deps: ImportDeps): Promise<ImportableAccount[]> {
  return (await found(deps)).map(({ account, from }) => ({
    name: account.name,
    username: account.username,
    projectId: account.projectId,
    region: account.region,
    from,
    hasSecret: account.secret !== undefined,
  }));
}

export interface ImportRequest {
  names: readonly string[];
  removeSecrets: boolean;
  keepIn: KeepIn;
}

export async function importAccounts(deps: ImportDeps, request: ImportRequest): Promise<{ imported: string[]; notes: string[] }> {
  const all = await found(deps);
  const imported: string[] = [];
  const notes: string[] = [];
  const moved: string[] = [];
  for (const name of request.names) {
    const one = all.find(({ account }) => account.name === name);
    if (one === undefined) throw inputError(`There is no account named "${name}" to take over.`);
    try {
      await deps.book.save({ draft: { ...one.account, name: ownName(name) }, keepIn: request.keepIn });
      imported.push(ownName(name));
      if (one.from === 'mp-config') moved.push(name);
    } catch (error) {
      const { message, hint } = toWireError(error);
      notes.push(`${name}: ${message}${hint === undefined ? '' : ` ${hint}`}`);
    }
  }
  if (request.removeSecrets && moved.length > 0) notes.push(await removeSecrets(deps.mpConfigFile, moved));
  return { imported, notes };
}

async function found(deps: ImportDeps): Promise<{ account: Account; from: ImportableAccount['from'] }[]> {
  const listed = await listAccounts(deps);
  const fromFile = listed.filter((account) => account.source === 'mp-config').map((account) => ({ account, from: 'mp-config' as const }));
  const { MP_USERNAME: username, MP_SECRET: secret, MP_PROJECT_ID: projectId, MP_REGION } = deps.env;
  if (!username || !secret || !projectId) return fromFile;
  const isKnown = listed.some((each) => each.username === username && each.projectId === projectId);
  if (isKnown) return fromFile;
  const account: Account = {
    name: FROM_ENVIRONMENT,
    username,
    secret,
    projectId,
    region: parseRegion(MP_REGION || 'us', 'MP_REGION'),
    source: 'environment',
    isDefault: false,
  };
  return [{ account, from: 'environment' }, ...fromFile];
}

/** A name that the old file may have and ours may not is changed as little as possible. */
function ownName(name: string): string {
  if (AccountName.safeParse(name).success) return name;
  const changed = name.replace(/[^\p{L}\p{N} ._-]/gu, '-').slice(0, 50);
  return AccountName.safeParse(changed).success ? changed : `account ${changed}`.slice(0, 60);
}

async function removeSecrets(file: string, names: readonly string[]): Promise<string> {
  try {
    const before = await readFile(file, 'utf8');
    await writeFileAtomic(file, withoutSecrets(before, names), { mode: 0o600 });
    return `The secrets of ${names.join(', ')} were taken out of ${file}: mp_mcp will not find them there any more.`;
  } catch (error) {
    const { message, hint } = toWireError(error);
    return `${message}${hint === undefined ? '' : ` ${hint}`}`;
  }
}
