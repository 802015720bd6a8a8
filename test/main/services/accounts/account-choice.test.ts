import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AccountsDeps } from '#core/accounts/resolve.ts';
import { createMemorySecrets } from '#core/secrets/secret-store.ts';
import { configuredAccounts, DEMO_ACCOUNT, firstAccount, namedAccount } from '#main/services/accounts/account-choice.ts';
import { DEMO_PROJECT } from '#shared/model/demo-project.ts';
import { tempDir } from '#test/fakes/temp-dir.ts';

const ENV = { MP_USERNAME: 'env.sa', MP_SECRET: 'canary', MP_PROJECT_ID: '99' };
const TWO = `default = "blog"
[accounts.shop]
username = "shop.sa"
secret = "canary"
project_id = 1
[accounts.blog]
username = "blog.sa"
secret = "canary"
project_id = 2
region = "eu"
`;

function depsWith(mpConfig?: string): AccountsDeps {
  const dir = tempDir();
  const mpConfigFile = join(dir, 'config.toml');
  if (mpConfig !== undefined) writeFileSync(mpConfigFile, mpConfig);
  return { accountsFile: join(dir, 'accounts.toml'), mpConfigFile, secrets: createMemorySecrets() };
}

describe('the account that the window opens with', () => {
  it('is the one of the environment, before any file', async () => {
    const { choice, summary, problem } = await firstAccount(depsWith(TWO), { ...ENV, MP_REGION: 'IN' });
    expect(choice).toEqual({ kind: 'environment', username: 'env.sa', secret: 'canary', projectId: '99', region: 'in' });
    expect(summary).toMatchObject({ name: 'environment', projectId: '99', region: 'in', isDefault: true });
    expect(problem).toBeNull();
  });

  it('is the one of the environment also when a file is broken', async () => {
    expect(await firstAccount(depsWith('not = [ toml'), ENV)).toMatchObject({ choice: { kind: 'environment' }, problem: null });
  });

  it('is the default of the files when the variables are empty', async () => {
    const chosen = await firstAccount(depsWith(TWO), { MP_USERNAME: '', MP_PROJECT_ID: '', MP_SECRET: '', MP_REGION: 'eu' });
    expect(chosen).toMatchObject({ choice: { kind: 'named', name: 'blog' }, summary: { projectId: '2', region: 'eu' }, problem: null });
  });

  it.each([
    [{ MP_USERNAME: 'env.sa', MP_PROJECT_ID: '99', MP_SECRET: '' }, 'MP_SECRET is'],
    [{ MP_SECRET: 'canary' }, 'MP_USERNAME and MP_PROJECT_ID are'],
  ])('is none when only some variables are set, whatever the files hold: %j', async (env, words) => {
    const hint = 'Set MP_USERNAME, MP_SECRET, MP_PROJECT_ID together, or none of them.';
    const problem = `The account of the environment is not complete: ${words} missing. ${hint}`;
    expect(await firstAccount(depsWith(TWO), env)).toEqual({ choice: undefined, summary: null, problem });
  });

  it('is none on a machine without one, and nothing is wrong with that', async () => {
    expect(await firstAccount(depsWith(), {})).toEqual({ choice: undefined, summary: null, problem: null });
  });

  it('is none when the file is broken, and the problem says where and what to do', async () => {
    const { choice, summary, problem } = await firstAccount(depsWith('[accounts.a]\nusername = oops\n'), {});
    expect([choice, summary]).toEqual([undefined, null]);
    expect(problem).toMatch(/config\.toml is not valid TOML \(line 2, column \d+\)\. Mend that line; nothing was changed\.$/);
  });

  it('is none when a variable is wrong, and the problem names it', async () => {
    const { choice, problem } = await firstAccount(depsWith(), { ...ENV, MP_REGION: 'mars' });
    expect(choice).toBeUndefined();
    expect(problem).toBe('"mars" in MP_REGION is not a Mixpanel region. Use us, eu or in.');
  });
});

describe('the accounts to choose from', () => {
  it('are those of environment and files with one default, and hold no secret', async () => {
    const accounts = await configuredAccounts(depsWith(TWO), ENV);
    expect(accounts.map(({ name, isDefault }) => [name, isDefault])).toEqual([
      ['environment', true],
      ['shop', false],
      ['blog', false],
    ]);
    expect(JSON.stringify(accounts)).not.toContain('canary');
  });

  it('can each be named, the demo too', async () => {
    const deps = depsWith(TWO);
    expect(await namedAccount('shop', deps, {})).toMatchObject({ choice: { kind: 'named', name: 'shop' }, summary: { projectId: '1' } });
    // An incomplete environment takes nobody's choice away.
    expect(await namedAccount('shop', deps, { MP_SECRET: 'canary' })).toMatchObject({ problem: null, summary: { projectId: '1' } });
    expect(await namedAccount('environment', deps, ENV)).toMatchObject({ choice: { kind: 'environment' } });
    expect(await namedAccount(DEMO_PROJECT.accountName, deps, {})).toBe(DEMO_ACCOUNT);
  });

  it('are listed when the name is wrong', async () => {
    await expect(namedAccount('shpo', depsWith(TWO), {})).rejects.toMatchObject({
      kind: 'input',
      message: 'There is no account named "shpo".',
      hint: 'Known accounts: shop, blog.',
    });
    await expect(namedAccount('x', depsWith(), {})).rejects.toMatchObject({ hint: 'Known accounts: none.' });
  });
});
