// The words of completion.ts as CodeMirror takes them.
import {
  type Completion,
  type CompletionContext,
  type CompletionResult,
  pickedCompletion,
  startCompletion,
} from '@codemirror/autocomplete';
import type { EditorView } from '@codemirror/view';
import { type CompletionNames, complete } from './completion.ts';

/** `names` is read anew each time, because tables come and go. */
export function completionSource(names: () => CompletionNames) {
  return (context: CompletionContext): CompletionResult | null => {
    const known = names();
    const result = complete(context.state.doc.toString(), context.pos, known, context.explicit);
    if (result === null) return null;
    return { ...result, options: result.options.map((option) => withArgument(option, known)) };
  };
}

/** A function whose argument comes from a list is written with its quotes, and the list opens between them. */
function withArgument(option: Completion, { textArguments }: CompletionNames): Completion {
  if (option.type !== 'function' || textArguments[option.label.toLowerCase()] === undefined) return option;
  const apply = (view: EditorView, picked: Completion, from: number, to: number) => {
    const insert = `${option.label}('')`;
    const selection = { anchor: from + insert.length - 2 };
    view.dispatch({ changes: { from, to, insert }, selection, annotations: pickedCompletion.of(picked), userEvent: 'input.complete' });
    startCompletion(view);
  };
  return { ...option, apply };
}
