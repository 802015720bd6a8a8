// Who is connected now, and what waits for the person's consent.

import { useMutation, useQuery } from '@tanstack/react-query';
import { Bot, Unplug } from 'lucide-react';
import { useState } from 'react';
import type { Approval } from '#shared/model/approval.ts';
import type { ConnectedClient } from '#shared/model/connected-client.ts';
import { useApi } from '../../app/api-context.tsx';
import { useProblemToast } from '../../app/problem.ts';
import { useIsEngineReady } from '../../app/use-status.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { formatClock } from '../../ui/instants.ts';
import { words } from './words.ts';

export function Presence() {
  const { query } = useApi();
  const isReady = useIsEngineReady();
  const clients = useQuery({ ...query.clients.list.queryOptions(), enabled: isReady }).data?.clients ?? [];
  const approvals = useQuery({ ...query.approvals.list.queryOptions(), enabled: isReady }).data?.approvals ?? [];
  const assistants = clients.filter(({ kind }) => kind === 'assistant');
  if (!isReady) return null;
  return (
    <div className="flex max-h-[40%] shrink-0 flex-col gap-2 overflow-auto border-b border-line bg-canvas px-4 py-2 text-xs">
      {approvals.length === 0 ? null : (
        <ul aria-label={words.presence.waiting} className="flex flex-col gap-1.5">
          {approvals.map((approval) => (
            <WaitingApproval key={approval.id} approval={approval} />
          ))}
        </ul>
      )}
      {assistants.length === 0 ? (
        <p className="text-ink-2">{words.presence.none}</p>
      ) : (
        <ul aria-label={words.presence.list} className="flex flex-col gap-1">
          {assistants.map((client) => (
            <ConnectedAssistant key={client.id} client={client} />
          ))}
        </ul>
      )}
    </div>
  );
}

function ConnectedAssistant({ client }: { client: ConnectedClient }) {
  const [isAsked, setIsAsked] = useState(false);
  const { name, version, since, calls, running, lastCallAt } = client;
  const now = new Date();
  return (
    <li aria-label={name} className="flex items-center gap-2">
      <Bot aria-hidden size={14} className="shrink-0 text-ok" />
      <span className="min-w-0 truncate font-medium text-ink">{words.stretch.client(name, version)}</span>
      <span className="min-w-0 truncate text-ink-2">
        {words.presence.since(
          <time dateTime={since}>{formatClock(since, now)}</time>,
          calls,
          lastCallAt === null ? null : formatClock(lastCallAt, now),
        )}
      </span>
      {running > 0 ? <Badge tone="accent">{words.presence.running(running)}</Badge> : null}
      <Button look="quiet" size="small" className="ml-auto" onClick={() => setIsAsked(true)}>
        <Unplug aria-hidden size={12} />
        {words.presence.disconnect}
      </Button>
      {isAsked ? <DisconnectDialog client={client} onClose={() => setIsAsked(false)} /> : null}
    </li>
  );
}

function DisconnectDialog({ client, onClose }: { client: ConnectedClient; onClose: () => void }) {
  const { query } = useApi();
  const onError = useProblemToast();
  const disconnect = useMutation(query.clients.disconnect.mutationOptions({ onError, onSettled: onClose }));
  return (
    <Dialog title={words.presence.disconnectTitle(client.name)} onClose={onClose}>
      <div className="flex flex-col gap-4 p-4 text-sm">
        <p className="text-ink-2">{words.presence.disconnectHint}</p>
        <div className="flex justify-end gap-2">
          <Button autoFocus onClick={onClose}>
            {words.presence.keep}
          </Button>
          <Button look="primary" disabled={disconnect.isPending} onClick={() => disconnect.mutate({ id: client.id })}>
            {words.presence.disconnect}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

function WaitingApproval({ approval }: { approval: Approval }) {
  const { query } = useApi();
  const onError = useProblemToast();
  const answer = useMutation(query.approvals.answer.mutationOptions({ onError }));
  const { id, client, question, expiresAt } = approval;
  return (
    <li aria-label={question} className="flex flex-wrap items-center gap-2 rounded-md border border-warn/40 bg-warn-soft px-2.5 py-1.5">
      <span className="min-w-0 flex-1 break-words">
        {words.presence.asks(
          <strong>{client}</strong>,
          question,
          <span className="text-ink-2">{words.presence.facts(approval.facts, expiresAt)}</span>,
        )}
      </span>
      <Button disabled={answer.isPending} onClick={() => answer.mutate({ id, isApproved: false })}>
        {words.presence.decline}
      </Button>
      <Button look="primary" disabled={answer.isPending} onClick={() => answer.mutate({ id, isApproved: true })}>
        {words.presence.approve}
      </Button>
    </li>
  );
}
