import { z } from 'zod';

/** The screens that a menu or a link from outside may lead to. */
export const SCREEN_PATHS = ['/explorer', '/fetch', '/activity', '/assistants', '/accounts', '/accounts/add', '/settings'] as const;

/** What the shell around the window (menus, tray, a link from outside) asks of it. */
export const WindowCommand = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('go'), path: z.enum(SCREEN_PATHS) }),
  z.object({ kind: z.literal('open'), what: z.enum(['palette', 'shortcuts', 'tour']) }),
]);
export type WindowCommand = z.infer<typeof WindowCommand>;
