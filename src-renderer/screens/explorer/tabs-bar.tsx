// The tabs above the editor. The arrow keys go from one to the next, F2 renames, Delete closes, Control with Shift and an arrow moves.
import { Plus, X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { useStores } from '../../app/stores.tsx';
import { IconButton } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { words } from './words.ts';

export const EDITOR_PANEL = 'explorer-editor';

export function TabsBar() {
  const { draft } = useStores();
  const ids = useStore(
    draft,
    useShallow(({ tabs }) => tabs.map(({ id }) => id)),
  );
  const problem = useStore(draft, (state) => state.problem);
  const { open } = draft.getState();
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLInputElement || !tabKey(event, draft.getState())) return;
    event.preventDefault();
    event.stopPropagation();
    // After React has drawn the tab that is in front now.
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>('[role=tab][aria-selected=true]')?.focus());
  };
  return (
    <div className="flex h-8 shrink-0 items-stretch border-b border-line bg-canvas">
      <div
        ref={list}
        role="tablist"
        aria-label={words.tabs.list}
        aria-description={words.tabs.keys}
        onKeyDown={onKeyDown}
        className="flex min-w-0 overflow-x-auto overflow-y-hidden [scrollbar-width:none]"
      >
        {ids.map((id) => (
          <EditorTab key={id} id={id} />
        ))}
      </div>
      <IconButton label={words.tabs.new} aria-keyshortcuts="Alt+T" className="mx-1 self-center" onClick={() => open()}>
        <Plus aria-hidden size={14} />
      </IconButton>
      {problem === null ? null : (
        <p role="alert" className="min-w-0 self-center truncate px-2 text-2xs text-danger" title={problem}>
          {problem}
        </p>
      )}
    </div>
  );
}

function EditorTab({ id }: { id: string }) {
  const { draft, runs } = useStores();
  const title = useStore(draft, ({ tabs }) => tabs.find((tab) => tab.id === id)?.title ?? '');
  const isActive = useStore(draft, ({ activeId }) => activeId === id);
  const isBusy = useStore(runs, ({ byTab }) => byTab[id]?.isBusy ?? false);
  const [isNaming, setIsNaming] = useState(false);
  const { activate, rename, close } = draft.getState();
  const tab = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isActive) tab.current?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' });
  }, [isActive]);
  if (isNaming) {
    return (
      <NameField
        name={title}
        onEnd={(name) => {
          if (name !== null) rename(id, name);
          setIsNaming(false);
          requestAnimationFrame(() => tab.current?.focus());
        }}
      />
    );
  }
  return (
    <div className={classNames('group relative flex shrink-0 items-center border-r border-line', isActive && 'bg-surface')}>
      <button
        ref={tab}
        type="button"
        role="tab"
        id={`tab-${id}`}
        aria-selected={isActive}
        aria-controls={EDITOR_PANEL}
        tabIndex={isActive ? 0 : -1}
        title={words.tabs.title(title, words.tabs.keys)}
        onClick={() => activate(id)}
        onDoubleClick={() => setIsNaming(true)}
        onKeyDown={(event) => {
          if (event.key !== 'F2') return;
          event.preventDefault();
          setIsNaming(true);
        }}
        className={classNames(
          'max-w-52 truncate py-1.5 pr-7 pl-3 text-xs',
          isActive ? 'font-medium text-ink' : 'text-ink-2 hover:text-ink',
        )}
      >
        {title}
        {isBusy ? <span className="ml-1.5 inline-block size-1.5 animate-pulse rounded-full bg-accent" title={words.tabs.running} /> : null}
      </button>
      {/* Delete closes by keyboard; a tab must not hold a second stop. */}
      <button
        type="button"
        tabIndex={-1}
        aria-hidden
        title={words.tabs.close(title)}
        onClick={() => close(id)}
        className="absolute right-1.5 flex size-4 items-center justify-center rounded text-ink-3 hover:bg-hover hover:text-ink"
      >
        <X aria-hidden size={12} />
      </button>
      {isActive ? <span aria-hidden className="absolute inset-x-0 bottom-0 h-0.5 bg-accent" /> : null}
    </div>
  );
}

function NameField({ name, onEnd }: { name: string; onEnd: (name: string | null) => void }) {
  const isOver = useRef(false);
  const end = (value: string | null) => {
    if (isOver.current) return;
    isOver.current = true;
    onEnd(value);
  };
  return (
    <input
      aria-label={words.tabs.name}
      defaultValue={name}
      maxLength={200}
      // biome-ignore lint/a11y/noAutofocus: it was asked for by F2 or a double click.
      autoFocus
      onFocus={(event) => event.target.select()}
      onBlur={(event) => end(event.target.value)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Enter') end(event.currentTarget.value);
        else if (event.key === 'Escape') end(null);
      }}
      className="my-1 ml-1 w-40 rounded border border-accent bg-surface px-2 text-xs"
    />
  );
}

interface TabActions {
  readonly activeId: string;
  readonly tabs: readonly { readonly id: string }[];
  step: (by: number) => void;
  move: (id: string, by: number) => void;
  close: (id: string) => void;
  activate: (id: string) => void;
}

/** Does what a key means on a tab; false when it means nothing there. */
function tabKey(event: KeyboardEvent, { activeId, tabs, step, move, close, activate }: TabActions): boolean {
  const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  if (by !== 0 && event.shiftKey && (event.ctrlKey || event.metaKey)) move(activeId, by);
  else if (by !== 0) step(by);
  else if (event.key === 'Delete') close(activeId);
  else if (event.key === 'Home') activate(tabs[0]?.id ?? '');
  else if (event.key === 'End') activate(tabs.at(-1)?.id ?? '');
  else return false;
  return true;
}
