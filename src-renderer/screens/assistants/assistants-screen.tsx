import { Package } from 'lucide-react';
import { useState } from 'react';
import type { Assistant, AssistantAction } from '#shared/model/assistant.ts';
import { problemOf } from '../../app/problem.ts';
import { Button } from '../../ui/button.tsx';
import { localZone } from '../../ui/instants.ts';
import { Notice } from '../../ui/notice.tsx';
import { AssistantCard } from './assistant-card.tsx';
import { BundleDialog } from './bundle-dialog.tsx';
import { ChangeDialog } from './change-dialog.tsx';
import { CheckDialog } from './check-dialog.tsx';
import { useAssistants } from './use-assistants.ts';
import { words } from './words.tsx';

type Open =
  | { kind: 'none' }
  | { kind: 'change'; assistant: Assistant; action: AssistantAction }
  | { kind: 'check'; assistant: Assistant }
  | { kind: 'bundle' };
const NONE: Open = { kind: 'none' };

export function AssistantsScreen() {
  const [open, setOpen] = useState<Open>(NONE);
  const { data, error, refetch } = useAssistants();
  const close = () => setOpen(NONE);
  const all = data?.assistants ?? [];
  return (
    <div className="flex min-h-0 flex-1 flex-col bg-surface">
      <header className="flex min-h-11 flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-4 py-1.5">
        <h1 className="text-sm font-semibold">{words.title}</h1>
        <div className="flex-1" />
        <p className="text-2xs text-ink-3">{words.times(localZone())}</p>
        <Button onClick={() => setOpen({ kind: 'bundle' })}>
          <Package aria-hidden size={14} />
          {words.makeBundle}
        </Button>
      </header>
      <div className="min-h-0 flex-1 overflow-auto p-4">
        <div className="mx-auto flex max-w-3xl flex-col gap-3">
          <p className="text-ink-2">{words.about}</p>
          {error === null ? null : <ListProblem error={error} onRetry={() => void refetch()} />}
          {data === undefined && error === null ? <p className="py-6 text-center text-ink-2">{words.looking}</p> : null}
          <Cards assistants={all.filter(({ state }) => state !== 'not-installed')} isLoaded={data !== undefined} onOpen={setOpen} />
          <NotFound assistants={all.filter(({ state }) => state === 'not-installed')} onOpen={setOpen} />
        </div>
      </div>
      {open.kind === 'change' ? <ChangeDialog assistant={open.assistant} action={open.action} onClose={close} /> : null}
      {open.kind === 'check' ? (
        <CheckDialog
          assistant={open.assistant}
          onRepair={() => setOpen({ kind: 'change', assistant: open.assistant, action: 'repair' })}
          onClose={close}
        />
      ) : null}
      {open.kind === 'bundle' ? <BundleDialog onClose={close} /> : null}
    </div>
  );
}

interface CardsProps {
  assistants: readonly Assistant[];
  onOpen: (open: Open) => void;
}

function Cards({ assistants, isLoaded, onOpen }: CardsProps & { isLoaded: boolean }) {
  if (assistants.length === 0) {
    if (!isLoaded) return null;
    return (
      <div className="rounded-lg border border-line bg-sunken p-6 text-center">
        <h2 className="text-base font-semibold">{words.none.title}</h2>
        <p className="mx-auto mt-1 max-w-md text-ink-2">{words.none.text}</p>
      </div>
    );
  }
  return <CardList label={words.found} assistants={assistants} onOpen={onOpen} />;
}

function NotFound({ assistants, onOpen }: CardsProps) {
  if (assistants.length === 0) return null;
  return (
    <details className="mt-2">
      <summary className="rounded-md py-1 text-xs text-ink-2">{words.notFoundNames(assistants.map(({ label }) => label))}</summary>
      <div className="mt-2">
        <CardList label={words.notFound} assistants={assistants} onOpen={onOpen} />
      </div>
    </details>
  );
}

function CardList({ label, assistants, onOpen }: CardsProps & { label: string }) {
  return (
    <ul aria-label={label} className="flex flex-col gap-3">
      {assistants.map((assistant) => (
        <AssistantCard
          key={assistant.id}
          assistant={assistant}
          onChange={(action) => onOpen({ kind: 'change', assistant, action })}
          onCheck={() => onOpen({ kind: 'check', assistant })}
        />
      ))}
    </ul>
  );
}

function ListProblem({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { message, hint } = problemOf(error);
  return <Notice tone="danger" title={message} hint={hint} actions={<Button onClick={onRetry}>{words.tryAgain}</Button>} />;
}
