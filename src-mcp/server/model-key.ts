// The key of the configured model. It lies beside the secrets of the accounts, under a name that an account may bear as well; the
// secret of such an account must never go to a model.
import { readAccountsFile } from '#core/accounts/accounts-file.ts';
import type { SecretStore } from '#core/secrets/secret-store.ts';
import { inputError } from '#shared/errors.ts';

const ENTRY = 'model';

export async function modelKey(accountsFile: string, secrets: SecretStore): Promise<string | undefined> {
  const { accounts } = await readAccountsFile(accountsFile, 'mixlake');
  if (accounts.some((account) => account.name === ENTRY)) {
    throw inputError(
      `An account is named "${ENTRY}", so the key of the configured model cannot be told from its secret: rename the account.`,
    );
  }
  return secrets.get(ENTRY);
}
