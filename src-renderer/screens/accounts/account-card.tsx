import type { AccountSummary, SecretPlace } from '#shared/model/account.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { checkWords, PLACE_WORDS, REGION_WORDS, SOURCE_WORDS } from './account-words.ts';
import { useAccountActions } from './use-accounts.ts';

interface AccountCardProps {
  account: AccountSummary;
  place: SecretPlace | undefined;
  isInUse: boolean;
  onEdit: () => void;
  onRemove: () => void;
}

export function AccountCard({ account, place, isInUse, onEdit, onRemove }: AccountCardProps) {
  const { use, setDefault, check } = useAccountActions();
  const { name } = account;
  const isOurs = account.source === 'mixlake' || account.source === 'memory';
  const answer = check.data === undefined ? undefined : checkWords(check.data);
  return (
    <li aria-label={name} className="rounded-lg border border-line bg-sunken p-3">
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="min-w-0 truncate text-sm font-semibold">{name}</h2>
        {isInUse ? <Badge tone="accent">In use</Badge> : null}
        {account.isDefault ? <Badge>Default</Badge> : null}
        {place === undefined ? null : <Badge tone={PLACE_WORDS[place].tone}>{PLACE_WORDS[place].words}</Badge>}
        <div className="flex-1" />
        {isInUse ? null : (
          <Button look="primary" disabled={use.isPending} onClick={() => use.mutate({ name })}>
            Use
          </Button>
        )}
        <Button disabled={check.isPending} onClick={() => check.mutate({ name })}>
          {check.isPending ? 'Testing…' : 'Test'}
        </Button>
        {account.isDefault || account.source === 'memory' || account.source === 'environment' ? null : (
          <Button disabled={setDefault.isPending} onClick={() => setDefault.mutate({ name })}>
            Make default
          </Button>
        )}
        {isOurs ? <Button onClick={onEdit}>Edit</Button> : null}
        {isOurs ? (
          <Button look="quiet" onClick={onRemove}>
            Remove
          </Button>
        ) : null}
      </div>
      <p className="mt-1 text-xs break-words text-ink-2 select-text">
        {account.username} · project {account.projectId} · {REGION_WORDS[account.region]}
        {account.workspaceId === undefined ? '' : ` · data view ${account.workspaceId}`}
        {account.baseUrl === undefined ? '' : ` · by way of ${account.baseUrl}`} · {SOURCE_WORDS[account.source]}
      </p>
      {answer === undefined ? null : (
        <Notice tone={check.data?.isOk === true ? 'info' : 'warn'} className="mt-2" title={answer.title} hint={answer.hint} />
      )}
    </li>
  );
}
