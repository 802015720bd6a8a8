// The whole window over the fake app. happy-dom lays nothing out, so every element gets the size of a small window.
import { cleanup, configure, render } from '@testing-library/react';
import { afterEach, beforeEach } from 'vitest';
import { App } from '../../src-renderer/app/app.tsx';
import type { createFakeApp } from './fakes/fake-app.ts';

const SIZE = { clientWidth: 1000, clientHeight: 600, offsetWidth: 1000, offsetHeight: 600 };

/** Lazy parts and a loaded machine take longer than the usual second. */
configure({ asyncUtilTimeout: 15_000 });

/**
 * Browsers tell of a new selection when the script has ended; happy-dom at once, which is in the middle of the editor's own update.
 * What a listener selects itself is not told again: without a layout the editor would set its selection for ever.
 */
function tellOfSelectionLater(): void {
  const dispatch = Document.prototype.dispatchEvent;
  let isTold = true;
  document.dispatchEvent = (event) => {
    if (event.type !== 'selectionchange') return dispatch.call(document, event);
    if (isTold) {
      isTold = false;
      queueMicrotask(() => {
        dispatch.call(document, event);
        isTold = true;
      });
    }
    return true;
  };
}

export function cleanWindowEachTime(): void {
  beforeEach(() => {
    tellOfSelectionLater();
    localStorage.clear();
    location.hash = '';
    for (const [name, value] of Object.entries(SIZE)) {
      Object.defineProperty(HTMLElement.prototype, name, { configurable: true, get: () => value });
    }
  });
  afterEach(cleanup);
}

export function renderWindow(app: ReturnType<typeof createFakeApp>, route = '') {
  location.hash = route;
  return render(<App client={app.client} />);
}
