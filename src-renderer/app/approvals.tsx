// What assistants want the person's consent for: one question at a time, over every screen. Closing it puts it off; the status bar
// keeps a way back to it until nobody waits for the answer any more.
import { useQuery } from '@tanstack/react-query';
import { Suspense, useEffect, useState } from 'react';
import type { Approval } from '#shared/model/approval.ts';
import { Button } from '../ui/button.tsx';
import { useApi } from './api-context.tsx';
import { ApprovalDialog } from './later-parts.ts';
import { useIsEngineReady } from './use-status.ts';
import { words as allWords } from './words.ts';

const words = allWords.approvals;

export function Approvals() {
  const waiting = useApprovals();
  const [putOff, setPutOff] = useState<ReadonlySet<string>>(new Set());
  const shown = waiting.find(({ id }) => !putOff.has(id));
  useEffect(() => {
    if (shown === undefined) return;
    const before = document.title;
    document.title = words.windowTitle(before);
    return () => {
      document.title = before;
    };
  }, [shown]);
  return (
    <>
      {waiting.length > 0 && shown === undefined ? (
        <Button size="small" className="fixed right-3 bottom-8 z-40" onClick={() => setPutOff(new Set())}>
          {words.waiting(waiting.length)}
        </Button>
      ) : null}
      {shown === undefined ? null : (
        <Suspense>
          <ApprovalDialog key={shown.id} approval={shown} onLater={() => setPutOff(new Set([...putOff, shown.id]))} />
        </Suspense>
      )}
    </>
  );
}

function useApprovals(): readonly Approval[] {
  const { query } = useApi();
  const isReady = useIsEngineReady();
  return useQuery({ ...query.approvals.list.queryOptions(), enabled: isReady }).data?.approvals ?? [];
}
