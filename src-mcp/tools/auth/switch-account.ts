import { z } from 'zod';
import { defineTool } from '../../server/tool-definition.ts';

export const switchAccount = defineTool({
  name: 'switch_account',
  title: 'Work with another account',
  about:
    'From now on this conversation works with another account (and its project and local tables), at once. Other clients and the default account stay as they are.',
  input: z.object({ name: z.string().min(1).describe('Name from list_accounts. Example: production') }),
  output: z.object({ default: z.string(), account: z.string(), project_id: z.string(), region: z.string() }),
  hints: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async run({ name }, context) {
    const { account } = await context.accounts.switchTo(name);
    return { default: account.name, account: account.name, project_id: account.projectId, region: account.region };
  },
  say: ({ account, project_id, region }) =>
    `This connection now works with the account ${account} (project ${project_id}, region ${region}). test_credentials checks that Mixpanel accepts it.`,
});
