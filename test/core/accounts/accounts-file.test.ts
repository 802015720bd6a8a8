import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readAccountsFile } from '#core/accounts/accounts-file.ts';
import { AppError } from '#shared/errors.ts';
import { tempDir } from '#test/fakes/temp-dir.ts';

function fileWith(text: string): string {
  const file = join(tempDir(), 'config.toml');
  writeFileSync(file, text);
  return file;
}

async function problemWith(text: string, source: 'mixlake' | 'mp-config' = 'mp-config'): Promise<AppError> {
  const error = await readAccountsFile(fileWith(text), source).catch((thrown: unknown) => thrown);
  if (error instanceof AppError) return error;
  throw new Error('the file was read');
}

const TWO = `
default = "shop"

[accounts.blog]
username = "blog.sa"
secret = "s-blog"
project_id = "11"
region = "EU"

[accounts.shop]
username = "shop.sa"
secret = "s-shop"
project_id = 22
region = "us"
workspace_id = 7
base_url = "https://proxy.example.com/mp/"
`;

describe('the accounts file', () => {
  it('is read with its default, numbers as well as texts', async () => {
    const { accounts, defaultName } = await readAccountsFile(fileWith(TWO), 'mp-config');
    expect(defaultName).toBe('shop');
    expect(accounts).toEqual([
      expect.objectContaining({ name: 'blog', username: 'blog.sa', projectId: '11', region: 'eu', isDefault: false, secret: 's-blog' }),
      expect.objectContaining({
        name: 'shop',
        projectId: '22',
        region: 'us',
        workspaceId: '7',
        baseUrl: 'https://proxy.example.com/mp',
        isDefault: true,
        source: 'mp-config',
      }),
    ]);
  });

  it('never takes a secret from our own file', async () => {
    const { accounts } = await readAccountsFile(fileWith(TWO), 'mixlake');
    expect(accounts.map(({ secret }) => secret)).toEqual([undefined, undefined]);
  });

  it('is read in its older form, a table for each account', async () => {
    const text =
      '[work]\nusername="w"\nsecret="x"\nproject_id=1\n\n[default]\nusername="d"\nsecret="y"\nproject_id=2\n\n[display]\ncolor="no account"\n';
    const { accounts, defaultName } = await readAccountsFile(fileWith(text), 'mp-config');
    expect(accounts.map(({ name, isDefault }) => [name, isDefault])).toEqual([
      ['work', false],
      ['default', true],
    ]);
    expect(defaultName).toBe('default');
  });

  it('takes the first account when none is said to be the default', async () => {
    const { accounts } = await readAccountsFile(
      fileWith('[accounts.a]\nusername="a"\nproject_id=1\n[accounts.b]\nusername="b"\nproject_id=2\n'),
      'mixlake',
    );
    expect(accounts.map(({ isDefault }) => isDefault)).toEqual([true, false]);
  });

  it('may begin with a byte order mark', async () => {
    expect((await readAccountsFile(fileWith(`\uFEFF${TWO}`), 'mp-config')).accounts).toHaveLength(2);
  });

  it('may be missing or empty', async () => {
    expect(await readAccountsFile(join(tempDir(), 'none.toml'), 'mixlake')).toEqual({ accounts: [], defaultName: undefined });
    expect((await readAccountsFile(fileWith(''), 'mixlake')).accounts).toEqual([]);
  });

  it('says in which line it is broken, and repeats nothing of what stands there', async () => {
    const problem = await problemWith('[accounts.shop]\nusername = "shop.sa"\nsecret = "s3cr3t-canary\nproject_id = 22\n');
    expect(problem.message).toMatch(/config\.toml is not valid TOML \(line 3, column \d+\)\.$/);
    expect(inspect(problem, { depth: 9 })).not.toContain('canary');
  });

  it('says in words when it cannot be read', async () => {
    const dir = tempDir();
    await expect(readAccountsFile(dir, 'mixlake')).rejects.toMatchObject({
      kind: 'input',
      message: `The accounts file ${dir} cannot be read.`,
    });
  });

  it.each([
    ['an unknown region', 'project_id = 1\nregion = "mars"', /"mars" in account "a" of .* is not a Mixpanel region/, /us, eu or in/],
    ['a project id that is no number', 'project_id = "../../etc"', /project id "\.\.\/\.\.\/etc" in account "a"/, /Project Settings/],
    ['no project id', '', /There is no project id in account "a"/, /Project Settings/],
    ['an address that is not encrypted', 'project_id = 1\nbase_url = "http://proxy.example.com"', /must start with https/, /in the clear/],
  ])('refuses %s, names the account and says what to do', async (_, lines, message, hint) => {
    const problem = await problemWith(`[accounts.a]\nusername = "a"\n${lines}\n`);
    expect(problem.kind).toBe('input');
    expect(problem.message).toMatch(message);
    expect(problem.hint).toMatch(hint);
  });

  it('refuses an account whose user is empty', async () => {
    expect((await problemWith('[accounts.a]\nusername = ""\nproject_id = 1\n')).message).toMatch(/account "a" of .* has no username/);
  });
});
