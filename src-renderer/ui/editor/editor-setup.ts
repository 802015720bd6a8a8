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
import { splitStatements, statementAt } from './statements.ts';
import { typedOverSelection } from './typed-over-selection.ts';

export interface EditorStatement {
  readonly sql: string;
  /** Where it begins in the text. */
  readonly offset: number;
}

export interface EditorHooks {
  readonly names: () => CompletionNames;
  readonly onChange: (text: string) => void;
  readonly onRun: (statements: readonly EditorStatement[]) => void;
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

export interface Editor {
  readonly view: EditorView;
  /** A fresh state, without a past, for another text in the same view. */
  readonly stateOf: (text: string) => EditorState;
}

export function createEditor(options: EditorOptions): Editor {
  const root = options.parent.shadowRoot ?? options.parent.attachShadow({ mode: 'open' });
  const all = extensions(options);
  const stateOf = (text: string) => EditorState.create({ doc: text, extensions: all });
  return { view: new EditorView({ root, parent: root, state: stateOf(options.text) }), stateOf };
}

/** What is selected, or else the statement under the cursor. */
export function chosenStatements(state: EditorState): EditorStatement[] {
  const { from, to, head } = state.selection.main;
  const text = state.doc.toString();
  const selected = splitStatements(text.slice(from, to));
  if (selected.length > 0) return selected.map((span) => ({ sql: span.sql, offset: from + span.from }));
  const span = statementAt(text, head);
  return span === null ? [] : [{ sql: span.sql, offset: span.from }];
}

export function allStatements(state: EditorState): EditorStatement[] {
  return splitStatements(state.doc.toString()).map(({ sql, from }) => ({ sql, offset: from }));
}

function extensions({ label, description, hint, hooks }: EditorOptions): Extension {
  const runs = (statementsOf: (state: EditorState) => EditorStatement[]) => (view: EditorView) => {
    closeCompletion(view);
    const statements = statementsOf(view.state);
    if (statements.length > 0) hooks.onRun(statements);
    return true;
  };
  const run = runs(chosenStatements);
  const runAll = runs(allStatements);
  return [
    Prec.highest(
      keymap.of([
        { key: 'Mod-Enter', run, shift: runAll },
        { key: 'Ctrl-Enter', run, shift: runAll },
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
