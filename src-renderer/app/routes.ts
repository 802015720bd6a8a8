// The screens of the window, in the order of the rail. A list: logic here is a defect.
import { Bot, Download, KeyRound, type LucideIcon, ScrollText, Settings, TableProperties } from 'lucide-react';
import { type ComponentType, lazy } from 'react';
import { ExplorerScreen } from '../screens/explorer/explorer-screen.tsx';

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
  { path: '/explorer', title: 'Explorer', Icon: TableProperties, Screen: ExplorerScreen },
  { path: '/fetch', title: 'Fetch', Icon: Download, Screen: FetchScreen },
  { path: '/activity', title: 'Activity', Icon: ScrollText, Screen: ActivityScreen },
  { path: '/assistants', title: 'Assistants', Icon: Bot, Screen: AssistantsScreen },
  { path: '/accounts', title: 'Accounts', Icon: KeyRound, Screen: AccountsScreen },
  { path: '/settings', title: 'Settings', Icon: Settings, Screen: SettingsScreen },
] as const satisfies readonly AppRoute[];
