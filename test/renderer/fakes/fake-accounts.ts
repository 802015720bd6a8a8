// The accounts half of the fake app: a list in memory, and what Mixpanel is to say.
import type { AccountCheck, AccountDraft, AccountSummary, FoundProjects, ImportableAccount, SecretPlace } from '#shared/model/account.ts';

export interface AccountsStage {
  accounts: AccountSummary[];
  places: Record<string, SecretPlace>;
  keychainProblem: string | null;
  importable: ImportableAccount[];
  found: FoundProjects | null;
  /** What Mixpanel says to these. */
  check: (account: { projectId: string; region: AccountSummary['region']; secret?: string | undefined }) => AccountCheck;
  /** Every draft that was saved, secrets included, in order. */
  saved: AccountDraft[];
}

export function sampleCheck(change: Partial<AccountCheck> = {}): AccountCheck {
  return {
    isOk: true,
    projectId: '3001',
    region: 'us',
    eventsFound: 12,
    problem: null,
    whatToDo: null,
    rightRegion: null,
    projects: null,
    dataViews: null,
    ...change,
  };
}

export function sampleAccount(change: Partial<AccountSummary> = {}): AccountSummary {
  return { name: 'shop', username: 'shop.sa', projectId: '3001', region: 'us', source: 'mixlake', isDefault: true, ...change };
}

export function emptyAccounts(): AccountsStage {
  return {
    accounts: [],
    places: {},
    keychainProblem: null,
    importable: [],
    found: null,
    check: ({ projectId, region }) => sampleCheck({ projectId, region }),
    saved: [],
  };
}

export function checkIn(stage: AccountsStage, what: { name: string } | { draft: AccountDraft }): AccountCheck {
  if ('draft' in what) return stage.check(what.draft);
  const account = stage.accounts.find(({ name }) => name === what.name);
  return stage.check({ projectId: account?.projectId ?? '', region: account?.region ?? 'us' });
}

export function saveIn(stage: AccountsStage, draft: AccountDraft, savedAs: string | undefined): void {
  stage.saved.push(draft);
  const { secret: _secret, ...rest } = draft;
  const account: AccountSummary = { ...rest, source: 'mixlake', isDefault: stage.accounts.length === 0 };
  const at = stage.accounts.findIndex(({ name }) => name === (savedAs ?? draft.name));
  stage.accounts = at < 0 ? [...stage.accounts, account] : stage.accounts.with(at, account);
  stage.places[draft.name] = 'keychain';
}
