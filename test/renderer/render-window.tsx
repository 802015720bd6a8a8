// The whole window over the fake app. happy-dom lays nothing out, so every element gets the size of a small window.
import { cleanup, configure, render } from '@testing-library/react';
import { afterEach, beforeEach } from 'vitest';
import { App } from '../../src-renderer/app/app.tsx';
import type { createFakeApp } from './fakes/fake-app.ts';

const SIZE = { clientWidth: 1000, clientHeight: 600, offsetWidth: 1000, offsetHeight: 600 };

/** Lazy parts and a loaded machine take longer than the usual second. */
configure({ asyncUtilTimeout: 15_000 });

export function cleanWindowEachTime(): void {
  beforeEach(() => {
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
