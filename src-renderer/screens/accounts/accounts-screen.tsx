import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { AccountSummary } from '#shared/model/account.ts';
import { problemOf } from '../../app/problem.ts';
import { useStatus } from '../../app/use-status.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { AccountCard } from './account-card.tsx';
import { AccountForm } from './account-form.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { RemoveDialog } from './remove-dialog.tsx';
import { useAccountList, useImportable, useSecretPlaces } from './use-accounts.ts';
import { words } from './words.ts';

type Open = { kind: 'none' } | { kind: 'edit' | 'remove'; account: AccountSummary } | { kind: 'import' };
const NONE: Open = { kind: 'none' };

export function AccountsScreen() {
  const [location, navigate] = useLocation();
  const [open, setOpen] = useState<Open>(NONE);
  const list = useAccountList();
  const importable = useImportable();
  const close = () => setOpen(NONE);
  return (
    <div className="flex min-h-0 flex-1 flex-col bg-surface">
      <header className="flex min-h-11 items-center gap-4 border-b border-line px-4 py-1.5">
        <h1 className="text-sm font-semibold">{words.title}</h1>
        <div className="flex-1" />
        {importable.length === 0 ? null : <Button onClick={() => setOpen({ kind: 'import' })}>{words.takeOver(importable.length)}</Button>}
        <Button look="primary" onClick={() => navigate('/accounts/add')}>
          <Plus aria-hidden size={14} />
          {words.add}
        </Button>
      </header>
      <div className="min-h-0 flex-1 overflow-auto p-4">
        <div className="mx-auto flex max-w-3xl flex-col gap-3">
          <KeychainNotice />
          {list.error === null ? null : <ListProblem error={list.error} onRetry={() => void list.refetch()} />}
          {list.data?.accounts.length === 0 ? <NoAccounts /> : null}
          <AccountCards accounts={list.data?.accounts ?? []} onOpen={(kind, account) => setOpen({ kind, account })} />
        </div>
      </div>
      {location.endsWith('/add') ? <AccountForm account={null} onClose={() => navigate('/accounts')} /> : null}
      {open.kind === 'edit' ? <AccountForm account={open.account} onClose={close} /> : null}
      {open.kind === 'remove' ? <RemoveDialog account={open.account} onClose={close} /> : null}
      {open.kind === 'import' ? <ImportDialog accounts={importable} onClose={close} /> : null}
    </div>
  );
}

function AccountCards(props: { accounts: readonly AccountSummary[]; onOpen: (kind: 'edit' | 'remove', account: AccountSummary) => void }) {
  const places = useSecretPlaces()?.places ?? {};
  const inUse = useStatus()?.account?.name;
  return (
    <ul className="flex flex-col gap-3">
      {props.accounts.map((account) => (
        <AccountCard
          key={account.name}
          account={account}
          place={places[account.name]}
          isInUse={account.name === inUse}
          onEdit={() => props.onOpen('edit', account)}
          onRemove={() => props.onOpen('remove', account)}
        />
      ))}
    </ul>
  );
}

function KeychainNotice() {
  const problem = useSecretPlaces()?.keychainProblem ?? null;
  return problem === null ? null : <Notice tone="warn" title={words.noKeychain} hint={problem} />;
}

function NoAccounts() {
  return (
    <div className="rounded-lg border border-line bg-sunken p-6 text-center">
      <h2 className="text-base font-semibold">{words.none.title}</h2>
      <p className="mx-auto mt-1 max-w-md text-ink-2">{words.none.text}</p>
    </div>
  );
}

function ListProblem({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { message, hint } = problemOf(error);
  return <Notice tone="danger" title={message} hint={hint} actions={<Button onClick={onRetry}>{words.tryAgain}</Button>} />;
}
