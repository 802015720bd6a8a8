// A file of secrets, readable by this user only: for a machine without a keychain, and only when the person chose it in so many
// words. Nothing creates it otherwise, so whoever has not chosen it has no secret outside the keychain.
import { readFile, rm } from 'node:fs/promises';
import { parse, stringify } from 'smol-toml';
import writeFileAtomic from 'write-file-atomic';
import { AppError } from '#shared/errors.ts';
import type { SecretStore } from './secret-store.ts';

export function createConsentedFile(file: string): SecretStore {
  async function entries(): Promise<Record<string, string>> {
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch (cause) {
      if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return {};
      throw new AppError('keychain', `The file of secrets ${file} cannot be read.`, { cause, hint: 'Check its permissions.' });
    }
    try {
      return Object.fromEntries(Object.entries(parse(text)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
    } catch {
      // The parser's error would quote the line, and the line may hold a secret.
      throw new AppError('keychain', `The file of secrets ${file} is damaged.`, { hint: 'Remove it and enter the secrets again.' });
    }
  }

  const write = (all: Record<string, string>) => writeFileAtomic(file, stringify(all), { mode: 0o600 });

  return {
    get: async (account) => (await entries())[account],
    set: async (account, secret) => write({ ...(await entries()), [account]: secret }),
    async delete(account) {
      const { [account]: gone, ...rest } = await entries();
      if (gone === undefined) return;
      if (Object.keys(rest).length === 0) await rm(file, { force: true });
      else await write(rest);
    },
  };
}
