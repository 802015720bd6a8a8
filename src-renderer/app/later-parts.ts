// Parts of the frame that the first screen does without. They come in chunks of their own, fetched as soon as the window has nothing
// else to do, so that nobody waits for them. A list: logic here is a defect.
import { lazy } from 'react';

const load = {
  palette: () => import('./palette.tsx'),
  sheet: () => import('./shortcut-sheet.tsx'),
  approval: () => import('./approval-dialog.tsx'),
  engineLog: () => import('./engine-log.tsx'),
  tour: () => import('./tour-card.tsx'),
  welcome: () => import('../screens/welcome/welcome-screen.tsx'),
};

export const Palette = lazy(async () => ({ default: (await load.palette()).Palette }));
export const ShortcutSheet = lazy(async () => ({ default: (await load.sheet()).ShortcutSheet }));
export const ApprovalDialog = lazy(async () => ({ default: (await load.approval()).ApprovalDialog }));
export const EngineLog = lazy(async () => ({ default: (await load.engineLog()).EngineLog }));
export const TourCard = lazy(async () => ({ default: (await load.tour()).TourCard }));

export const WelcomeScreen = lazy(async () => ({ default: (await load.welcome()).WelcomeScreen }));

/** The parts above and the screens that are not shown first. */
export const LATER: readonly (() => Promise<unknown>)[] = [
  ...Object.values(load),
  () => import('../ui/grid/value-dialog.tsx'),
  () => import('../screens/activity/activity-screen.tsx'),
  () => import('../screens/fetch/fetch-screen.tsx'),
  () => import('../screens/assistants/assistants-screen.tsx'),
  () => import('../screens/accounts/accounts-screen.tsx'),
  () => import('../screens/settings/settings-screen.tsx'),
];
