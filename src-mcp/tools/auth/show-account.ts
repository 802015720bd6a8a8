import { z } from 'zod';
import { defineTool } from '../../server/tool-definition.ts';
import { AccountRow, accountRow, READS_ACCOUNTS } from './account-row.ts';

/** The same for every account, so that not even the length of a secret shows. */
const MASK = '********';

export const showAccount = defineTool({
  name: 'show_account',
  title: 'Show one account',
  about: 'Describes one Mixpanel account: username, project, region, where it is configured. The secret is masked.',
  input: z.object({ name: z.string().min(1).describe('Name from list_accounts. Example: production') }),
  output: AccountRow.extend({ secret: z.string() }),
  hints: READS_ACCOUNTS,
  run: async ({ name }, context) => ({ ...accountRow(await context.accounts.find(name)), secret: MASK }),
  say: (account) =>
    `Account ${account.name}: ${account.username}, project ${account.project_id}, region ${account.region}${account.workspace_id === null ? '' : `, data view ${account.workspace_id}`}${account.is_default ? ', the default' : ''}; configured in: ${account.source}; secret ${account.secret}.`,
});
