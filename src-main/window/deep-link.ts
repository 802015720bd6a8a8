// mixlake://<screen>: a link from outside may lead to a screen and to nothing else. It carries no data into the window.
import { SCREEN_PATHS, type WindowCommand } from '#shared/model/window-command.ts';

export const LINK_SCHEME = 'mixlake';

/** Undefined for anything that is not exactly one of our screens. */
export function commandOfLink(address: string): WindowCommand | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, host, pathname, search, hash, username } = new URL(address);
  if (protocol !== `${LINK_SCHEME}:` || host === '' || search !== '' || hash !== '' || username !== '') return undefined;
  const path = SCREEN_PATHS.find((known) => known === `/${host}${pathname === '/' ? '' : pathname}`);
  return path === undefined ? undefined : { kind: 'go', path };
}

/** Windows and Linux hand the link over as an argument of a second start. */
export function commandOfArguments(argv: readonly string[]): WindowCommand | undefined {
  const address = argv.find((argument) => argument.startsWith(`${LINK_SCHEME}://`));
  return address === undefined ? undefined : commandOfLink(address);
}
