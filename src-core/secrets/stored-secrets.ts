// Where the secrets of this computer are looked up: in the file that the person may have chosen, then in the keychain.
import { createConsentedFile } from './consented-file.ts';
import { createKeychain } from './keychain.ts';
import type { SecretStore } from './secret-store.ts';

export interface StoredSecrets extends SecretStore {
  readonly keychain: SecretStore;
  readonly file: SecretStore;
}

/** `set` writes to the keychain, `get` asks the file first: it answers at once, where a keychain that is missing would be waited for. */
export function createStoredSecrets(secretsFile: string, keychain: SecretStore = createKeychain()): StoredSecrets {
  const file = createConsentedFile(secretsFile);
  return {
    keychain,
    file,
    get: async (account) => (await file.get(account)) ?? keychain.get(account),
    set: (account, secret) => keychain.set(account, secret),
    async delete(account) {
      await file.delete(account);
      await keychain.delete(account);
    },
  };
}
