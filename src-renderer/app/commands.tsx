// The keys that open the command palette and the sheet of shortcuts, or lead to a screen.
import { Suspense, useCallback, useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import type { WindowCommand } from '#shared/model/window-command.ts';
import { Palette, ShortcutSheet } from './later-parts.ts';
import { useEachCommand } from './live.tsx';
import { routes } from './routes.ts';
import { meaningOf } from './shortcuts.ts';
import { useStartTour } from './use-tour.ts';

type Open = 'nothing' | 'palette' | 'sheet';

export function Commands() {
  const [open, setOpen] = useState<Open>('nothing');
  const [, navigate] = useLocation();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const meaning = meaningOf(event, () => isTyping(event));
      // A dialog of a screen has the keyboard to itself.
      if (meaning === undefined || (document.querySelector('dialog[open]') !== null && open === 'nothing')) return;
      event.preventDefault();
      if (meaning.kind === 'screen') {
        const path = routes[meaning.index]?.path;
        if (path !== undefined) navigate(path);
      } else if (meaning.kind === 'settings') navigate('/settings');
      else setOpen(meaning.kind);
    };
    // Before the editor and the grid, which have keys of their own.
    window.addEventListener('keydown', onKeyDown, { capture: true });
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true });
  }, [navigate, open]);
  const startTour = useStartTour();
  const onCommand = useCallback(
    (command: WindowCommand) => {
      if (command.kind === 'go') navigate(command.path);
      else if (command.what === 'tour') startTour();
      else setOpen(command.what === 'palette' ? 'palette' : 'sheet');
    },
    [navigate, startTour],
  );
  useEachCommand(onCommand);
  const close = () => setOpen('nothing');
  return (
    <Suspense>
      {open === 'sheet' ? <ShortcutSheet onClose={close} /> : null}
      {open === 'palette' ? <Palette onClose={close} onSheet={() => setOpen('sheet')} /> : null}
    </Suspense>
  );
}

/** Asked only for a key that hangs on it: the answer makes the browser lay out what has changed, which every letter would wait for. */
function isTyping(event: KeyboardEvent): boolean {
  // The editor stands in a shadow root, which hides it from the event's own target.
  const [target] = event.composedPath();
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
}
