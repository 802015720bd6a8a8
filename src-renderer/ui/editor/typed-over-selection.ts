// Typing over a selection, done by us instead of the browser. Chromium keeps the colour of the replaced text by writing
// a style attribute, which the content security policy refuses with a message in the console for every such key.
import { EditorView } from '@codemirror/view';

export const typedOverSelection = EditorView.domEventHandlers({
  beforeinput: (event, view) => {
    const { main } = view.state.selection;
    if (event.inputType !== 'insertText' || event.data === null || event.isComposing || main.empty || view.state.readOnly) return false;
    const text = event.data;
    const insert = () => view.state.update(view.state.replaceSelection(text), { userEvent: 'input.type', scrollIntoView: true });
    // The same hooks that CodeMirror asks for typed text, e.g. the closing of brackets.
    const isHandled = view.state.facet(EditorView.inputHandler).some((handle) => handle(view, main.from, main.to, text, insert));
    if (!isHandled) view.dispatch(insert());
    event.preventDefault();
    return true;
  },
});
