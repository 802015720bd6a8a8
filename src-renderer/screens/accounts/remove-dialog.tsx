import type { AccountSummary } from '#shared/model/account.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useAccountActions } from './use-accounts.ts';
import { words as allWords } from './words.ts';

const words = allWords.remove;

export function RemoveDialog({ account, onClose }: { account: AccountSummary; onClose: () => void }) {
  const { remove } = useAccountActions();
  return (
    <Dialog title={words.title(account.name)} onClose={onClose}>
      <div className="flex flex-col gap-4 p-4">
        <p className="text-ink-2">{words.text(account.projectId)}</p>
        <div className="flex justify-end gap-2">
          <Button autoFocus onClick={onClose}>
            {words.keep}
          </Button>
          <Button look="primary" disabled={remove.isPending} onClick={() => remove.mutate({ name: account.name }, { onSettled: onClose })}>
            {words.confirm}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
