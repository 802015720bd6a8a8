// Writes our own accounts.toml, which holds no secrets. Whole file at once, so a reader never sees half of it; a person's comments stay.
import { readFileSync } from 'node:fs';
import writeFileAtomic from 'write-file-atomic';
import { AppError } from '#shared/errors.ts';
import { editToml } from '../toml-edit.ts';
import type { Account } from './account.ts';

const HEAD = '# Accounts of Mixlake. Their secrets stand in the keychain of this computer, under the service "mixlake".\n';

export async function writeAccountsFile(file: string, accounts: readonly Account[], defaultName: string | undefined): Promise<void> {
  const tables = Object.fromEntries(accounts.map((account) => [account.name, tableOf(account)]));
  const text = editToml(before(file), { ...(defaultName === undefined ? {} : { default: defaultName }), accounts: tables });
  try {
    await writeFileAtomic(file, text, { mode: 0o600 });
  } catch (cause) {
    throw new AppError('input', `The accounts file ${file} cannot be written.`, {
      cause,
      hint: 'Check its permissions and the free space.',
    });
  }
}

function before(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch {
    return HEAD; // none yet
  }
}

function tableOf({ username, projectId, region, workspaceId, baseUrl }: Account) {
  return {
    username,
    project_id: projectId,
    region,
    ...(workspaceId === undefined ? {} : { workspace_id: workspaceId }),
    ...(baseUrl === undefined ? {} : { base_url: baseUrl }),
  };
}
