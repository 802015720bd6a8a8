// Which links leave the app for the person's browser: https to these hosts, nothing else. Text in the window can come from
// Mixpanel data, so a link in it is no reason to trust where it leads.

const KNOWN_HOSTS: ReadonlySet<string> = new Set([
  'mixpanel.com',
  'eu.mixpanel.com',
  'in.mixpanel.com',
  'docs.mixpanel.com',
  'developer.mixpanel.com',
  'duckdb.org',
]);

/** The address to open, in its canonical form, or undefined when it stays closed. */
export function externalLink(address: string): string | undefined {
  const url = URL.parse(address);
  if (url === null || url.protocol !== 'https:' || url.port !== '' || url.username !== '' || url.password !== '') return undefined;
  return KNOWN_HOSTS.has(url.hostname) ? url.href : undefined;
}
