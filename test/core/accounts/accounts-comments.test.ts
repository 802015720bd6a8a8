import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readAccountsFile } from '#core/accounts/accounts-file.ts';
import { writeAccountsFile } from '#core/accounts/write-accounts-file.ts';
import { tempDir } from '#test/fakes/temp-dir.ts';

it('keeps the comments of a person when accounts change', async () => {
  const file = join(tempDir(), 'accounts.toml');
  const text =
    '# Ours\ndefault = "shop"\n\n# The shop\n[accounts.shop]\nusername = "a.mp" # asked Ann for it\nproject_id = "1"\nregion = "eu"\n';
  writeFileSync(file, text);
  const { accounts } = await readAccountsFile(file, 'mixlake');
  await writeAccountsFile(file, accounts, 'shop');
  expect(readFileSync(file, 'utf8')).toBe(text);
  const [shop] = accounts;
  if (shop === undefined) throw new Error('The account was not read.');
  await writeAccountsFile(
    file,
    [
      { ...shop, region: 'us' },
      { ...shop, name: 'blog', projectId: '2' },
    ],
    'blog',
  );
  expect(readFileSync(file, 'utf8')).toContain('# The shop\n[accounts.shop]\nusername = "a.mp" # asked Ann for it');
  expect(await readAccountsFile(file, 'mixlake')).toMatchObject({
    defaultName: 'blog',
    accounts: [
      { name: 'shop', region: 'us' },
      { name: 'blog', projectId: '2' },
    ],
  });
});
