import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { ImportableAccount } from '#shared/model/account.ts';
import { useApi } from '../../app/api-context.tsx';
import { problemOf } from '../../app/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { useRefreshAccounts } from './use-accounts.ts';
import { words as allWords } from './words.ts';

const words = allWords.import;

/** Accounts of mp_mcp's file and of the environment: which to take over, and whether their secrets leave the old file. */
export function ImportDialog({ accounts, onClose }: { accounts: readonly ImportableAccount[]; onClose: () => void }) {
  const [names, setNames] = useState<ReadonlySet<string>>(() => new Set(accounts.map(({ name }) => name)));
  const [removeSecrets, setRemoveSecrets] = useState(false);
  const { query } = useApi();
  const refresh = useRefreshAccounts();
  const toast = useToast();
  const takeOver = useMutation(
    query.accounts.import.mutationOptions({
      onSuccess: async ({ imported, notes }) => {
        if (imported.length > 0) toast('info', words.done(imported), notes.join(' ') || undefined);
        await refresh();
        if (imported.length > 0) onClose();
      },
    }),
  );
  const toggle = (name: string) => {
    const next = new Set(names);
    if (!next.delete(name)) next.add(name);
    setNames(next);
  };
  const hasFileSecrets = accounts.some(({ from, hasSecret, name }) => from === 'mp-config' && hasSecret && names.has(name));
  return (
    <Dialog title={words.title} onClose={onClose}>
      <div className="flex flex-col gap-4 p-4">
        <p className="text-ink-2">{words.text}</p>
        <ul className="flex flex-col gap-2">
          {accounts.map((account) => (
            <li key={account.name}>
              <label className="flex items-baseline gap-2">
                <input type="checkbox" checked={names.has(account.name)} onChange={() => toggle(account.name)} />
                <span className="font-medium">{account.name}</span>
                <span className="text-xs text-ink-2">{words.facts(account)}</span>
              </label>
            </li>
          ))}
        </ul>
        {hasFileSecrets ? (
          <label className="flex items-baseline gap-2">
            <input type="checkbox" checked={removeSecrets} onChange={() => setRemoveSecrets((is) => !is)} />
            <span>
              {words.removeSecrets} <span className="text-ink-2">{words.removeSecretsNote}</span>
            </span>
          </label>
        ) : null}
        {takeOver.error === null ? null : (
          <Notice tone="danger" title={problemOf(takeOver.error).message} hint={problemOf(takeOver.error).hint} />
        )}
        {takeOver.data !== undefined && takeOver.data.imported.length === 0 ? (
          <Notice tone="danger" title={words.nothing} hint={takeOver.data.notes.join(' ')} />
        ) : null}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{words.notNow}</Button>
          <Button
            look="primary"
            disabled={names.size === 0 || takeOver.isPending}
            onClick={() => takeOver.mutate({ names: [...names], removeSecrets: removeSecrets && hasFileSecrets, keepIn: 'keychain' })}
          >
            {takeOver.isPending ? words.takingOver : words.takeOver}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
