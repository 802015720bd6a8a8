import type { AccountSummary } from '#shared/model/account.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useAccountActions } from './use-accounts.ts';

export function RemoveDialog({ account, onClose }: { account: AccountSummary; onClose: () => void }) {
  const { remove } = useAccountActions();
  return (
    <Dialog title={`Remove the account “${account.name}”?`} onClose={onClose}>
      <div className="flex flex-col gap-4 p-4">
        <p className="text-ink-2">
          Mixlake forgets it and takes its secret out of the keychain. The tables of project {account.projectId} stay on this computer.
          Assistants that were set up with this account will say that it is missing.
        </p>
        <div className="flex justify-end gap-2">
          <Button autoFocus onClick={onClose}>
            Keep it
          </Button>
          <Button look="primary" disabled={remove.isPending} onClick={() => remove.mutate({ name: account.name }, { onSettled: onClose })}>
            Remove
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
