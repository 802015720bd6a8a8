// The command palette: every screen, account and theme, found by a few letters.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import type { AppStatus } from '#shared/model/app-status.ts';
import { type Command, CommandList } from '../ui/command-list.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { useApi } from './api-context.tsx';
import { words as allWords } from './later-words.ts';
import { routes } from './routes.ts';
import { KEYS, screenKeys } from './shortcuts.ts';
import { useTheme } from './use-theme.ts';
import { useStartTour } from './use-tour.ts';

const words = allWords.palette;

export function Palette({ onClose, onSheet }: { onClose: () => void; onSheet: () => void }) {
  const commands = useCommands(onSheet);
  const onRun = (command: Command) => {
    onClose();
    command.run();
  };
  return (
    <Dialog title={words.title} onClose={onClose}>
      <CommandList commands={commands} onRun={onRun} />
    </Dialog>
  );
}

function useCommands(onSheet: () => void): Command[] {
  const [, navigate] = useLocation();
  const { query } = useApi();
  const cache = useQueryClient();
  const { choose } = useTheme();
  const startTour = useStartTour();
  const accounts = useQuery(query.accounts.list.queryOptions()).data?.accounts ?? [];
  const onSuccess = (status: AppStatus) => void cache.setQueryData(query.app.status.queryKey(), status);
  const use = useMutation(query.accounts.use.mutationOptions({ onSuccess }));
  const demo = useMutation(query.demo.start.mutationOptions({ onSuccess: ({ status }) => onSuccess(status) }));
  const { goTo, accounts: ofAccounts, theme: ofTheme, help } = words.groups;
  return [
    ...routes.map(({ path, title }, index) => ({
      id: path,
      group: goTo,
      title,
      keys: screenKeys(index),
      run: () => navigate(path),
    })),
    { id: 'add-account', group: ofAccounts, title: words.addAccount, run: () => navigate('/accounts/add') },
    ...accounts.map(({ name, projectId }) => ({
      id: `use ${name}`,
      group: ofAccounts,
      title: words.openAccount(name, projectId),
      run: () => use.mutate({ name }),
    })),
    { id: 'demo', group: ofAccounts, title: words.demo, run: () => demo.mutate(undefined) },
    ...(['light', 'dark', 'system'] as const).map((theme) => ({
      id: `theme ${theme}`,
      group: ofTheme,
      title: words.themes[theme],
      run: () => choose(theme),
    })),
    { id: 'tour', group: help, title: words.tour, run: startTour },
    { id: 'sheet', group: help, title: allWords.sheet.title, keys: KEYS.sheet, run: onSheet },
  ];
}
