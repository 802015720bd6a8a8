import { useMutation } from '@tanstack/react-query';
import type { Approval } from '#shared/model/approval.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { formatMoment } from '../ui/instants.ts';
import { useApi } from './api-context.tsx';
import { words as allWords } from './later-words.ts';
import { useProblemToast } from './problem.ts';

const words = allWords.approval;

export function ApprovalDialog({ approval, onLater }: { approval: Approval; onLater: () => void }) {
  const { query } = useApi();
  const onError = useProblemToast();
  const answer = useMutation(query.approvals.answer.mutationOptions({ onError }));
  const decide = (isApproved: boolean) => answer.mutate({ id: approval.id, isApproved });
  return (
    <Dialog title={words.title(approval.client)} onClose={onLater}>
      <div className="flex flex-col gap-3 p-4">
        <p className="text-sm font-medium break-words">{approval.question}</p>
        <ul className="flex list-disc flex-col gap-1 pl-5 text-ink-2">
          {approval.facts.map((fact) => (
            <li key={fact}>{fact}</li>
          ))}
        </ul>
        <p className="text-xs text-ink-2">{words.askedBy(approval.tool, approval.projectId, formatMoment(approval.expiresAt))}</p>
        <div className="flex justify-end gap-2">
          <Button className="mr-auto" onClick={onLater}>
            {words.later}
          </Button>
          <Button disabled={answer.isPending} onClick={() => decide(false)}>
            {words.decline}
          </Button>
          <Button look="primary" disabled={answer.isPending} onClick={() => decide(true)}>
            {words.approve}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
