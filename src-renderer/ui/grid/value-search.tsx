// Finding text in a long value: every place is marked, Enter goes from one to the next.
import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react';
import { words } from '../words.ts';

/** More marks than these are counted and not drawn. */
const MOST_MARKS = 1000;

export interface Search {
  readonly text: string;
  /** Which of the places found is the current one. */
  readonly at: number;
}

/** Where the words stand, whatever their case. Empty words stand nowhere. */
export function placesOf(text: string, wantedWords: string): number[] {
  if (wantedWords === '') return [];
  const where = text.toLowerCase();
  const wanted = wantedWords.toLowerCase();
  const places: number[] = [];
  for (let at = where.indexOf(wanted); at >= 0; at = where.indexOf(wanted, at + wanted.length)) places.push(at);
  return places;
}

export function ValueSearch({ text, search, onSearch }: { text: string; search: Search; onSearch: (search: Search) => void }) {
  const count = useMemo(() => placesOf(text, search.text).length, [text, search.text]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || count === 0) return;
    event.preventDefault();
    onSearch({ ...search, at: (search.at + (event.shiftKey ? count - 1 : 1)) % count });
  };
  return (
    <>
      <input
        type="search"
        aria-label={words.value.search}
        placeholder={words.value.searchHint}
        value={search.text}
        onChange={(event) => onSearch({ text: event.target.value, at: 0 })}
        onKeyDown={onKeyDown}
        className="h-6 w-36 rounded-md border border-line-strong bg-surface px-2 text-xs placeholder:text-ink-3"
      />
      <span role="status" className="text-2xs whitespace-nowrap text-ink-2">
        {search.text === '' ? '' : count === 0 ? words.value.notFound : words.value.place(search.at + 1, count)}
      </span>
    </>
  );
}

export function ValueText({ text, search }: { text: string; search: Search }) {
  const current = useRef<HTMLElement>(null);
  const places = useMemo(() => placesOf(text, search.text), [text, search.text]);
  useEffect(() => {
    if (places[search.at] !== undefined) current.current?.scrollIntoView({ block: 'center' });
  }, [places, search.at]);
  if (places.length === 0) return text;
  const from = Math.max(0, search.at - MOST_MARKS / 2);
  const drawn = places.slice(from, from + MOST_MARKS);
  let end = 0;
  return (
    <>
      {drawn.map((place, index) => {
        const before = text.slice(end, place);
        end = place + search.text.length;
        const isCurrent = from + index === search.at;
        return (
          <span key={place}>
            {before}
            <mark ref={isCurrent ? current : null} className={isCurrent ? 'bg-accent text-on-accent' : 'bg-warn-soft text-ink'}>
              {text.slice(place, end)}
            </mark>
          </span>
        );
      })}
      {text.slice(end)}
    </>
  );
}
