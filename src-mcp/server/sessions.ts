// The connections of this engine: who they are, and which workspace each works with. The account is resolved at the first call
// that needs it, so that a client without credentials can still connect, list tools, and be told in words what is missing.
import { randomBytes } from 'node:crypto';
import { parseBaseUrl } from '#core/accounts/account.ts';
import { type ResolvedAccount, resolveAccount } from '#core/accounts/resolve.ts';
import type { ToolProfile } from '#core/link/hello.ts';
import type { Redactor } from '#core/redact.ts';
import type { SecretStore } from '#core/secrets/secret-store.ts';
import type { AccountChoice, AccountSummary } from '#shared/model/account.ts';
import type { ActivityEntry } from '#shared/model/activity-entry.ts';
import { profileFor } from '../tools/profiles.ts';
import { createAnswerPages } from './answer-pages.ts';
import type { Caller } from './run-tool.ts';
import { createSessionAccounts } from './session-accounts.ts';
import type { Workspace, Workspaces } from './workspace.ts';

export interface SessionRequest {
  kind: 'assistant' | 'person';
  account: AccountChoice;
  /** The account in use when the connection broke: it goes on with that one, or is told why not. */
  switchedTo?: string | undefined;
  mixpanelUrl?: string | undefined;
  mpConfigFile?: string | undefined;
  /** Asked for on the command line. */
  profile?: ToolProfile | undefined;
  /** Which bridge carries the client. */
  bridgeId?: string | undefined;
}

export interface Session extends Caller {
  readonly id: string;
  /** The account in use, once it is known. */
  account(): Promise<AccountSummary>;
  setClientInfo(info: { name: string; version?: string | undefined }): void;
  /** Which tools are listed: as asked for, else as set, else what the client is known to take. */
  profile(): ToolProfile;
}

export interface SessionDeps {
  workspaces: Workspaces;
  accountsFile: string;
  secrets: SecretStore;
  redactor: Redactor;
  demoAccount: () => Promise<ResolvedAccount>;
  /** The profile of settings.toml, read at each call so that a change needs no restart. */
  settingProfile: () => ToolProfile | undefined;
}

export function createSession(deps: SessionDeps, request: SessionRequest): Session {
  const id = `con_${randomBytes(4).toString('hex')}`;
  const client: ActivityEntry['client'] = { id, name: request.kind === 'person' ? 'Mixlake app' : 'unknown client', kind: request.kind };
  let workspace: Promise<Workspace> | undefined;
  let projectId: string | null = null;

  async function resolveChoice(choice: AccountChoice): Promise<ResolvedAccount> {
    const account = await resolve(deps, { ...request, account: choice });
    deps.redactor.addSecret(account.secret, account.username);
    return account;
  }

  function use(account: ResolvedAccount): Workspace {
    const opened = deps.workspaces.get(account);
    projectId = opened.projectId;
    return opened;
  }

  async function first(): Promise<Workspace> {
    return request.switchedTo === undefined ? use(await resolveChoice(request.account)) : accounts.switchTo(request.switchedTo);
  }

  const accounts = createSessionAccounts({
    own: request.account,
    accountsFile: deps.accountsFile,
    mpConfigFile: request.mpConfigFile,
    secrets: deps.secrets,
    resolve: resolveChoice,
    workspace: () => session.workspace(),
    httpFor: (account) => deps.workspaces.httpFor(account),
    use(account) {
      const opened = use(account);
      opened.forgetSchema();
      workspace = Promise.resolve(opened);
      return opened;
    },
  });

  const session: Session = {
    id,
    client,
    accounts,
    ownPages: createAnswerPages(),
    projectId: () => projectId,
    profile: () => request.profile ?? deps.settingProfile() ?? profileFor(client.name),
    workspace() {
      // A failure is not remembered: the person may have added the account meanwhile.
      workspace ??= first().catch((error) => {
        workspace = undefined;
        throw error;
      });
      return workspace;
    },
    account: async () => (await session.workspace()).account,
    setClientInfo(info) {
      client.name = info.name.slice(0, 80);
      if (info.version !== undefined) client.version = info.version.slice(0, 40);
    },
  };
  return session;
}

async function resolve(deps: SessionDeps, request: SessionRequest): Promise<ResolvedAccount> {
  if (request.account.kind === 'demo') return deps.demoAccount();
  const account = await resolveAccount(request.account, {
    accountsFile: deps.accountsFile,
    mpConfigFile: request.mpConfigFile,
    secrets: deps.secrets,
  });
  if (request.mixpanelUrl === undefined || request.mixpanelUrl === '') return account;
  return { ...account, baseUrl: parseBaseUrl(request.mixpanelUrl, 'MIXLAKE_MIXPANEL_URL') };
}
