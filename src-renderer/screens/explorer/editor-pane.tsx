import { type ComponentProps, lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { PageKeyError } from '../../app/api.ts';
import { activeText } from '../../app/draft.ts';
import type { QueryRun } from '../../app/query-run.ts';
import { useStores } from '../../app/stores.tsx';
import type { CompletionNames } from '../../ui/editor/completion.ts';
import { errorOffset, withoutPlace } from '../../ui/editor/error-position.ts';
import type { SqlEditorHandle } from '../../ui/editor/sql-editor.tsx';
import { Notice } from '../../ui/notice.tsx';
import { EditorParameters } from './editor-parameters.tsx';
import { EditorToolbar } from './editor-toolbar.tsx';
import { EDITOR_PANEL } from './tabs-bar.tsx';
import { useEditorRun } from './use-editor-run.ts';
import { words } from './words.ts';

// The editor is two fifths of all the code; the grid need not wait for it.
const SqlEditor = lazy(() => import('../../ui/editor/sql-editor.tsx').then((module) => ({ default: module.SqlEditor })));

interface EditorPaneProps {
  names: CompletionNames;
  onHandle: (handle: SqlEditorHandle | null) => void;
}

export function EditorPane({ names, onHandle }: EditorPaneProps) {
  const { draft, runs, queryRun } = useStores();
  // The text itself is left to EditorText: what stands around the editor is not drawn anew with every key.
  const activeId = useStore(draft, (state) => state.activeId);
  const wanted = useStore(draft, (state) => state.wanted);
  const { setText, setValue, taken } = draft.getState();
  const failure = useStore(queryRun, (state) => state.failure);
  const isBusy = useStore(runs, ({ byTab }) => byTab[activeId]?.isBusy ?? false);
  const cancel = () => runs.getState().cancel(activeId);
  const [editor, setEditor] = useState<SqlEditorHandle | null>(null);
  const mark = useMemo(() => markOf(failure, activeText(draft.getState())), [failure, draft]);
  const { ask, names: parameters, values, isAsked, isChanging, setIsChanging } = useEditorRun();

  useEffect(() => onHandle(editor), [editor, onHandle]);
  useEffect(() => {
    if (wanted === null || editor === null) return;
    editor.reveal(wanted);
    taken();
  }, [wanted, editor, taken]);

  return (
    <section id={EDITOR_PANEL} aria-label={words.editor.title} className="flex min-h-0 flex-1 flex-col bg-surface">
      <EditorToolbar
        editor={editor}
        isBusy={isBusy}
        isChanging={isChanging}
        onPlan={() => ask(editor?.chosen() ?? [], true)}
        onCancel={cancel}
        onChanging={setIsChanging}
      />
      {parameters.length === 0 ? null : (
        <EditorParameters names={parameters} values={values} isAsked={isAsked} onValue={setValue} onRun={() => editor?.run()} />
      )}
      <Suspense fallback={<div aria-busy className="min-h-0 flex-1" />}>
        <EditorText
          ref={setEditor}
          label={words.editor.title}
          description={words.editor.keys}
          hint={words.editor.hint}
          textId={activeId}
          names={names}
          mark={mark}
          onChange={setText}
          onRun={ask}
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

function EditorText(props: Omit<ComponentProps<typeof SqlEditor>, 'text'>) {
  const { draft } = useStores();
  return <SqlEditor {...props} text={useStore(draft, activeText)} />;
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
  const { sql, offset, written } = failure.statement;
  if (!text.startsWith(written?.text ?? sql, offset)) return null;
  const { message } = failure.error;
  const found = errorOffset(message, sql);
  return found === null ? null : { offset: offset + (written?.offsetOf(found) ?? found), message };
}
