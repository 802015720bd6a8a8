import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { externalLink } from '#main/window/external-link.ts';
import { type GuardedContents, guardContents } from '#main/window/guard-contents.ts';

type OpenHandler = (details: { url: string }) => { action: string };

function guarded() {
  const events = new EventEmitter();
  const opened: string[] = [];
  let openHandler: OpenHandler = () => ({ action: 'nobody answered' });
  const contents = Object.assign(events, {
    setWindowOpenHandler: (handler: OpenHandler) => {
      openHandler = handler;
    },
  });
  // The real type has some eighty overloads of `on`; the guard uses four of them.
  guardContents(contents as unknown as GuardedContents, (address) => opened.push(address));
  return {
    opened,
    isPrevented(event: string, url: string, isMainFrame = true): boolean {
      let isPrevented = false;
      const preventDefault = () => {
        isPrevented = true;
      };
      events.emit(event, { url, isMainFrame, preventDefault });
      return isPrevented;
    },
    open: (url: string) => openHandler({ url }),
  };
}

describe('what shows web content', () => {
  it('stays on our page', () => {
    const { isPrevented } = guarded();
    for (const event of ['will-navigate', 'will-frame-navigate', 'will-redirect']) {
      expect(isPrevented(event, 'app://mixlake/index.html')).toBe(false);
      for (const url of ['https://example.com/', 'file:///etc/passwd', 'about:blank', 'data:text/html,x', 'app://other/', '']) {
        expect(isPrevented(event, url)).toBe(true);
      }
    }
  });

  it('lets no frame inside the page go anywhere, even to our own address', () => {
    expect(guarded().isPrevented('will-frame-navigate', 'app://mixlake/index.html', false)).toBe(true);
  });

  it('asks for a link of the page to be opened elsewhere, but not for one of a frame', () => {
    const { isPrevented, opened } = guarded();
    isPrevented('will-frame-navigate', 'https://docs.mixpanel.com/docs');
    isPrevented('will-frame-navigate', 'https://mixpanel.com/', false);
    expect(opened).toEqual(['https://docs.mixpanel.com/docs']);
  });

  it('holds no webview', () => {
    expect(guarded().isPrevented('will-attach-webview', '')).toBe(true);
  });

  it('opens no window, but asks for the address to be opened elsewhere', () => {
    const { open, opened } = guarded();
    expect(open('https://docs.mixpanel.com/docs')).toEqual({ action: 'deny' });
    expect(open('app://mixlake/index.html')).toEqual({ action: 'deny' });
    expect(opened).toEqual(['https://docs.mixpanel.com/docs', 'app://mixlake/index.html']);
  });
});

describe('a link that leaves the app', () => {
  it('is https to a host on the list', () => {
    expect(externalLink('https://mixpanel.com/report')).toBe('https://mixpanel.com/report');
    expect(externalLink('HTTPS://DOCS.MIXPANEL.COM')).toBe('https://docs.mixpanel.com/');
  });

  it.each([
    'http://mixpanel.com/',
    'https://mixpanel.com.evil.example/',
    'https://evilmixpanel.com/',
    'https://mixpanel.com@evil.example/',
    'https://user:pass@mixpanel.com/',
    'https://mixpanel.com:8443/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'mailto:someone@mixpanel.com',
    'smb://mixpanel.com/share',
    'mixpanel.com',
    '',
  ])('is not "%s"', (address) => {
    expect(externalLink(address)).toBeUndefined();
  });
});
