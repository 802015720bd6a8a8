// The address of the window's page. An own scheme instead of file: gives the page an origin, and lets the app decide which files
// exist under it. Everybody who asks "is this our page?" asks here.
import type { CustomScheme } from 'electron';

export const SCHEME = 'app';
const HOST = 'mixlake';

export const START_URL = `${SCHEME}://${HOST}/index.html`;

/** Must be registered before the app is ready. */
export const APP_SCHEME: CustomScheme = { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } };

/** False for an empty address and for about:blank, which a page can have while it is somebody else's. */
export function isAppUrl(address: string): boolean {
  const url = URL.parse(address);
  // Not `origin`: Node gives every scheme it does not know the origin "null".
  return url !== null && url.protocol === `${SCHEME}:` && url.host === HOST && url.username === '' && url.password === '';
}
