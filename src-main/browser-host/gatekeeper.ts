// Who may talk to the browser host. Both header checks come before anything is read: a page of another site cannot reach us by
// DNS rebinding (Host) or by a cross-site request (Origin). The launch code of the printed address works once and is exchanged
// for a cookie, which is good as long as the host lives; calls also need a custom header, which a cross-site form cannot send.
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export const GUARD_HEADER = 'x-mixlake';
const SECRET_BYTES = 32;

export interface Refusal {
  status: 401 | 403 | 405 | 415;
  message: string;
}

export interface Gatekeeper {
  /** Goes into the fragment of the printed address; another one once it was used. */
  readonly launchCode: string;
  checkOrigin(headers: IncomingHttpHeaders, port: number): Refusal | undefined;
  /** The value of the cookie when the code is the newest one, which then is replaced. */
  exchange(code: string): string | undefined;
  checkCall(method: string | undefined, headers: IncomingHttpHeaders, port: number): Refusal | undefined;
}

/** Browsers share cookies among all ports of a machine: hosts side by side need names of their own. */
export function cookieName(port: number): string {
  return `mixlake_session_${port}`;
}

export function createGatekeeper(): Gatekeeper {
  const session = newSecret();
  let launchCode = newSecret();
  return {
    get launchCode() {
      return launchCode;
    },
    checkOrigin(headers, port) {
      const hosts = ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port}`);
      if (!hosts.includes(headers.host ?? '')) return { status: 403, message: 'This Host is not served.' };
      if (headers.origin !== undefined && headers.origin !== `http://${headers.host}`) {
        return { status: 403, message: 'This Origin is not served.' };
      }
      return undefined;
    },
    exchange(code) {
      if (!isEqual(code, launchCode)) return undefined;
      launchCode = newSecret();
      return session;
    },
    checkCall(method, headers, port) {
      if (method !== 'POST') return { status: 405, message: 'Only POST is served here.' };
      if (headers[GUARD_HEADER] !== '1') return { status: 403, message: `The header ${GUARD_HEADER} is missing.` };
      if (hasBody(headers) && !isJson(headers)) return { status: 415, message: 'Send application/json.' };
      if (!isEqual(cookieOf(headers.cookie, cookieName(port)), session))
        return { status: 401, message: 'This page has no session, or Mixlake was restarted.' };
      return undefined;
    },
  };
}

export function isJson(headers: IncomingHttpHeaders): boolean {
  return /^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '');
}

function hasBody(headers: IncomingHttpHeaders): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0 || headers['content-type'] !== undefined;
}

function newSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

function cookieOf(header: string | undefined, wanted: string): string {
  for (const part of (header ?? '').split(';')) {
    const [name, value] = part.trim().split('=', 2);
    if (name === wanted && value !== undefined) return value;
  }
  return '';
}

function isEqual(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
