import { CircleCheck, LoaderCircle } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Assistant, AssistantCheck, AssistantFinding, AssistantHandshake } from '#shared/model/assistant.ts';
import { problemOf } from '../../app/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useCheck } from './use-assistants.ts';
import { words as allWords } from './words.tsx';

const words = allWords.check;

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
    <Dialog title={words.title(label)} onClose={onClose}>
      <div className="flex flex-col gap-3 p-4">
        {check.isFetching ? (
          <p role="status" className="flex items-center gap-2 text-ink-2">
            <LoaderCircle aria-hidden size={14} className="animate-spin" />
            {words.reading(label)}
          </p>
        ) : null}
        {check.error === null ? null : <Problem error={check.error} />}
        {check.data === undefined || check.isFetching ? null : <Result check={check.data} label={label} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{words.close}</Button>
          <Button disabled={check.isFetching} onClick={() => void check.refetch()}>
            {words.again}
          </Button>
          {canRepair ? (
            <Button look="primary" disabled={check.isFetching} onClick={onRepair}>
              {words.repair}
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
          {words.fine(label)}
        </p>
      ) : (
        <ul aria-label={words.findings} className="flex flex-col gap-2">
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
  const { command, ok, protocols, serverVersion, tools } = handshake;
  return (
    <dl className="grid grid-cols-[max-content_1fr] gap-x-4 gap-y-1 text-xs">
      <Fact name={words.facts.command}>
        <span className="font-mono break-all">{command}</span>
      </Fact>
      <Fact name={words.facts.answer}>{words.answer(handshake)}</Fact>
      {ok ? <Fact name={words.facts.protocol}>{words.protocols(protocols)}</Fact> : null}
      {tools === null ? null : <Fact name={words.facts.tools}>{words.tools(tools)}</Fact>}
      {serverVersion === null ? null : <Fact name={words.facts.version}>{serverVersion}</Fact>}
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
