/** What has the focus, to give it back later. The editor stands in a shadow root, whose host cannot take it. */
export function focusedElement(): HTMLElement | null {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement != null) element = element.shadowRoot.activeElement;
  return element instanceof HTMLElement ? element : null;
}
