// The command palette, the sheet of shortcuts, and the keys that open them or lead to a screen.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import type { AppStatus } from '#shared/model/app-status.ts';
import type { WindowCommand } from '#shared/model/window-command.ts';
import { type Command, CommandList } from '../ui/command-list.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { useApi } from './api-context.tsx';
import { useEachCommand } from './live.tsx';
import { routes } from './routes.ts';
import { ShortcutSheet } from './shortcut-sheet.tsx';
import { KEYS, meaningOf, screenKeys } from './shortcuts.ts';
import { useTour } from './tour.tsx';
import { useTheme } from './use-theme.ts';

type Open = 'nothing' | 'palette' | 'sheet';

export function Commands() {
  const [open, setOpen] = useState<Open>('nothing');
  const [, navigate] = useLocation();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const meaning = meaningOf(event, isTyping(event.target));
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
  const tour = useTour();
  const onCommand = useCallback(
    (command: WindowCommand) => {
      if (command.kind === 'go') navigate(command.path);
      else if (command.what === 'tour') tour.start();
      else setOpen(command.what === 'palette' ? 'palette' : 'sheet');
    },
    [navigate, tour.start],
  );
  useEachCommand(onCommand);
  const close = () => setOpen('nothing');
  if (open === 'sheet') return <ShortcutSheet onClose={close} />;
  return open === 'palette' ? <Palette onClose={close} onSheet={() => setOpen('sheet')} /> : null;
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
}

function Palette({ onClose, onSheet }: { onClose: () => void; onSheet: () => void }) {
  const commands = useCommands(onSheet);
  const onRun = (command: Command) => {
    onClose();
    command.run();
  };
  return (
    <Dialog title="Commands" onClose={onClose}>
      <CommandList commands={commands} onRun={onRun} />
    </Dialog>
  );
}

function useCommands(onSheet: () => void): Command[] {
  const [, navigate] = useLocation();
  const { query } = useApi();
  const cache = useQueryClient();
  const { choose } = useTheme();
  const tour = useTour();
  const accounts = useQuery(query.accounts.list.queryOptions()).data?.accounts ?? [];
  const onSuccess = (status: AppStatus) => void cache.setQueryData(query.app.status.queryKey(), status);
  const use = useMutation(query.accounts.use.mutationOptions({ onSuccess }));
  const demo = useMutation(query.demo.start.mutationOptions({ onSuccess: ({ status }) => onSuccess(status) }));
  return [
    ...routes.map(({ path, title }, index) => ({
      id: path,
      group: 'Go to',
      title,
      keys: screenKeys(index),
      run: () => navigate(path),
    })),
    { id: 'add-account', group: 'Accounts', title: 'Add an account', run: () => navigate('/accounts/add') },
    ...accounts.map(({ name, projectId }) => ({
      id: `use ${name}`,
      group: 'Accounts',
      title: `Use ${name} (project ${projectId})`,
      run: () => use.mutate({ name }),
    })),
    { id: 'demo', group: 'Accounts', title: 'Open the demo project', run: () => demo.mutate(undefined) },
    ...(['light', 'dark', 'system'] as const).map((theme) => ({
      id: `theme ${theme}`,
      group: 'Theme',
      title: theme === 'system' ? 'As the system' : theme === 'light' ? 'Light' : 'Dark',
      run: () => choose(theme),
    })),
    { id: 'tour', group: 'Help', title: 'Take the tour', run: tour.start },
    { id: 'sheet', group: 'Help', title: 'Keyboard shortcuts', keys: KEYS.sheet, run: onSheet },
  ];
}
