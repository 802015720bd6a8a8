import { setDiagnostics } from '@codemirror/lint';
import type { EditorState } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';
import { type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import type { CompletionNames } from './completion.ts';
import { allStatements, chosenStatements, createEditor, type Editor, type EditorStatement } from './editor-setup.ts';

export interface SqlEditorHandle {
  /** Runs what Ctrl+Enter would run. */
  run: () => void;
  runAll: () => void;
  focus: () => void;
  /** What Ctrl+Enter would run now. */
  chosen: () => readonly EditorStatement[];
  /** Puts text where the cursor is. */
  insert: (text: string) => void;
  /** Selects this text, if it is there, and goes to it. */
  reveal: (text: string) => void;
}

export interface SqlEditorProps {
  ref?: Ref<SqlEditorHandle>;
  label: string;
  description: string;
  /** Shown while there is no text. */
  hint: string;
  /** Which text this is: each has its own cursor and its own undo. */
  textId: string;
  text: string;
  names: CompletionNames;
  /** Offset and words of an error in the text. */
  mark: { readonly offset: number; readonly message: string } | null;
  onChange: (text: string) => void;
  onRun: (statements: readonly EditorStatement[]) => void;
  onCancel: () => boolean;
}

export function SqlEditor(props: SqlEditorProps) {
  const { label, description, hint, textId, text, mark, ref } = props;
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor | null>(null);
  const shownId = useRef(textId);
  const states = useRef(new Map<string, EditorState>());
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  useEffect(() => {
    if (host.current === null) return;
    const created = createEditor({
      parent: host.current,
      text: latest.current.text,
      label,
      description,
      hint,
      hooks: {
        names: () => latest.current.names,
        onChange: (changed) => latest.current.onChange(changed),
        onRun: (statements) => latest.current.onRun(statements),
        onCancel: () => latest.current.onCancel(),
      },
    });
    editor.current = created;
    return () => {
      editor.current = null;
      created.view.destroy();
    };
  }, [label, description, hint]);
  useEffect(() => {
    const shown = editor.current;
    if (shown === null) return;
    if (shownId.current !== textId) {
      states.current.set(shownId.current, shown.view.state);
      shown.view.setState(states.current.get(textId) ?? shown.stateOf(text));
      shownId.current = textId;
    }
    if (shown.view.state.doc.toString() !== text) replaceText(shown.view, text);
  }, [textId, text]);
  // Another text has other marks, also when both have none.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above.
  useEffect(() => {
    const view = editor.current?.view;
    if (view !== undefined) view.dispatch(setDiagnostics(view.state, mark === null ? [] : [diagnosticAt(view, mark)]));
  }, [mark, textId]);
  useImperativeHandle(ref, () => handleFor(editor, (statements) => latest.current.onRun(statements)), []);
  return <div ref={host} className="min-h-0 flex-1 overflow-hidden" />;
}

function replaceText(view: EditorView, text: string): void {
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
}

function handleFor(editor: { readonly current: Editor | null }, onRun: (statements: readonly EditorStatement[]) => void): SqlEditorHandle {
  const statements = (of: (state: EditorState) => EditorStatement[]) => (editor.current === null ? [] : of(editor.current.view.state));
  return {
    run: () => onRun(statements(chosenStatements)),
    runAll: () => onRun(statements(allStatements)),
    chosen: () => statements(chosenStatements),
    focus: () => editor.current?.view.focus(),
    insert: (text) => {
      const view = editor.current?.view;
      view?.dispatch(view.state.replaceSelection(text));
      view?.focus();
    },
    reveal: (text) => {
      const view = editor.current?.view;
      const from = view?.state.doc.toString().indexOf(text) ?? -1;
      if (view === undefined || from === -1) return;
      view.dispatch({ selection: { anchor: from, head: from + text.length }, scrollIntoView: true });
      view.focus();
    },
  };
}

/** Marks the word at the offset. */
function diagnosticAt({ state }: EditorView, { offset, message }: { offset: number; message: string }) {
  const at = Math.min(offset, state.doc.length);
  const word = state.wordAt(at);
  const from = word?.from ?? Math.max(0, Math.min(at, state.doc.length - 1));
  return { from, to: Math.max(from, word?.to ?? Math.min(at + 1, state.doc.length)), severity: 'error' as const, message };
}
