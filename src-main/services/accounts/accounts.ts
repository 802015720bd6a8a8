// All that the window may do with accounts, and which of them it works with.
import { homedir } from 'node:os';
import { join } from 'node:path';
import { inputError } from '#shared/errors.ts';
import type {
  AccountCheck,
  AccountDraft,
  AccountSummary,
  Credentials,
  FoundProjects,
  ImportableAccount,
  KeepIn,
  SecretPlace,
} from '#shared/model/account.ts';
import { type AccountBookDeps, createAccountBook } from './account-book.ts';
import { type ChosenAccount, configuredAccounts, firstAccount, namedAccount } from './account-choice.ts';
import { type AskMixpanelDeps, askMixpanel } from './ask-mixpanel.ts';
import { type ImportRequest, importAccounts, importableAccounts } from './import-accounts.ts';

export interface Accounts {
  list(): Promise<AccountSummary[]>;
  /** The one to begin with. */
  first(): Promise<ChosenAccount>;
  named(name: string): Promise<ChosenAccount>;
  secretPlaces(): Promise<{ places: Record<string, SecretPlace>; keychainProblem: string | null }>;
  check(what: { name: string } | { draft: AccountDraft; savedAs?: string | undefined }): Promise<AccountCheck>;
  findProjects(credentials: Credentials, savedAs: string | undefined): Promise<FoundProjects | null>;
  save(request: SaveAccount): Promise<{ isSaved: boolean; check: AccountCheck | null }>;
  setDefault(name: string): Promise<void>;
  remove(name: string): Promise<void>;
  importable(): Promise<ImportableAccount[]>;
  import(request: ImportRequest): Promise<{ imported: string[]; notes: string[] }>;
}

export interface SaveAccount {
  draft: AccountDraft;
  savedAs?: string | undefined;
  keepIn: KeepIn;
  isUnchecked: boolean;
}

export interface AccountsServiceDeps extends AccountBookDeps, AskMixpanelDeps {
  env: NodeJS.ProcessEnv;
}

/** A connection needs a project; that none is known yet is said with this one, which Mixpanel does not have. */
const NO_PROJECT = '0';

export function createAccounts(deps: AccountsServiceDeps): Accounts {
  const { env } = deps;
  const book = createAccountBook(deps);
  const importing = { ...deps, book, mpConfigFile: deps.mpConfigFile ?? join(homedir(), '.mp', 'config.toml') };

  async function named(name: string): Promise<ChosenAccount> {
    const given = book.given(name);
    if (given === undefined) return namedAccount(name, deps, env);
    const summary = (await book.list()).find((each) => each.name === name) ?? null;
    return { choice: given, summary, problem: null };
  }

  async function check(what: { name: string } | { draft: AccountDraft; savedAs?: string | undefined }): Promise<AccountCheck> {
    const choice = 'name' in what ? (await named(what.name)).choice : await book.toChoice(what.draft, what.savedAs);
    if (choice === undefined) throw inputError('This account cannot be used yet.', 'Edit it and enter its secret.');
    return askMixpanel(deps, choice, (engine) => engine.account.check());
  }

  return {
    async list() {
      const ofThisRun = (await book.list()).filter(({ source }) => source === 'memory');
      const others = await configuredAccounts(deps, env);
      return [...ofThisRun, ...others.filter(({ name }) => book.given(name) === undefined)];
    },
    first: () => firstAccount(deps, env),
    named,
    secretPlaces: async () => {
      const { places, keychainProblem } = await book.secretPlaces();
      return { places: { environment: 'environment', ...places }, keychainProblem };
    },
    check,
    async findProjects(credentials, savedAs) {
      const choice = await book.toChoice({ ...credentials, projectId: NO_PROJECT }, savedAs);
      return askMixpanel(deps, choice, (engine) => engine.account.findProjects());
    },
    async save({ isUnchecked, ...request }) {
      const answer = isUnchecked ? null : await check(request);
      if (answer !== null && !answer.isOk) return { isSaved: false, check: answer };
      await book.save(request);
      return { isSaved: true, check: answer };
    },
    setDefault: book.setDefault,
    remove: book.remove,
    importable: () => importableAccounts(importing),
    import: (request) => importAccounts(importing, request),
  };
}
