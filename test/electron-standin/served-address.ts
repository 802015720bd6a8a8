// Stock Chromium knows no schemes of ours, so `app://host/path` is served under an https address that request interception answers.
// The app only ever sees the first form; `location` in the page shows the second.

const SUFFIX = '.standin.localhost';
const SERVED = /^https:\/\/([^/]+)\.([a-z][a-z0-9+-]*)\.standin\.localhost(\/.*)?$/;
const OWN = /^([a-z][a-z0-9+-]*):\/\/([^/?#]+)(.*)$/;

export function toServed(address: string): string {
  const [, scheme, host, rest] = OWN.exec(address) ?? [];
  if (scheme === undefined || ['http', 'https', 'file', 'ws', 'wss'].includes(scheme)) return address;
  return `https://${host}.${scheme}${SUFFIX}${rest}`;
}

export function fromServed(address: string): string {
  const [, host, scheme, rest = '/'] = SERVED.exec(address) ?? [];
  return scheme === undefined ? address : `${scheme}://${host}${rest}`;
}

export function schemeOf(address: string): string {
  return new URL(address).protocol.slice(0, -1);
}
