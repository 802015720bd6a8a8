// Which account the window works with right now. What is done to that account shows at once: it is connected anew, or the next one
// takes its place.
import type { AccountChoice } from '#shared/model/account.ts';
import type { ChosenAccount } from './account-choice.ts';
import type { Accounts } from './accounts.ts';

export interface AccountInUse {
  current(): ChosenAccount;
  choose(account: ChosenAccount): void;
  /** Resolves when the first account is known. */
  readonly ready: Promise<void>;
  /** The accounts, with the one in use following what is done to it. */
  readonly accounts: Accounts;
}

export interface AccountInUseDeps {
  accounts: Accounts;
  connect(choice: AccountChoice): Promise<unknown>;
  onChange(): void;
}

export function createAccountInUse({ accounts, connect, onChange }: AccountInUseDeps): AccountInUse {
  let chosen: ChosenAccount = { choice: undefined, summary: null, problem: null };

  function choose(account: ChosenAccount): void {
    chosen = account;
    // A failure shows in the status; calls made meanwhile wait or fail with its words.
    if (account.choice !== undefined) connect(account.choice).catch(() => undefined);
    onChange();
  }

  const followed: Accounts = {
    ...accounts,
    async save(request) {
      const answer = await accounts.save(request);
      const { summary } = chosen;
      if (answer.isSaved && (summary === null || summary.name === (request.savedAs ?? request.draft.name))) {
        choose(await accounts.named(request.draft.name));
      }
      return answer;
    },
    async remove(name) {
      await accounts.remove(name);
      if (chosen.summary?.name === name) choose(await accounts.first());
    },
    async import(request) {
      const answer = await accounts.import(request);
      const [first] = answer.imported;
      if (first !== undefined && chosen.summary === null) choose(await accounts.named(first));
      return answer;
    },
  };

  return {
    current: () => chosen,
    choose,
    ready: accounts.first().then((account) => {
      if (chosen.choice === undefined) choose(account);
    }),
    accounts: followed,
  };
}
