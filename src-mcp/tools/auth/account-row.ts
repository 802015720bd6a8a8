// How an account is told to an assistant. There is no field for a secret.
import { z } from 'zod';
import type { AccountSummary } from '#shared/model/account.ts';

export const AccountRow = z.object({
  name: z.string(),
  username: z.string(),
  project_id: z.string(),
  region: z.string(),
  is_default: z.boolean(),
  source: z.string(),
  workspace_id: z.string().nullable(),
});

const SOURCES: Record<AccountSummary['source'], string> = {
  environment: 'environment of the client',
  mixlake: 'Mixlake',
  'mp-config': '~/.mp/config.toml',
  demo: 'built-in demo',
  memory: 'Mixlake, for this run only',
};

export function accountRow(account: AccountSummary): z.output<typeof AccountRow> {
  return {
    name: account.name,
    username: account.username,
    project_id: account.projectId,
    region: account.region,
    is_default: account.isDefault,
    source: SOURCES[account.source],
    workspace_id: account.workspaceId ?? null,
  };
}

export const READS_ACCOUNTS = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false } as const;
