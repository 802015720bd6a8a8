import type { AccountSummary, SecretPlace } from '#shared/model/account.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useAccountActions } from './use-accounts.ts';
import { words as allWords } from './words.ts';

const words = allWords.card;
const PLACE_TONES: Record<SecretPlace, Tone> = {
  keychain: 'ok',
  file: 'warn',
  memory: 'neutral',
  environment: 'neutral',
  'mp-config': 'warn',
  missing: 'danger',
  unknown: 'warn',
};

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
  const answer = check.data === undefined ? undefined : allWords.check(check.data);
  return (
    <li aria-label={name} className="rounded-lg border border-line bg-sunken p-3">
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="min-w-0 truncate text-sm font-semibold">{name}</h2>
        {isInUse ? <Badge tone="accent">{words.inUse}</Badge> : null}
        {account.isDefault ? <Badge>{words.default}</Badge> : null}
        {place === undefined ? null : <Badge tone={PLACE_TONES[place]}>{allWords.places[place]}</Badge>}
        <div className="flex-1" />
        {isInUse ? null : (
          <Button look="primary" disabled={use.isPending} onClick={() => use.mutate({ name })}>
            {words.use}
          </Button>
        )}
        <Button disabled={check.isPending} onClick={() => check.mutate({ name })}>
          {check.isPending ? words.testing : words.test}
        </Button>
        {account.isDefault || account.source === 'memory' || account.source === 'environment' ? null : (
          <Button disabled={setDefault.isPending} onClick={() => setDefault.mutate({ name })}>
            {words.makeDefault}
          </Button>
        )}
        {isOurs ? <Button onClick={onEdit}>{words.edit}</Button> : null}
        {isOurs ? (
          <Button look="quiet" onClick={onRemove}>
            {words.remove}
          </Button>
        ) : null}
      </div>
      <p className="mt-1 text-xs break-words text-ink-2 select-text">{words.facts(account)}</p>
      {answer === undefined ? null : (
        <Notice tone={check.data?.isOk === true ? 'info' : 'warn'} className="mt-2" title={answer.title} hint={answer.hint} />
      )}
    </li>
  );
}
