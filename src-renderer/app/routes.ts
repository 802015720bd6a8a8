// The screens of the window, in the order of the rail. A list: logic here is a defect.
import { Bot, Download, KeyRound, type LucideIcon, ScrollText, Settings, TableProperties } from 'lucide-react';
import { type ComponentType, lazy } from 'react';
import { ExplorerScreen } from '../screens/explorer/explorer-screen.tsx';
import { words } from './words.ts';

const AccountsScreen = lazy(() => import('../screens/accounts/accounts-screen.tsx').then((module) => ({ default: module.AccountsScreen })));
const ActivityScreen = lazy(() => import('../screens/activity/activity-screen.tsx').then((module) => ({ default: module.ActivityScreen })));
const AssistantsScreen = lazy(() =>
  import('../screens/assistants/assistants-screen.tsx').then((module) => ({ default: module.AssistantsScreen })),
);
const FetchScreen = lazy(() => import('../screens/fetch/fetch-screen.tsx').then((module) => ({ default: module.FetchScreen })));
const SettingsScreen = lazy(() => import('../screens/settings/settings-screen.tsx').then((module) => ({ default: module.SettingsScreen })));

export interface AppRoute {
  readonly path: string;
  readonly title: string;
  readonly Icon: LucideIcon;
  readonly Screen: ComponentType;
}

export const routes = [
  { path: '/explorer', title: words.screens.explorer, Icon: TableProperties, Screen: ExplorerScreen },
  { path: '/fetch', title: words.screens.fetch, Icon: Download, Screen: FetchScreen },
  { path: '/activity', title: words.screens.activity, Icon: ScrollText, Screen: ActivityScreen },
  { path: '/assistants', title: words.screens.assistants, Icon: Bot, Screen: AssistantsScreen },
  { path: '/accounts', title: words.screens.accounts, Icon: KeyRound, Screen: AccountsScreen },
  { path: '/settings', title: words.screens.settings, Icon: Settings, Screen: SettingsScreen },
] as const satisfies readonly AppRoute[];
