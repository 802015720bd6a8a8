import { z } from 'zod';
import { isAbort } from '#shared/errors.ts';
import { paragraphs, plural, table } from '../../format/text.ts';
import { defineTool, type ToolContext } from '../../server/tool-definition.ts';
import { AccountRow, accountRow, READS_ACCOUNTS } from './account-row.ts';

export const listAccounts = defineTool({
  name: 'list_accounts',
  title: 'List Mixpanel accounts',
  about:
    'Lists the Mixpanel accounts (service accounts and their projects) that can be used here, and which one is in use. Never shows a secret.',
  input: z.object({}),
  output: z.object({ accounts: z.array(AccountRow), total: z.number().int(), in_use: z.string().nullable() }),
  hints: READS_ACCOUNTS,
  async run(_input, context) {
    const accounts = (await context.accounts.list()).map(accountRow);
    return { accounts, total: accounts.length, in_use: await nameInUse(context) };
  },
  say: ({ accounts, total, in_use }) =>
    total === 0
      ? 'No Mixpanel account is configured. Add one in the Mixlake app, or set MP_USERNAME, MP_SECRET and MP_PROJECT_ID.'
      : paragraphs(
          `${plural(total, 'account')}; in use: ${in_use ?? 'none'}.`,
          table(
            ['name', 'username', 'project', 'region', 'default', 'from'],
            accounts.map((row) => [row.name, row.username, row.project_id, row.region, row.is_default ? 'yes' : '', row.source]),
          ),
        ),
  rows: ({ accounts }) => accounts.length,
});

/** Without a usable account the list itself is still true. */
async function nameInUse(context: ToolContext): Promise<string | null> {
  try {
    return (await context.accounts.current()).name;
  } catch (error) {
    if (isAbort(error)) throw error;
    return null;
  }
}
