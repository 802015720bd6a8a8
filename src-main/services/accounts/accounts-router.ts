import { implement } from '@orpc/server';
import { appContract } from '#shared/contract/app.ts';
import type { AppStatus } from '#shared/model/app-status.ts';
import type { Accounts } from './accounts.ts';

export interface AccountsRouterDeps {
  accounts: Accounts;
  useAccount(name: string): Promise<AppStatus>;
  status(): AppStatus;
}

export function createAccountsRouter({ accounts, useAccount, status }: AccountsRouterDeps) {
  const os = implement(appContract.accounts);
  return os.router({
    list: os.list.handler(async () => ({ accounts: await accounts.list() })),
    use: os.use.handler(({ input }) => useAccount(input.name)),
    secretPlaces: os.secretPlaces.handler(() => accounts.secretPlaces()),
    check: os.check.handler(({ input }) => accounts.check(input)),
    findProjects: os.findProjects.handler(async ({ input }) => ({ found: await accounts.findProjects(input.credentials, input.savedAs) })),
    save: os.save.handler(({ input }) => accounts.save(input)),
    setDefault: os.setDefault.handler(async ({ input }) => {
      await accounts.setDefault(input.name);
      return {};
    }),
    remove: os.remove.handler(async ({ input }) => {
      await accounts.remove(input.name);
      return status();
    }),
    importable: os.importable.handler(async () => ({ accounts: await accounts.importable() })),
    import: os.import.handler(({ input }) => accounts.import(input)),
  });
}
