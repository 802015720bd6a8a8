import { Stethoscope, Undo2 } from 'lucide-react';
import type { Assistant, AssistantAction } from '#shared/model/assistant.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { isRegistered, STATES } from './assistant-states.ts';
import { useAssistantActions } from './use-assistants.ts';
import { words as allWords } from './words.tsx';

const words = allWords.card;

interface AssistantCardProps {
  assistant: Assistant;
  onChange: (action: AssistantAction) => void;
  onCheck: () => void;
}

export function AssistantCard({ assistant, onChange, onCheck }: AssistantCardProps) {
  const { label, state, file, command, problem, afterwards } = assistant;
  return (
    <li aria-label={label} className="rounded-lg border border-line bg-sunken p-3">
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="min-w-0 truncate text-sm font-semibold">{label}</h2>
        <StateBadge assistant={assistant} />
        {assistant.isOutdated ? <Badge tone="warn">{words.outdated}</Badge> : null}
        <div className="flex-1" />
        <CardButtons assistant={assistant} onChange={onChange} onCheck={onCheck} />
      </div>
      <p className="mt-1 font-mono text-2xs break-all text-ink-2 select-text">{file}</p>
      {command === null ? null : <p className="mt-0.5 font-mono text-2xs break-all text-ink-3 select-text">{command}</p>}
      {state === 'never-seen' ? <p className="mt-1.5 text-xs text-ink-2">{words.neverSeen(afterwards)}</p> : null}
      {state === 'wiped' ? <p className="mt-1.5 text-xs text-ink-2">{words.wiped(label)}</p> : null}
      {problem === null ? null : <Notice tone="warn" className="mt-2" title={problem} />}
    </li>
  );
}

function StateBadge({ assistant }: { assistant: Assistant }) {
  const { tone, Icon } = STATES[assistant.state];
  const { lastSeenAt, seenVersion } = assistant;
  const seen = lastSeenAt === null ? undefined : words.seen(lastSeenAt, seenVersion);
  return (
    <Badge tone={tone} title={seen}>
      <Icon aria-hidden size={11} />
      {words.state(assistant, new Date())}
    </Badge>
  );
}

function CardButtons({ assistant, onChange, onCheck }: AssistantCardProps) {
  const { undo } = useAssistantActions();
  const { id, state, label, undoable } = assistant;
  const isThere = isRegistered(assistant);
  const canRegister = state === 'not-registered' || state === 'wiped' || state === 'not-installed';
  return (
    <>
      {undoable === null ? null : (
        <Button look="quiet" title={words.undoes(undoable)} disabled={undo.isPending} onClick={() => undo.mutate({ id })}>
          <Undo2 aria-hidden size={13} />
          <Spoken {...words.undo(label)} />
        </Button>
      )}
      {isThere ? (
        <Button look="quiet" onClick={() => onChange('unregister')}>
          <Spoken {...words.unregister(label)} />
        </Button>
      ) : null}
      {state === 'not-installed' ? null : (
        <Button onClick={onCheck}>
          <Stethoscope aria-hidden size={13} />
          <Spoken {...words.check(label)} />
        </Button>
      )}
      {isThere && assistant.isOutdated ? (
        <Button look="primary" onClick={() => onChange('repair')}>
          <Spoken {...words.takeThis(label)} />
        </Button>
      ) : null}
      {canRegister ? (
        <Button look={state === 'not-installed' ? 'plain' : 'primary'} onClick={() => onChange('register')}>
          <Spoken {...(state === 'wiped' ? words.putBack(label) : words.register(label))} />
        </Button>
      ) : null}
    </>
  );
}

/** Many buttons say the same; for who cannot see beside what they stand, each names its assistant. */
function Spoken({ shown, spoken }: { shown: string; spoken: string }) {
  return (
    <span>
      {shown}
      <span className="sr-only">{spoken}</span>
    </span>
  );
}
