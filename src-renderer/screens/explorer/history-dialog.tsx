// Saved queries of this project, and what was run before, from the activity log, both searched by the same field.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import type { SavedQuery } from '#shared/model/explorer.ts';
import { useApi } from '../../app/api-context.tsx';
import { problemOf } from '../../app/problem.ts';
import { useStatus } from '../../app/use-status.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { historyOf, matchesWords } from './history-words.ts';
import { words } from './later-words.ts';

const MOST = 500;

interface HistoryDialogProps {
  projectId: string;
  onOpen: (sql: string, title?: string) => void;
  onClose: () => void;
}

export function HistoryDialog({ projectId, onOpen, onClose }: HistoryDialogProps) {
  const [text, setText] = useState('');
  const searched = useDeferredValue(text);
  const open = (sql: string, title?: string) => {
    onClose();
    onOpen(sql, title);
  };
  return (
    <Dialog title={words.history.title} onClose={onClose}>
      <div className="flex min-h-0 flex-col">
        <input
          type="search"
          aria-label={words.history.search}
          placeholder={words.history.searchExample}
          autoFocus
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="m-3 h-8 rounded-md border border-line-strong bg-surface px-2.5 text-sm text-ink placeholder:text-ink-3"
        />
        <Saved projectId={projectId} text={searched} onOpen={open} />
        <History projectId={projectId} text={searched} onOpen={open} />
      </div>
    </Dialog>
  );
}

interface ListProps {
  projectId: string;
  text: string;
  onOpen: (sql: string, title?: string) => void;
}

function Saved({ projectId, text, onOpen }: ListProps) {
  const { query } = useApi();
  const cache = useQueryClient();
  const { data, error } = useQuery(query.queries.list.queryOptions({ input: { projectId } }));
  const refresh = () => cache.invalidateQueries({ queryKey: query.queries.key() });
  const remove = useMutation(query.queries.remove.mutationOptions({ onSuccess: refresh }));
  const problem = error ?? remove.error;
  const found = (data?.queries ?? []).filter(({ name, sql }) => matchesWords(`${name} ${sql}`, text));
  return (
    <section aria-label={words.history.saved} className="px-3 pb-3">
      <h3 className="text-xs font-semibold text-ink-2">{words.history.saved}</h3>
      {problem === null ? null : (
        <p role="alert" className="text-danger">
          {problemOf(problem).message}
        </p>
      )}
      <ul>
        {found.map((saved) => (
          <SavedItem key={saved.id} saved={saved} onOpen={onOpen} onRemove={() => remove.mutate({ projectId, id: saved.id })} />
        ))}
      </ul>
      {data !== undefined && found.length === 0 ? (
        <p className="py-1 text-xs text-ink-2">{data.queries.length === 0 ? words.history.noneSaved : words.history.noneMatches}</p>
      ) : null}
    </section>
  );
}

function SavedItem({ saved, onOpen, onRemove }: { saved: SavedQuery; onOpen: ListProps['onOpen']; onRemove: () => void }) {
  const [isAsking, setIsAsking] = useState(false);
  return (
    <li className="flex items-center gap-1">
      <SqlButton
        sql={saved.sql}
        title={saved.name}
        note={words.history.savedAt(saved.savedAt)}
        onOpen={() => onOpen(saved.sql, saved.name)}
      />
      {isAsking ? (
        <Button size="small" onClick={onRemove} onBlur={() => setIsAsking(false)}>
          {words.history.removeForGood}
        </Button>
      ) : (
        <IconButton label={words.history.remove(saved.name)} onClick={() => setIsAsking(true)}>
          <Trash2 aria-hidden size={13} />
        </IconButton>
      )}
    </li>
  );
}

function History({ projectId, text, onOpen }: ListProps) {
  const { query } = useApi();
  const isReady = useStatus()?.engine.state === 'ready';
  const [word = ''] = text.trim().split(/\s+/);
  const input = { tool: 'query.open', limit: MOST, ...(word === '' ? {} : { text: word }) };
  const { data, error } = useQuery({ ...query.activity.list.queryOptions({ input }), enabled: isReady, staleTime: 0 });
  const found = historyOf(data?.entries ?? [], projectId).filter(({ sql }) => matchesWords(sql, text));
  return (
    <section aria-label={words.history.ran} className="border-t border-line px-3 pt-2 pb-3">
      <h3 className="text-xs font-semibold text-ink-2">{words.history.ran}</h3>
      {error === null ? null : (
        <p role="alert" className="text-danger">
          {problemOf(error).message}
        </p>
      )}
      <ul>
        {found.map(({ sql, entry, times, isCut }) => (
          <li key={entry.id}>
            <SqlButton sql={sql} note={noteOf(entry, times, isCut)} onOpen={() => onOpen(sql)} />
          </li>
        ))}
      </ul>
      {data !== undefined && found.length === 0 ? <p className="py-1 text-xs text-ink-2">{words.history.noneRan}</p> : null}
      {data?.hasMore === true ? <p className="py-1 text-xs text-ink-2">{words.history.newest(MOST)}</p> : null}
    </section>
  );
}

function noteOf(entry: { startedAt: string; outcome: string; summary: string }, times: number, isCut: boolean): string {
  const outcome = entry.outcome === 'ok' ? entry.summary : entry.outcome;
  return words.history.note({ at: entry.startedAt, outcome, times, isCut });
}

interface SqlButtonProps {
  sql: string;
  title?: string;
  note: string;
  onOpen: () => void;
}

function SqlButton({ sql, title, note, onOpen }: SqlButtonProps) {
  return (
    <button
      type="button"
      onClick={onOpen}
      title={sql.slice(0, 1000)}
      className="min-w-0 flex-1 rounded-md px-2 py-1 text-left hover:bg-hover focus-visible:bg-hover max-w-full"
    >
      {title === undefined ? null : <span className="block truncate text-sm font-medium">{title}</span>}
      <span className="block truncate font-mono text-xs">{sql.replaceAll(/\s+/g, ' ').slice(0, 300)}</span>
      <span className="block truncate text-2xs text-ink-3">{note}</span>
    </button>
  );
}
