// The accounts a person keeps: those of accounts.toml with their secrets in the keychain, and those of this run only. A secret goes
// in and never comes out of here but to the engine.
import type { Account } from '#core/accounts/account.ts';
import { parseBaseUrl } from '#core/accounts/account.ts';
import { readAccountsFile } from '#core/accounts/accounts-file.ts';
import { type AccountsDeps, listAccounts, summarizeAccount } from '#core/accounts/resolve.ts';
import { writeAccountsFile } from '#core/accounts/write-accounts-file.ts';
import type { StoredSecrets } from '#core/secrets/stored-secrets.ts';
import { AppError, inputError, toWireError } from '#shared/errors.ts';
import type { AccountChoice, AccountDraft, AccountSummary, KeepIn, SecretPlace } from '#shared/model/account.ts';

export interface AccountBookDeps extends AccountsDeps {
  secrets: StoredSecrets;
}

type GivenAccount = Extract<AccountChoice, { kind: 'environment' }>;

export interface SaveRequest {
  draft: AccountDraft;
  /** The name it had before, when it is edited. */
  savedAs?: string | undefined;
  keepIn: KeepIn;
}

export interface AccountBook {
  /** Those of this run, then those of the files. */
  list(): Promise<AccountSummary[]>;
  /** How the engine is told of an account of this run; undefined for every other. */
  given(name: string): GivenAccount | undefined;
  /** What a form holds, as the engine takes it: with the secret typed, or the one that is kept for `savedAs`. */
  toChoice(draft: Omit<AccountDraft, 'name'>, savedAs: string | undefined): Promise<GivenAccount>;
  save(request: SaveRequest): Promise<void>;
  setDefault(name: string): Promise<void>;
  remove(name: string): Promise<void>;
  secretPlaces(): Promise<{ places: Record<string, SecretPlace>; keychainProblem: string | null }>;
}

export function createAccountBook(deps: AccountBookDeps): AccountBook {
  const ofThisRun = new Map<string, GivenAccount>();
  const writing = oneAfterTheOther();
  const ours = () => readAccountsFile(deps.accountsFile, 'mixlake');

  /** Undefined when the account keeps none. */
  async function keptSecret(name: string): Promise<string | undefined> {
    const given = ofThisRun.get(name);
    if (given !== undefined) return given.secret;
    const account = (await listAccounts(deps)).find((each) => each.name === name);
    return account?.secret ?? (await deps.secrets.get(name));
  }

  async function keep(account: Account, secret: string, { keepIn, savedAs }: SaveRequest): Promise<void> {
    if (keepIn === 'memory') {
      ofThisRun.set(account.name, choiceOf(account, secret));
      return;
    }
    // The secret first: an account without one would be of no use, a secret without an account does no harm.
    await (keepIn === 'file' ? deps.secrets.file : deps.secrets.keychain).set(account.name, secret);
    if (keepIn === 'keychain') await deps.secrets.file.delete(account.name);
    const { accounts, defaultName } = await ours();
    const at = accounts.findIndex((each) => each.name === (savedAs ?? account.name));
    const next = at < 0 ? [...accounts, account] : accounts.with(at, account);
    const wasDefault = defaultName !== undefined && defaultName === savedAs;
    await writeAccountsFile(deps.accountsFile, next, wasDefault ? account.name : (defaultName ?? next[0]?.name));
    ofThisRun.delete(account.name);
  }

  async function save(request: SaveRequest): Promise<void> {
    const { draft, savedAs } = request;
    if (draft.name !== savedAs) refuseTaken(draft.name, [...ofThisRun.keys(), ...(await ours()).accounts.map(({ name }) => name)], savedAs);
    const secret = draft.secret || (savedAs === undefined ? undefined : await keptSecret(savedAs));
    if (secret === undefined) throw inputError('Enter the secret of the service account.');
    await keep(accountOf(draft), secret, request);
    if (savedAs === undefined || savedAs === draft.name) return;
    ofThisRun.delete(savedAs);
    await forgetSecret(deps.secrets, savedAs);
  }

  async function remove(name: string): Promise<void> {
    if (ofThisRun.delete(name)) return;
    const { accounts, defaultName } = await ours();
    if (accounts.every((each) => each.name !== name)) {
      throw inputError(
        `The account "${name}" is not one of Mixlake's own.`,
        'Remove it where it stands: in ~/.mp/config.toml or in the environment.',
      );
    }
    const rest = accounts.filter((each) => each.name !== name);
    await writeAccountsFile(deps.accountsFile, rest, defaultName === name ? rest[0]?.name : defaultName);
    await forgetSecret(deps.secrets, name);
  }

  async function setDefault(name: string): Promise<void> {
    if (ofThisRun.has(name)) throw inputError(`The account "${name}" is kept for this run only, so it cannot be the default.`);
    if ((await listAccounts(deps)).every((each) => each.name !== name)) throw inputError(`There is no account named "${name}".`);
    await writeAccountsFile(deps.accountsFile, (await ours()).accounts, name);
  }

  return {
    async list() {
      const kept = (await listAccounts(deps)).map(summarizeAccount);
      return [...[...ofThisRun.values()].map(summaryOf), ...kept.filter(({ name }) => !ofThisRun.has(name))];
    },
    given: (name) => ofThisRun.get(name),
    async toChoice(draft, savedAs) {
      const secret = draft.secret || (savedAs === undefined ? undefined : await keptSecret(savedAs));
      if (secret === undefined) throw inputError('Enter the secret of the service account.');
      return choiceOf(accountOf({ ...draft, name: savedAs ?? 'new account' }), secret);
    },
    save: (request) => writing(() => save(request)),
    setDefault: (name) => writing(() => setDefault(name)),
    remove: (name) => writing(() => remove(name)),
    secretPlaces: () => secretPlaces(deps, [...ofThisRun.keys()]),
  };
}

function refuseTaken(name: string, known: readonly string[], savedAs: string | undefined): void {
  if (known.every((each) => each.toLowerCase() !== name.toLowerCase() || each === savedAs)) return;
  throw inputError(`There is an account named "${name}" already.`, 'Choose another name, or edit that account.');
}

async function secretPlaces(deps: AccountBookDeps, ofThisRun: readonly string[]): ReturnType<AccountBook['secretPlaces']> {
  const accounts = await listAccounts(deps);
  const found = await Promise.all(accounts.map((account) => placeOf(account, deps.secrets)));
  const places = Object.fromEntries(accounts.map(({ name }, index) => [name, found[index]?.place ?? 'unknown']));
  for (const name of ofThisRun) places[name] = 'memory';
  return { places, keychainProblem: found.find(({ problem }) => problem !== null)?.problem ?? null };
}

async function placeOf(account: Account, secrets: StoredSecrets): Promise<{ place: SecretPlace; problem: string | null }> {
  if (account.secret !== undefined) return { place: 'mp-config', problem: null };
  try {
    if ((await secrets.file.get(account.name)) !== undefined) return { place: 'file', problem: null };
    const isThere = (await secrets.keychain.get(account.name)) !== undefined;
    return { place: isThere ? 'keychain' : 'missing', problem: null };
  } catch (error) {
    const { message, hint } = toWireError(error);
    return { place: 'unknown', problem: hint === undefined ? message : `${message} ${hint}` };
  }
}

/** An account that is gone from the list is gone for the person; an entry that the keychain does not let go of is told. */
async function forgetSecret(secrets: StoredSecrets, name: string): Promise<void> {
  try {
    await secrets.delete(name);
  } catch (cause) {
    throw new AppError('keychain', `The account "${name}" is gone, but the keychain did not let go of its secret.`, {
      cause,
      hint: 'Remove the entry of the service "mixlake" in the keychain yourself.',
    });
  }
}

function accountOf({ name, username, projectId, region, workspaceId, baseUrl }: AccountDraft): Account {
  return {
    name,
    username,
    projectId,
    region,
    workspaceId,
    baseUrl: baseUrl === undefined || baseUrl === '' ? undefined : parseBaseUrl(baseUrl, 'The address that stands for Mixpanel'),
    source: 'mixlake',
    isDefault: false,
  };
}

function choiceOf({ name, username, projectId, region, workspaceId, baseUrl }: Account, secret: string): GivenAccount {
  return {
    kind: 'environment',
    name,
    username,
    secret,
    projectId,
    region,
    ...(workspaceId === undefined ? {} : { workspaceId }),
    ...(baseUrl === undefined ? {} : { baseUrl }),
  };
}

function summaryOf(given: GivenAccount): AccountSummary {
  const { name = '', username, projectId, workspaceId, baseUrl } = given;
  const region = given.region === 'eu' || given.region === 'in' ? given.region : 'us';
  return {
    name,
    username,
    projectId,
    region,
    ...(workspaceId === undefined ? {} : { workspaceId }),
    ...(baseUrl === undefined ? {} : { baseUrl }),
    source: 'memory',
    isDefault: false,
  };
}

/** Two changes at once would each write the file without the other's. */
function oneAfterTheOther() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };
}
