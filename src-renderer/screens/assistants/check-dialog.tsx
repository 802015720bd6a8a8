import { CircleCheck, LoaderCircle } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Assistant, AssistantCheck, AssistantFinding, AssistantHandshake } from '#shared/model/assistant.ts';
import { problemOf } from '../../app/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { counted, formatDuration } from '../../ui/quantities.ts';
import { useCheck } from './use-assistants.ts';

interface CheckDialogProps {
  assistant: Assistant;
  onRepair: () => void;
  onClose: () => void;
}

const GRAVE: readonly AssistantFinding['kind'][] = ['invalid-file', 'missing-program', 'relative-program', 'unreachable'];

/** What is wrong, what came of starting the command, and the way to mend it. */
export function CheckDialog({ assistant, onRepair, onClose }: CheckDialogProps) {
  const { id, label } = assistant;
  const check = useCheck(id);
  const canRepair = check.data?.findings.some(({ isRepairable }) => isRepairable) === true;
  return (
    <Dialog title={`Check of ${label}`} onClose={onClose}>
      <div className="flex flex-col gap-3 p-4">
        {check.isFetching ? (
          <p role="status" className="flex items-center gap-2 text-ink-2">
            <LoaderCircle aria-hidden size={14} className="animate-spin" />
            Reading the settings and starting the command as {label} would…
          </p>
        ) : null}
        {check.error === null ? null : <Problem error={check.error} />}
        {check.data === undefined || check.isFetching ? null : <Result check={check.data} label={label} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Close</Button>
          <Button disabled={check.isFetching} onClick={() => void check.refetch()}>
            Check again
          </Button>
          {canRepair ? (
            <Button look="primary" disabled={check.isFetching} onClick={onRepair}>
              Repair…
            </Button>
          ) : null}
        </div>
      </div>
    </Dialog>
  );
}

function Result({ check, label }: { check: AssistantCheck; label: string }) {
  const { findings, handshake } = check;
  return (
    <>
      {findings.length === 0 ? (
        <p role="status" className="flex items-center gap-2 font-medium text-ok">
          <CircleCheck aria-hidden size={16} />
          Everything is in order. If {label} shows no tools, restart it.
        </p>
      ) : (
        <ul aria-label="Findings" className="flex flex-col gap-2">
          {findings.map(({ kind, message, hint }) => (
            <li key={`${kind} ${message}`}>
              <Notice tone={GRAVE.includes(kind) ? 'danger' : 'warn'} title={message} hint={hint} />
            </li>
          ))}
        </ul>
      )}
      {handshake === null ? null : <HandshakeFacts handshake={handshake} />}
    </>
  );
}

function HandshakeFacts({ handshake }: { handshake: AssistantHandshake }) {
  const { command, ok, protocols, serverVersion, tools, durationMs } = handshake;
  return (
    <dl className="grid grid-cols-[max-content_1fr] gap-x-4 gap-y-1 text-xs">
      <Fact name="Command">
        <span className="font-mono break-all">{command}</span>
      </Fact>
      <Fact name="Answer">{ok ? `after ${formatDuration(durationMs)}, with a desktop’s bare environment` : 'none that can be used'}</Fact>
      {ok ? <Fact name="Protocol">{protocols.join(' and ')}</Fact> : null}
      {tools === null ? null : <Fact name="Tools listed">{counted(tools, 'tool')}</Fact>}
      {serverVersion === null ? null : <Fact name="Version">{serverVersion}</Fact>}
    </dl>
  );
}

function Fact(props: { name: string; children: ReactNode }) {
  return (
    <div className="contents">
      <dt className="text-ink-2">{props.name}</dt>
      <dd className="min-w-0 break-words select-text">{props.children}</dd>
    </div>
  );
}

function Problem({ error }: { error: unknown }) {
  const { message, hint } = problemOf(error);
  return <Notice tone="danger" title={message} hint={hint} />;
}
