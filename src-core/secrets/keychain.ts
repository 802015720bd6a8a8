// The operating system's keychain. On Linux the store is always pinned to the Secret Service: unpinned, the package falls back
// silently to the kernel keyring, which forgets at log-out. Every call has a timer: a locked keyring can wait for ever. (Opening an
// entry asks the service synchronously; the package itself gives up after 2 s there.)
import { AppError } from '#shared/errors.ts';
import type { SecretStore } from './secret-store.ts';

export const KEYCHAIN_SERVICE = 'mixlake';
const TIMEOUT_MS = 5_000;

export function createKeychain(timeoutMs = TIMEOUT_MS): SecretStore {
  return {
    get: (account) =>
      guarded('read', timeoutMs, async () => {
        const entry = await open(account);
        return (await entry.getPassword()) ?? undefined;
      }),
    set: (account, secret) =>
      guarded('write', timeoutMs, async () => {
        const entry = await open(account);
        await entry.setPassword(secret);
      }),
    delete: (account) =>
      guarded('change', timeoutMs, async () => {
        const entry = await open(account);
        await entry.deleteCredential();
      }),
  };
}

async function open(account: string) {
  // Loaded at first need: it is a native module, and most calls of the engine never touch a secret.
  const { AsyncEntry } = await import('@napi-rs/keyring');
  return new AsyncEntry(KEYCHAIN_SERVICE, account, { linux: { store: 'secret-service' } });
}

async function guarded<T>(verb: string, timeoutMs: number, call: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new AppError('keychain', `The keychain of this computer did not answer within ${timeoutMs / 1000} s.`, {
            hint: 'It may be locked: unlock it and try again, or give the credentials as MP_USERNAME, MP_SECRET and MP_PROJECT_ID.',
          }),
        ),
      timeoutMs,
    );
  });
  try {
    return await Promise.race([call(), timeout]);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('keychain', `Mixlake could not ${verb} the keychain of this computer.`, {
      cause,
      hint: 'No keychain service may be running here. The credentials can also be given as MP_USERNAME, MP_SECRET and MP_PROJECT_ID.',
    });
  } finally {
    clearTimeout(timer);
  }
}
