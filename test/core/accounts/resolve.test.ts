import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type AccountsDeps, listAccounts, resolveAccount, summarizeAccount } from '#core/accounts/resolve.ts';
import { createMemorySecrets } from '#core/secrets/secret-store.ts';
import { tempDir } from '#test/fakes/temp-dir.ts';

const account = (name: string, projectId: number, secret?: string): string =>
  `[accounts.${name}]\nusername = "${name}.sa"\nproject_id = ${projectId}\n${secret === undefined ? '' : `secret = "${secret}"\n`}`;

function depsWith(files: { ours?: string; mpConfig?: string }): AccountsDeps {
  const dir = tempDir();
  const deps = { accountsFile: join(dir, 'accounts.toml'), mpConfigFile: join(dir, 'config.toml'), secrets: createMemorySecrets() };
  if (files.ours !== undefined) writeFileSync(deps.accountsFile, files.ours);
  if (files.mpConfig !== undefined) writeFileSync(deps.mpConfigFile, files.mpConfig);
  return deps;
}

const ENVIRONMENT = { kind: 'environment', username: 'env.sa', secret: 's-env', projectId: '99', region: 'in' } as const;

describe('which account is used', () => {
  it('takes ours before the one of the same name in the mp config, and has one default', async () => {
    const deps = depsWith({
      ours: account('shop', 1),
      mpConfig: `default = "blog"\n${account('shop', 2, 'old')}${account('blog', 3, 's-blog')}`,
    });
    const accounts = await listAccounts(deps);
    expect(accounts.map(({ name, projectId, source, isDefault }) => [name, projectId, source, isDefault])).toEqual([
      ['shop', '1', 'mixlake', true],
      ['blog', '3', 'mp-config', false],
    ]);
  });

  it('reads the default of the mp config when we have no account of our own', async () => {
    const deps = depsWith({ mpConfig: `default = "blog"\n${account('shop', 2, 's-shop')}${account('blog', 3, 's-blog')}` });
    expect(await resolveAccount({ kind: 'default' }, deps)).toMatchObject({ name: 'blog', projectId: '3', secret: 's-blog' });
  });

  it('takes a named account, whatever the default is', async () => {
    const deps = depsWith({ mpConfig: `default = "blog"\n${account('shop', 2, 's-shop')}${account('blog', 3, 's-blog')}` });
    expect(await resolveAccount({ kind: 'named', name: 'shop' }, deps)).toMatchObject({ projectId: '2', secret: 's-shop' });
  });

  it('says which accounts it knows when the named one is missing, and takes no other', async () => {
    const deps = depsWith({ mpConfig: account('shop', 2, 's') + account('blog', 3, 's') });
    await expect(resolveAccount({ kind: 'named', name: 'shpo' }, deps)).rejects.toMatchObject({
      kind: 'input',
      message: 'There is no account named "shpo".',
      hint: 'Known accounts: shop, blog.',
    });
  });

  it('needs no file for credentials of the environment', async () => {
    const deps = depsWith({ mpConfig: 'this is = not [ toml' });
    expect(await resolveAccount(ENVIRONMENT, deps)).toMatchObject({
      name: 'environment',
      username: 'env.sa',
      projectId: '99',
      region: 'in',
      secret: 's-env',
      source: 'environment',
    });
  });

  it.each([
    [{ ...ENVIRONMENT, region: 'moon' }, /"moon" in MP_REGION/],
    [{ ...ENVIRONMENT, projectId: 'abc' }, /"abc" in MP_PROJECT_ID/],
  ])('names the variable that is wrong', async (choice, message) => {
    await expect(resolveAccount(choice, depsWith({}))).rejects.toThrow(message);
  });

  it('says what to do next when there is no account at all', async () => {
    await expect(resolveAccount({ kind: 'default' }, depsWith({}))).rejects.toMatchObject({
      kind: 'auth',
      message: 'No Mixpanel account is configured.',
      hint: expect.stringMatching(/MP_USERNAME.*MP_SECRET.*MP_PROJECT_ID.*config\.toml.*--demo/),
    });
  });

  it('asks the keychain for the secret of our own account, and says so when it holds none', async () => {
    const deps = depsWith({ ours: account('shop', 1) });
    await expect(resolveAccount({ kind: 'default' }, deps)).rejects.toMatchObject({
      kind: 'keychain',
      message: 'The keychain holds no secret for the account "shop".',
      hint: expect.stringContaining('MP_SECRET'),
    });
    await deps.secrets.set('shop', 's-kept');
    expect((await resolveAccount({ kind: 'default' }, deps)).secret).toBe('s-kept');
  });

  it('shows of an account everything but its secret', async () => {
    const [first] = await listAccounts(depsWith({ mpConfig: account('shop', 2, 's-canary') }));
    expect(first?.secret).toBe('s-canary');
    expect(JSON.stringify(first && summarizeAccount(first))).not.toContain('canary');
  });
});
