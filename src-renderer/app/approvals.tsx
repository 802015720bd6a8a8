// What assistants want the person's consent for: one question at a time, over every screen. Closing it puts it off; the status bar
// keeps a way back to it until nobody waits for the answer any more.
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Approval } from '#shared/model/approval.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { formatMoment } from '../ui/instants.ts';
import { counted } from '../ui/quantities.ts';
import { useToast } from '../ui/toasts.tsx';
import { toApiError } from './api.ts';
import { useApi } from './api-context.tsx';
import { useIsEngineReady } from './use-status.ts';

export function Approvals() {
  const waiting = useApprovals();
  const [putOff, setPutOff] = useState<ReadonlySet<string>>(new Set());
  const shown = waiting.find(({ id }) => !putOff.has(id));
  useEffect(() => {
    if (shown === undefined) return;
    const before = document.title;
    document.title = `A question waits – ${before}`;
    return () => {
      document.title = before;
    };
  }, [shown]);
  return (
    <>
      {waiting.length > 0 && shown === undefined ? (
        <Button size="small" className="fixed right-3 bottom-8 z-40" onClick={() => setPutOff(new Set())}>
          {counted(waiting.length, 'question')} waiting
        </Button>
      ) : null}
      {shown === undefined ? null : (
        <ApprovalDialog key={shown.id} approval={shown} onLater={() => setPutOff(new Set([...putOff, shown.id]))} />
      )}
    </>
  );
}

function useApprovals(): readonly Approval[] {
  const { query } = useApi();
  const isReady = useIsEngineReady();
  return useQuery({ ...query.approvals.list.queryOptions(), enabled: isReady }).data?.approvals ?? [];
}

function ApprovalDialog({ approval, onLater }: { approval: Approval; onLater: () => void }) {
  const { query } = useApi();
  const toast = useToast();
  const answer = useMutation(
    query.approvals.answer.mutationOptions({
      onError: (error) => {
        const problem = toApiError(error);
        toast('danger', problem.message, 'hint' in problem ? problem.hint : undefined);
      },
    }),
  );
  const decide = (isApproved: boolean) => answer.mutate({ id: approval.id, isApproved });
  return (
    <Dialog title={`${approval.client} asks for your consent`} onClose={onLater}>
      <div className="flex flex-col gap-3 p-4">
        <p className="text-sm font-medium break-words">{approval.question}</p>
        <ul className="flex list-disc flex-col gap-1 pl-5 text-ink-2">
          {approval.facts.map((fact) => (
            <li key={fact}>{fact}</li>
          ))}
        </ul>
        <p className="text-xs text-ink-2">
          Asked by {approval.tool} in project {approval.projectId}. It waits until {formatMoment(approval.expiresAt)}; without an answer
          nothing is done.
        </p>
        <div className="flex justify-end gap-2">
          <Button className="mr-auto" onClick={onLater}>
            Later
          </Button>
          <Button disabled={answer.isPending} onClick={() => decide(false)}>
            Decline
          </Button>
          <Button look="primary" disabled={answer.isPending} onClick={() => decide(true)}>
            Approve
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
