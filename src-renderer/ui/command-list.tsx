// A list of commands that is searched while one types: a combobox over a listbox, so that focus never leaves the field.
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { classNames } from './class-names.ts';
import { words } from './words.ts';

export interface Command {
  readonly id: string;
  readonly title: string;
  /** What kind of thing it is, e.g. "Go to". Searched too. */
  readonly group: string;
  readonly keys?: string | undefined;
  readonly run: () => void;
}

/** Those that hold every word of the text, in their order. */
export function matchingCommands(commands: readonly Command[], text: string): Command[] {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
  return commands.filter(({ title, group }) => wanted.every((word) => `${group} ${title}`.toLowerCase().includes(word)));
}

export function CommandList({ commands, onRun }: { commands: readonly Command[]; onRun: (command: Command) => void }) {
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const listId = useId();
  const list = useRef<HTMLDivElement>(null);
  const found = matchingCommands(commands, text);
  const active = Math.min(at, found.length - 1);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView?.({ block: 'nearest' });
  }, [active]);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && found.length > 0) {
      event.preventDefault();
      setAt((active + step + found.length) % found.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const command = found[active];
      if (command !== undefined) onRun(command);
    }
  };
  return (
    <div className="flex min-h-0 flex-col">
      <input
        role="combobox"
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={found[active] === undefined ? undefined : `${listId}-${active}`}
        aria-label={words.commands.label}
        placeholder={words.commands.placeholder}
        // biome-ignore lint/a11y/noAutofocus: the list is opened to type into it.
        autoFocus
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
        className="h-10 border-b border-line bg-surface px-4 text-sm text-ink outline-none placeholder:text-ink-3"
      />
      <div ref={list} id={listId} role="listbox" aria-label={words.commands.list} className="max-h-80 overflow-auto p-1">
        {found.map((command, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above takes the keys.
          <div
            key={command.id}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === active}
            tabIndex={-1}
            onMouseMove={() => setAt(index)}
            onClick={() => onRun(command)}
            className={classNames(
              'flex items-center gap-2 rounded-md px-3 py-1.5 text-sm',
              index === active && 'bg-accent-soft text-accent-strong',
            )}
          >
            <span className="w-20 shrink-0 text-2xs text-ink-2">{command.group}</span>
            <span className="min-w-0 flex-1 truncate">{command.title}</span>
            {command.keys === undefined ? null : <kbd className="shrink-0 font-mono text-2xs text-ink-2">{command.keys}</kbd>}
          </div>
        ))}
      </div>
      {found.length === 0 ? <p className="px-4 pb-4 text-ink-2">{words.commands.none}</p> : null}
    </div>
  );
}
