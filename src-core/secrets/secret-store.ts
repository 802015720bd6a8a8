// Where secrets are kept. A store either keeps a secret safely or says in words why it cannot: nothing is kept silently.

export interface SecretStore {
  /** Undefined when there is no entry. Throws AppError('keychain') when the store cannot be asked. */
  get(account: string): Promise<string | undefined>;
  set(account: string, secret: string): Promise<void>;
  delete(account: string): Promise<void>;
}

/** Keeps secrets for this run only. */
export function createMemorySecrets(): SecretStore {
  const entries = new Map<string, string>();
  return {
    get: async (account) => entries.get(account),
    set: async (account, secret) => {
      entries.set(account, secret);
    },
    delete: async (account) => {
      entries.delete(account);
    },
  };
}
