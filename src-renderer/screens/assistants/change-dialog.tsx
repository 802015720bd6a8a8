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
import { words as allWords } from './words.tsx';

const words = allWords.change;

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
          toast('info', words.actions[action].done(label), afterwards);
          onClose();
        },
        // The file may have changed since: what is shown must be what would be written now.
        onError: () => void plan.refetch(),
      },
    );
  return (
    <Dialog title={words.actions[action].title(label)} onClose={onClose}>
      <div className="flex flex-col gap-3 p-4">
        {action === 'register' ? <AccountChoice account={account} onChange={setAccount} /> : null}
        {plan.error === null ? null : <Problem error={plan.error} />}
        {change.error === null ? null : <Problem error={change.error} />}
        {plan.data === undefined ? null : <PlanView plan={plan.data} />}
        {plan.isPending ? <p className="text-ink-2">{words.reading(label)}</p> : null}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{plan.data?.outcome === 'nothing' ? words.close : words.cancel}</Button>
          {plan.data === undefined || plan.data.outcome === 'nothing' ? null : (
            <Button look="primary" disabled={change.isPending || plan.isFetching} onClick={() => write(plan.data.basis)}>
              {change.isPending ? words.writing : words.write}
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
      <p className="text-ink-2">{words.outcome(plan.outcome, <Code text={plan.file} />)}</p>
      {plan.notes.map((note) => (
        <Notice key={note} tone="warn" title={note} />
      ))}
      {plan.diff.length === 0 ? null : <DiffView lines={plan.diff} />}
      {plan.action === 'unregister' ? null : <p className="text-xs text-ink-2">{words.command(<Code text={plan.command} />)}</p>}
    </>
  );
}

function Problem({ error }: { error: unknown }) {
  const { message, hint } = problemOf(error);
  return <Notice tone="danger" title={message} hint={hint} />;
}

function Code({ text }: { text: string }) {
  return <span className="font-mono text-xs break-all text-ink select-text">{text}</span>;
}
