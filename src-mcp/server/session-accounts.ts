// What a connection may know and do about accounts: list them, look at one, test one, and work with another one from now on.
// A switch concerns this connection only; other clients and the default account stay as they are.
import type { Account } from '#core/accounts/account.ts';
import { listAccounts, type ResolvedAccount, summarizeAccount } from '#core/accounts/resolve.ts';
import type { SecretStore } from '#core/secrets/secret-store.ts';
import { inputError } from '#shared/errors.ts';
import type { AccountChoice, AccountSummary } from '#shared/model/account.ts';
import { didYouMean } from '../format/closest.ts';
import type { AccountUnderTest } from '../jobs/verify-account.ts';
import type { MixpanelHttp } from '../mixpanel/http.ts';
import type { Workspace } from './workspace.ts';

export interface SessionAccounts {
  /** Every account that could be used here, the connection's own one first when no file holds it. Never with a secret. */
  list(): Promise<AccountSummary[]>;
  /** One of them; an unknown name is an error with the names that are known. */
  find(name: string): Promise<AccountSummary>;
  /** The account in use. */
  current(): Promise<AccountSummary>;
  /** From now on this connection works with that account; fails in words when it is unknown or has no secret. */
  switchTo(name: string): Promise<Workspace>;
  /** The credentials of one account (default: the one in use), to be tried out in any region. */
  probe(name: string | undefined): Promise<AccountUnderTest>;
}

export interface SessionAccountsDeps {
  /** What the connection asked for when it came. */
  own: AccountChoice;
  accountsFile: string;
  mpConfigFile: string | undefined;
  secrets: SecretStore;
  resolve(choice: AccountChoice): Promise<ResolvedAccount>;
  /** Makes the resolved account the one in use. */
  use(account: ResolvedAccount): Workspace;
  workspace(): Promise<Workspace>;
  httpFor(account: ResolvedAccount): MixpanelHttp;
}

/** The connection itself brought it. */
function isInNoFile({ source }: Account): boolean {
  return source === 'environment' || source === 'demo' || source === 'memory';
}

export function createSessionAccounts(deps: SessionAccountsDeps): SessionAccounts {
  async function listed(): Promise<Account[]> {
    const fromFiles = await listAccounts(deps);
    // The account of a client's environment, or the demo, stands in no file.
    if (deps.own.kind !== 'environment' && deps.own.kind !== 'demo') return fromFiles;
    const own = await deps.resolve(deps.own);
    return [{ ...own, secret: undefined }, ...fromFiles.filter((account) => account.name !== own.name)];
  }

  async function choiceFor(name: string): Promise<AccountChoice> {
    const found = (await listed()).find((account) => account.name === name);
    if (found === undefined) throw await unknownAccount(name);
    return isInNoFile(found) ? deps.own : { kind: 'named', name };
  }

  async function unknownAccount(name: string): Promise<Error> {
    const names = (await listed()).map((account) => account.name);
    return inputError(
      `There is no account named ${JSON.stringify(name)}.`,
      names.length === 0
        ? 'No account is configured yet.'
        : `${didYouMean(name, names) ?? ''} Known accounts: ${names.join(', ')}.`.trimStart(),
    );
  }

  return {
    list: async () => (await listed()).map(summarizeAccount),
    async find(name) {
      const found = (await listed()).find((account) => account.name === name);
      if (found === undefined) throw await unknownAccount(name);
      return summarizeAccount(found);
    },
    current: async () => (await deps.workspace()).account,
    switchTo: async (name) => deps.use(await deps.resolve(await choiceFor(name))),
    async probe(name) {
      const account = await deps.resolve(name === undefined ? await inUse() : await choiceFor(name));
      return {
        account: summarizeAccount(account),
        hasOneOrigin: account.baseUrl !== undefined,
        http: (region) => deps.httpFor({ ...account, region }),
      };
    },
  };

  async function inUse(): Promise<AccountChoice> {
    try {
      return await choiceFor((await deps.workspace()).account.name);
    } catch {
      return deps.own; // no usable account: what is wrong with it shows when it is resolved again
    }
  }
}
