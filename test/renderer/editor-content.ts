import { screen, waitFor } from '@testing-library/react';

/** The editor's own element: it stands in a shadow root, which queries of the page do not enter. */
export async function editorContent(): Promise<HTMLElement> {
  const section = await screen.findByRole('region', { name: 'SQL editor' });
  return waitFor(() => {
    for (const element of section.querySelectorAll('*')) {
      const content = element.shadowRoot?.querySelector<HTMLElement>('.cm-content');
      if (content) return content;
    }
    throw new Error('the editor is not there yet');
  });
}
