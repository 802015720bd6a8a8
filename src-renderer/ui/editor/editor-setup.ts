// Builds the CodeMirror view. It lives in a shadow root: there CodeMirror takes constructed style sheets, while in the
// document it would write a <style> element, which the content security policy refuses.
import {
  acceptCompletion,
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  closeCompletion,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab, toggleComment } from '@codemirror/commands';
import { bracketMatching, indentUnit } from '@codemirror/language';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { EditorState, type Extension, Prec } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  placeholder,
} from '@codemirror/view';
import type { CompletionNames } from './completion.ts';
import { completionSource } from './completion-source.ts';
import { duckDbDialect } from './dialect.ts';
import { editorTheme } from './editor-theme.ts';
import { statementAt } from './statements.ts';
import { typedOverSelection } from './typed-over-selection.ts';

export interface EditorStatement {
  readonly sql: string;
  /** Where it begins in the text. */
  readonly offset: number;
}

export interface EditorHooks {
  readonly names: () => CompletionNames;
  readonly onChange: (text: string) => void;
  readonly onRun: (statement: EditorStatement) => void;
  /** True when there was something to cancel. */
  readonly onCancel: () => boolean;
}

export interface EditorOptions {
  readonly parent: HTMLElement;
  readonly text: string;
  readonly label: string;
  readonly description: string;
  readonly hint: string;
  readonly hooks: EditorHooks;
}

export function createEditor(options: EditorOptions): EditorView {
  const root = options.parent.shadowRoot ?? options.parent.attachShadow({ mode: 'open' });
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({ doc: options.text, extensions: extensions(options) }),
  });
  return view;
}

/** The selected text, or else the statement under the cursor. */
export function chosenStatement(state: EditorState): EditorStatement | null {
  const { from, to, head } = state.selection.main;
  const text = state.doc.toString();
  const selected = text.slice(from, to);
  if (selected.trim() !== '') {
    const sql = selected.trim().replace(/;$/, '').trimEnd();
    return { sql, offset: from + selected.length - selected.trimStart().length };
  }
  const span = statementAt(text, head);
  return span === null ? null : { sql: span.sql, offset: span.from };
}

function extensions({ label, description, hint, hooks }: EditorOptions): Extension {
  const run = (view: EditorView) => {
    const statement = chosenStatement(view.state);
    closeCompletion(view);
    if (statement !== null) hooks.onRun(statement);
    return true;
  };
  return [
    Prec.highest(
      keymap.of([
        { key: 'Mod-Enter', run },
        { key: 'Ctrl-Enter', run },
      ]),
    ),
    // Below the completion list's own Escape, so that the first press closes the list.
    keymap.of([
      ...completionKeymap,
      { key: 'Tab', run: acceptCompletion },
      { key: 'Escape', run: () => hooks.onCancel() },
      { key: 'Mod-/', run: toggleComment },
    ]),
    keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, indentWithTab]),
    lineNumbers(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    highlightSpecialChars(),
    highlightSelectionMatches(),
    history(),
    drawSelection(),
    bracketMatching(),
    closeBrackets(),
    indentUnit.of('  '),
    duckDbDialect,
    autocompletion({ override: [completionSource(hooks.names)], icons: false, maxRenderedOptions: 60 }),
    placeholder(hint),
    typedOverSelection,
    editorTheme,
    EditorView.contentAttributes.of({ 'aria-label': label, 'aria-description': description, spellcheck: 'false', tabindex: '0' }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) hooks.onChange(update.state.doc.toString());
    }),
  ];
}
