import { useState } from 'react';
import type { Assistant, AssistantAction, AssistantPlan } from '#shared/model/assistant.ts';
import { problemOf } from '../../app/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { AccountChoice } from './account-choice.tsx';
import { DiffView } from './diff-view.tsx';
import { useAssistantActions, usePlan } from './use-assistants.ts';

const WORDS: Record<AssistantAction, { title: (label: string) => string; done: (label: string) => string }> = {
  register: { title: (label) => `Register Mixlake in ${label}`, done: (label) => `Mixlake is registered in ${label}.` },
  unregister: { title: (label) => `Take Mixlake out of ${label}`, done: (label) => `${label} no longer knows Mixlake.` },
  repair: { title: (label) => `Repair the entry in ${label}`, done: (label) => `The entry in ${label} is repaired.` },
};

interface ChangeDialogProps {
  assistant: Assistant;
  action: AssistantAction;
  onClose: () => void;
}

/** The exact change, before it is made. */
export function ChangeDialog({ assistant, action, onClose }: ChangeDialogProps) {
  const { id, label, afterwards } = assistant;
  const [account, setAccount] = useState<string>();
  const plan = usePlan({ id, action, account });
  const change = useAssistantActions()[action];
  const toast = useToast();
  const write = (basis: string | null) =>
    change.mutate(
      { id, basis, ...(account === undefined ? {} : { account }) },
      {
        onSuccess: () => {
          toast('info', WORDS[action].done(label), afterwards);
          onClose();
        },
        // The file may have changed since: what is shown must be what would be written now.
        onError: () => void plan.refetch(),
      },
    );
  return (
    <Dialog title={WORDS[action].title(label)} onClose={onClose}>
      <div className="flex flex-col gap-3 p-4">
        {action === 'register' ? <AccountChoice account={account} onChange={setAccount} /> : null}
        {plan.error === null ? null : <Problem error={plan.error} />}
        {change.error === null ? null : <Problem error={change.error} />}
        {plan.data === undefined ? null : <PlanView plan={plan.data} />}
        {plan.isPending ? <p className="text-ink-2">Reading the settings of {label}…</p> : null}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{plan.data?.outcome === 'nothing' ? 'Close' : 'Cancel'}</Button>
          {plan.data === undefined || plan.data.outcome === 'nothing' ? null : (
            <Button look="primary" disabled={change.isPending || plan.isFetching} onClick={() => write(plan.data.basis)}>
              {change.isPending ? 'Writing…' : 'Write this change'}
            </Button>
          )}
        </div>
      </div>
    </Dialog>
  );
}

function PlanView({ plan }: { plan: AssistantPlan }) {
  return (
    <>
      <p className="text-ink-2">
        {plan.outcome === 'nothing'
          ? 'Nothing has to be changed in '
          : plan.outcome === 'create'
            ? 'This file will be made: '
            : 'This file will be changed: '}
        <span className="font-mono text-xs break-all text-ink select-text">{plan.file}</span>
        {plan.outcome === 'change' ? '. Everything else in it stays as it is, and the old state is kept.' : null}
      </p>
      {plan.notes.map((note) => (
        <Notice key={note} tone="warn" title={note} />
      ))}
      {plan.diff.length === 0 ? null : <DiffView lines={plan.diff} />}
      {plan.action === 'unregister' ? null : (
        <p className="text-xs text-ink-2">
          Command that will be started: <span className="font-mono break-all text-ink select-text">{plan.command}</span>
        </p>
      )}
    </>
  );
}

function Problem({ error }: { error: unknown }) {
  const { message, hint } = problemOf(error);
  return <Notice tone="danger" title={message} hint={hint} />;
}
