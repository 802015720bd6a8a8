import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useApi } from '../../app/api-context.tsx';
import { problemOf } from '../../app/problem.ts';
import { Notice } from '../../ui/notice.tsx';
import { Radio } from './section.tsx';
import { words } from './words.ts';

/** A longer list is searched, not scrolled. */
const MOST_SHOWN = 200;

interface EventChoiceProps {
  /** Null: all events. */
  events: readonly string[] | null;
  problem: string | undefined;
  onChange: (events: readonly string[] | null) => void;
}

export function EventChoice({ events, problem, onChange }: EventChoiceProps) {
  const name = useId();
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 text-xs font-medium">{words.eventChoice.title}</legend>
      <div className="flex flex-wrap gap-4">
        <Radio name={name} label={words.eventChoice.all} isChosen={events === null} onChoose={() => onChange(null)} />
        <Radio name={name} label={words.eventChoice.some} isChosen={events !== null} onChoose={() => onChange(events ?? [])} />
      </div>
      {events === null ? null : <EventPicker chosen={events} onChange={onChange} />}
      {problem === undefined ? null : <p className="text-2xs text-danger">{problem}</p>}
    </fieldset>
  );
}

function EventPicker({ chosen, onChange }: { chosen: readonly string[]; onChange: (events: readonly string[]) => void }) {
  const { query } = useApi();
  const names = useQuery({ ...query.fetch.choices.queryOptions(), staleTime: 5 * 60_000 });
  const [text, setText] = useState('');
  if (names.isPending) return <p className="text-xs text-ink-2">{words.eventChoice.asking}</p>;
  if (names.error !== null) {
    const { message, hint } = problemOf(names.error);
    return <Notice tone="danger" title={message} hint={hint} />;
  }
  // A name that was chosen before stays on offer, also when Mixpanel lists it no longer.
  const all = [...new Set([...chosen, ...names.data.events])].sort((a, b) => a.localeCompare(b));
  const found = all.filter((event) => event.toLowerCase().includes(text.trim().toLowerCase()));
  const shown = found.slice(0, MOST_SHOWN);
  const toggle = (event: string) => onChange(chosen.includes(event) ? chosen.filter((each) => each !== event) : [...chosen, event]);
  return (
    <div className="rounded-md border border-line">
      <div className="flex items-center gap-3 border-b border-line px-2 py-1.5">
        <input
          type="search"
          aria-label={words.eventChoice.search}
          placeholder={words.eventChoice.search}
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="h-7 min-w-0 flex-1 rounded-md border border-line-strong bg-surface px-2 text-xs text-ink placeholder:text-ink-3"
        />
        <p role="status" className="text-2xs text-ink-2">
          {words.eventChoice.chosen(chosen.length, all.length)}
        </p>
      </div>
      <ul
        aria-label={words.eventChoice.title}
        className="grid max-h-44 grid-cols-[repeat(auto-fill,minmax(190px,1fr))] overflow-auto p-1.5"
      >
        {shown.map((event) => (
          <li key={event}>
            <label className="flex items-center gap-1.5 rounded px-1.5 py-0.5 text-xs hover:bg-hover">
              <input type="checkbox" checked={chosen.includes(event)} onChange={() => toggle(event)} />
              <span className="min-w-0 truncate" title={event}>
                {event}
              </span>
            </label>
          </li>
        ))}
      </ul>
      {found.length === 0 ? <p className="px-3 pb-2 text-xs text-ink-2">{words.eventChoice.none}</p> : null}
      {found.length > shown.length ? (
        <p className="px-3 pb-2 text-2xs text-ink-2">{words.eventChoice.more(found.length - shown.length)}</p>
      ) : null}
    </div>
  );
}
