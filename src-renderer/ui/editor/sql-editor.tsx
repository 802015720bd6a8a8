import { setDiagnostics } from '@codemirror/lint';
import type { EditorView } from '@codemirror/view';
import { type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import type { CompletionNames } from './completion.ts';
import { chosenStatement, createEditor, type EditorStatement } from './editor-setup.ts';

export interface SqlEditorHandle {
  /** Runs what Ctrl+Enter would run. */
  run: () => void;
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
  text: string;
  names: CompletionNames;
  /** Offset and words of an error in the text. */
  mark: { readonly offset: number; readonly message: string } | null;
  onChange: (text: string) => void;
  onRun: (statement: EditorStatement) => void;
  onCancel: () => boolean;
}

export function SqlEditor(props: SqlEditorProps) {
  const { label, description, hint, text, mark, ref } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
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
        onRun: (statement) => latest.current.onRun(statement),
        onCancel: () => latest.current.onCancel(),
      },
    });
    view.current = created;
    return () => {
      view.current = null;
      created.destroy();
    };
  }, [label, description, hint]);
  useEffect(() => {
    const shown = view.current;
    if (shown === null || shown.state.doc.toString() === text) return;
    shown.dispatch({ changes: { from: 0, to: shown.state.doc.length, insert: text } });
  }, [text]);
  useEffect(() => {
    const shown = view.current;
    if (shown !== null) shown.dispatch(setDiagnostics(shown.state, mark === null ? [] : [diagnosticAt(shown, mark)]));
  }, [mark]);
  useImperativeHandle(ref, () => handleFor(view, (statement) => latest.current.onRun(statement)), []);
  return <div ref={host} className="min-h-0 flex-1 overflow-hidden" />;
}

function handleFor(view: { readonly current: EditorView | null }, onRun: (statement: EditorStatement) => void): SqlEditorHandle {
  return {
    run: () => {
      const statement = view.current === null ? null : chosenStatement(view.current.state);
      if (statement !== null) onRun(statement);
    },
    insert: (text) => {
      view.current?.dispatch(view.current.state.replaceSelection(text));
      view.current?.focus();
    },
    reveal: (text) => {
      const shown = view.current;
      const from = shown?.state.doc.toString().indexOf(text) ?? -1;
      if (shown === null || from === -1) return;
      shown.dispatch({ selection: { anchor: from, head: from + text.length }, scrollIntoView: true });
      shown.focus();
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
