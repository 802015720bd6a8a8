import { Play, Square } from 'lucide-react';
import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { PageKeyError } from '../../app/api.ts';
import { activeText } from '../../app/draft.ts';
import type { QueryRun } from '../../app/query-run.ts';
import { useStores } from '../../app/stores.tsx';
import { Button } from '../../ui/button.tsx';
import type { CompletionNames } from '../../ui/editor/completion.ts';
import { errorOffset, withoutPlace } from '../../ui/editor/error-position.ts';
import type { SqlEditorHandle } from '../../ui/editor/sql-editor.tsx';
import { Notice } from '../../ui/notice.tsx';
import { RunningClock } from './running-clock.tsx';
import { EDITOR_PANEL } from './tabs-bar.tsx';
import { useRun } from './use-explorer.ts';

// The editor is two fifths of all the code; the grid need not wait for it.
const SqlEditor = lazy(() => import('../../ui/editor/sql-editor.tsx').then((module) => ({ default: module.SqlEditor })));

const RUN_KEYS = navigator.platform.startsWith('Mac') ? '⌘ Enter' : 'Ctrl+Enter';
const RUN_ALL_KEYS = navigator.platform.startsWith('Mac') ? '⇧⌘ Enter' : 'Ctrl+Shift+Enter';
const DESCRIPTION =
  'Control or Command and Enter runs the statement under the cursor or the selection, with Shift all of them. Press Escape, then Tab, to leave the editor.';

interface EditorPaneProps {
  names: CompletionNames;
  onHandle: (handle: SqlEditorHandle | null) => void;
}

export function EditorPane({ names, onHandle }: EditorPaneProps) {
  const { draft, runs, queryRun } = useStores();
  const state = useStore(draft);
  const { activeId, wanted, setText, taken } = state;
  const { running, failure } = useStore(queryRun);
  const isBusy = useStore(runs, ({ byTab }) => byTab[activeId]?.isBusy ?? false);
  const run = useRun();
  const cancel = () => runs.getState().cancel(activeId);
  const [editor, setEditor] = useState<SqlEditorHandle | null>(null);
  const mark = useMemo(() => markOf(failure, activeText(draft.getState())), [failure, draft]);

  useEffect(() => onHandle(editor), [editor, onHandle]);
  useEffect(() => {
    if (wanted === null || editor === null) return;
    editor.reveal(wanted);
    taken();
  }, [wanted, editor, taken]);

  return (
    <section id={EDITOR_PANEL} aria-label="SQL editor" className="flex min-h-0 flex-1 flex-col bg-surface">
      <div className="flex h-9 shrink-0 items-center gap-2 border-b border-line px-2">
        <Button
          look="primary"
          size="small"
          disabled={editor === null}
          onClick={() => editor?.run()}
          aria-keyshortcuts="Control+Enter Meta+Enter"
        >
          <Play aria-hidden size={12} />
          Run
        </Button>
        <Button
          size="small"
          disabled={editor === null}
          onClick={() => editor?.runAll()}
          aria-keyshortcuts="Control+Shift+Enter Meta+Shift+Enter"
          title={`Runs all statements of this text, one after the other (${RUN_ALL_KEYS})`}
        >
          Run all
        </Button>
        <Button size="small" disabled={!isBusy} onClick={cancel} aria-keyshortcuts="Escape">
          <Square aria-hidden size={11} />
          Cancel
        </Button>
        {running === null ? (
          <span className="truncate text-2xs text-ink-3">
            <kbd className="font-sans">{RUN_KEYS}</kbd> runs the statement under the cursor
          </span>
        ) : (
          <RunningClock startedAt={running.startedAt} />
        )}
      </div>
      <Suspense fallback={<div aria-busy className="min-h-0 flex-1" />}>
        <SqlEditor
          ref={setEditor}
          label="SQL editor"
          description={DESCRIPTION}
          hint="Write a statement, e.g. SELECT * FROM events LIMIT 100"
          textId={activeId}
          text={activeText(state)}
          names={names}
          mark={mark}
          onChange={setText}
          onRun={(statements) => run(statements.map(({ sql, offset }) => ({ sql, offset, previewOf: null })))}
          onCancel={() => {
            if (isBusy) cancel();
            return isBusy;
          }}
        />
      </Suspense>
      {failure === null ? null : <FailureNotice failure={failure} isMarked={mark !== null} />}
    </section>
  );
}

function FailureNotice({ failure, isMarked }: { failure: NonNullable<QueryRun['failure']>; isMarked: boolean }) {
  const { error } = failure;
  const isCancelled = !(error instanceof PageKeyError) && error.kind === 'cancelled';
  return (
    <div
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a long message must be scrollable by keyboard.
      tabIndex={0}
      className="max-h-[45%] shrink-0 overflow-auto border-t border-line p-2 font-mono text-xs focus-visible:-outline-offset-2"
    >
      <Notice
        tone={isCancelled ? 'info' : 'danger'}
        title={isMarked ? withoutPlace(error.message) : error.message}
        hint={'hint' in error ? error.hint : undefined}
      />
    </div>
  );
}

/** The place of the error in the editor's text, when the statement still stands there and the message names one. */
function markOf(failure: QueryRun['failure'], text: string) {
  if (failure === null || failure.statement.offset === null) return null;
  if (!text.startsWith(failure.statement.sql, failure.statement.offset)) return null;
  const { message } = failure.error;
  const offset = errorOffset(message, failure.statement.sql);
  return offset === null ? null : { offset: failure.statement.offset + offset, message };
}
