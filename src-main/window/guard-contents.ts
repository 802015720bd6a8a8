// Rules for whatever shows web content in this app, set when it is created, so no window can be without them: it stays on our
// page, opens no other windows and holds no webviews. Where it wanted
// to go is told to `openLink`, which opens known hosts in the browser.
import type { WebContents } from 'electron';
import { isAppUrl } from './app-scheme.ts';

interface Navigation {
  readonly url: string;
  readonly isMainFrame: boolean;
  preventDefault(): void;
}

export type GuardedContents = Pick<WebContents, 'on' | 'setWindowOpenHandler'>;

export function guardContents(contents: GuardedContents, openLink: (address: string) => void): void {
  // Our page has no frames, so one that navigates is not ours, wherever it goes.
  const stay = (navigation: Navigation): void => {
    if (!navigation.isMainFrame || !isAppUrl(navigation.url)) navigation.preventDefault();
  };
  contents.on('will-frame-navigate', (navigation) => {
    stay(navigation);
    if (navigation.isMainFrame) openLink(navigation.url);
  });
  // A second lock: Electron asks this one only where the first let the main frame go.
  contents.on('will-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    openLink(url);
    return { action: 'deny' };
  });
}
