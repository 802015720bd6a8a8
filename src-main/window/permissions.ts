// What the page may use of the machine: nothing but writing text to the clipboard, which copying from the grid needs.
import type { Session } from 'electron';
import { isAppUrl } from './app-scheme.ts';

const GRANTED: ReadonlySet<string> = new Set(['clipboard-sanitized-write']);

export function mayUse(permission: string, requester: string): boolean {
  return GRANTED.has(permission) && isAppUrl(requester);
}

/** Electron grants whatever nobody refuses, and asks in two places: a check before use, and a request to the person. */
export function limitPermissions(session: Pick<Session, 'setPermissionCheckHandler' | 'setPermissionRequestHandler'>): void {
  session.setPermissionCheckHandler((_contents, permission, origin) => mayUse(permission, origin));
  session.setPermissionRequestHandler((_contents, permission, answer, details) => answer(mayUse(permission, details.requestingUrl)));
}
