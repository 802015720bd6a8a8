import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveAccount } from '#core/accounts/resolve.ts';
import { createMemorySecrets, type SecretStore } from '#core/secrets/secret-store.ts';
import { createStoredSecrets } from '#core/secrets/stored-secrets.ts';
import { createAccountBook } from '#main/services/accounts/account-book.ts';
import { importAccounts, importableAccounts } from '#main/services/accounts/import-accounts.ts';
import { AppError } from '#shared/errors.ts';
import { AccountDraft } from '#shared/model/account.ts';
import { tempDir } from '#test/fakes/temp-dir.ts';

const CANARY = 'canary-secret-7316';
const SHOP: AccountDraft = { name: 'shop', username: 'shop.sa', secret: CANARY, projectId: '11', region: 'eu', workspaceId: '7' };
const MP_CONFIG = `# mine
default = "old"

[accounts.old]
username = "old.sa"
secret = "${CANARY}-old" # do not lose
project_id = 21

[accounts.kept]
username = "kept.sa"
secret = "${CANARY}-kept"
project_id = 22
region = "in"
`;

const NO_KEYCHAIN: SecretStore = {
  get: () => Promise.reject(noKeychain()),
  set: () => Promise.reject(noKeychain()),
  delete: () => Promise.reject(noKeychain()),
};

function noKeychain(): AppError {
  return new AppError('keychain', 'There is no keychain here.');
}

function openBook(options: { keychain?: SecretStore; mpConfig?: string; env?: NodeJS.ProcessEnv } = {}) {
  const dir = tempDir();
  const mpConfigFile = join(dir, 'config.toml');
  if (options.mpConfig !== undefined) writeFileSync(mpConfigFile, options.mpConfig);
  const secretsFile = join(dir, 'secrets.toml');
  const accountsFile = join(dir, 'accounts.toml');
  const secrets = createStoredSecrets(secretsFile, options.keychain ?? createMemorySecrets());
  const deps = { accountsFile, mpConfigFile, secrets };
  const book = createAccountBook(deps);
  return { ...deps, secretsFile, deps, book, importing: { ...deps, book, env: options.env ?? {} } };
}

describe('saving an account', () => {
  it('keeps the secret in the keychain and nowhere else', async () => {
    const { book, accountsFile, secretsFile, secrets, deps } = openBook();
    await book.save({ draft: SHOP, keepIn: 'keychain' });
    expect(await secrets.keychain.get('shop')).toBe(CANARY);
    expect(readFileSync(accountsFile, 'utf8')).not.toContain('canary');
    expect(statSync(accountsFile).mode & 0o777).toBe(0o600);
    expect(existsSync(secretsFile)).toBe(false);
    expect(await book.list()).toEqual([
      { name: 'shop', username: 'shop.sa', projectId: '11', region: 'eu', workspaceId: '7', source: 'mixlake', isDefault: true },
    ]);
    expect(await resolveAccount({ kind: 'default' }, deps)).toMatchObject({ name: 'shop', secret: CANARY, workspaceId: '7' });
  });

  it('keeps the secret when it is edited without a new one, also under another name', async () => {
    const { book, secrets } = openBook();
    await book.save({ draft: SHOP, keepIn: 'keychain' });
    const { secret: _, ...rest } = SHOP;
    await book.save({ draft: { ...rest, name: 'store', projectId: '12' }, savedAs: 'shop', keepIn: 'keychain' });
    expect((await book.list()).map(({ name, projectId, isDefault }) => [name, projectId, isDefault])).toEqual([['store', '12', true]]);
    expect(await secrets.keychain.get('store')).toBe(CANARY);
    expect(await secrets.keychain.get('shop')).toBeUndefined();
  });

  it('refuses a name that is taken, and an account without a secret', async () => {
    const { book } = openBook();
    await book.save({ draft: SHOP, keepIn: 'keychain' });
    await expect(book.save({ draft: { ...SHOP, name: 'Shop' }, keepIn: 'keychain' })).rejects.toThrow('an account named "Shop" already');
    const { secret: _, ...rest } = SHOP;
    await expect(book.save({ draft: { ...rest, name: 'two' }, keepIn: 'keychain' })).rejects.toThrow('Enter the secret');
    expect(await book.list()).toHaveLength(1);
  });

  it('saves nothing where there is no keychain, unless the person chose a file or this run', async () => {
    const { book, accountsFile, secretsFile, deps } = openBook({ keychain: NO_KEYCHAIN });
    await expect(book.save({ draft: SHOP, keepIn: 'keychain' })).rejects.toMatchObject({ kind: 'keychain' });
    expect(existsSync(accountsFile)).toBe(false);
    await book.save({ draft: { ...SHOP, name: 'brief' }, keepIn: 'memory' });
    expect(existsSync(accountsFile) || existsSync(secretsFile)).toBe(false);
    expect(book.given('brief')).toMatchObject({ kind: 'environment', name: 'brief', secret: CANARY });
    await book.save({ draft: SHOP, keepIn: 'file' });
    expect(statSync(secretsFile).mode & 0o777).toBe(0o600);
    expect(await resolveAccount({ kind: 'named', name: 'shop' }, deps)).toMatchObject({ secret: CANARY });
    expect(await book.secretPlaces()).toMatchObject({ places: { shop: 'file', brief: 'memory' } });
  });

  it('takes no name that stands for something else', () => {
    for (const name of ['model', 'Environment', 'demo', '../etc', '', 'a'.repeat(61)]) {
      expect(AccountDraft.safeParse({ ...SHOP, name }).success, name).toBe(false);
    }
  });

  it('survives two saves at once', async () => {
    const { book } = openBook();
    await Promise.all(['a', 'b', 'c'].map((name) => book.save({ draft: { ...SHOP, name }, keepIn: 'keychain' })));
    expect((await book.list()).map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  });
});

describe('removing an account and choosing the default', () => {
  it('takes account and secret away, and the next one becomes the default', async () => {
    const { book, secrets } = openBook();
    await book.save({ draft: SHOP, keepIn: 'keychain' });
    await book.save({ draft: { ...SHOP, name: 'blog' }, keepIn: 'keychain' });
    await book.remove('shop');
    expect(await secrets.keychain.get('shop')).toBeUndefined();
    expect((await book.list()).map(({ name, isDefault }) => [name, isDefault])).toEqual([['blog', true]]);
  });

  it('lets an account of the old file be the default, and never removes it there', async () => {
    const { book, mpConfigFile } = openBook({ mpConfig: MP_CONFIG });
    await book.save({ draft: SHOP, keepIn: 'keychain' });
    const defaults = async () => (await book.list()).filter(({ isDefault }) => isDefault).map(({ name }) => name);
    expect(await defaults()).toEqual(['shop']);
    await book.setDefault('kept');
    expect(await defaults()).toEqual(['kept']);
    await expect(book.remove('kept')).rejects.toThrow('not one of Mixlake');
    expect(readFileSync(mpConfigFile, 'utf8')).toBe(MP_CONFIG);
  });
});

describe('taking accounts over', () => {
  it('copies them with their secrets, and takes only the chosen secrets out of the old file', async () => {
    const { importing, mpConfigFile, secrets } = openBook({ mpConfig: MP_CONFIG });
    expect((await importableAccounts(importing)).map(({ name, hasSecret }) => [name, hasSecret])).toEqual([
      ['old', true],
      ['kept', true],
    ]);
    const { imported } = await importAccounts(importing, { names: ['old'], removeSecrets: true, keepIn: 'keychain' });
    expect(imported).toEqual(['old']);
    expect(await secrets.keychain.get('old')).toBe(`${CANARY}-old`);
    expect(readFileSync(mpConfigFile, 'utf8')).toBe(MP_CONFIG.replace(`secret = "${CANARY}-old" # do not lose\n`, ''));
    expect((await importableAccounts(importing)).map(({ name }) => name)).toEqual(['kept']);
  });

  it('leaves the old file alone unless asked, and says why it cannot be edited', async () => {
    const inline = `accounts = { one = { username = "x.sa", secret = "${CANARY}", project_id = 5 } }\n`;
    const { importing, mpConfigFile, secrets } = openBook({ mpConfig: inline });
    await importAccounts(importing, { names: ['one'], removeSecrets: false, keepIn: 'keychain' });
    expect(readFileSync(mpConfigFile, 'utf8')).toBe(inline);
    const second = openBook({ mpConfig: inline });
    const { notes } = await importAccounts(second.importing, { names: ['one'], removeSecrets: true, keepIn: 'keychain' });
    expect(notes).toEqual([expect.stringContaining('remove the lines')]);
    expect(readFileSync(second.mpConfigFile, 'utf8')).toBe(inline);
    expect(await secrets.keychain.get('one')).toBe(CANARY);
  });

  it('keeps the secret in the old file when the keychain takes nothing', async () => {
    const { importing, mpConfigFile } = openBook({ mpConfig: MP_CONFIG, keychain: NO_KEYCHAIN });
    const { imported, notes } = await importAccounts(importing, { names: ['old'], removeSecrets: true, keepIn: 'keychain' });
    expect(imported).toEqual([]);
    expect(notes.join()).toContain('no keychain');
    expect(readFileSync(mpConfigFile, 'utf8')).toBe(MP_CONFIG);
  });

  it('offers the account of the environment until it is known', async () => {
    const env = { MP_USERNAME: 'env.sa', MP_SECRET: CANARY, MP_PROJECT_ID: '99', MP_REGION: 'eu' };
    const { importing } = openBook({ env });
    const [offered] = await importableAccounts(importing);
    expect(offered).toMatchObject({ from: 'environment', username: 'env.sa', region: 'eu' });
    await importAccounts(importing, { names: [offered?.name ?? ''], removeSecrets: false, keepIn: 'keychain' });
    expect(await importableAccounts(importing)).toEqual([]);
  });
});
