import { describe, expect, it } from 'vitest';
import { cookieName, createGatekeeper } from '#main/browser-host/gatekeeper.ts';

const PORT = 8123;
const COOKIE = cookieName(PORT);

function withSession() {
  const gatekeeper = createGatekeeper();
  const session = gatekeeper.exchange(gatekeeper.launchCode) ?? '';
  const good = { 'x-mixlake': '1', 'content-type': 'application/json', 'content-length': '2', cookie: `${COOKIE}=${session}` };
  return { gatekeeper, session, good };
}

describe('who may talk to the browser host', () => {
  it.each(['127.0.0.1:8123', 'localhost:8123', '[::1]:8123'])('is a page of %s', (host) => {
    const { checkOrigin } = createGatekeeper();
    expect(checkOrigin({ host }, PORT)).toBeUndefined();
    expect(checkOrigin({ host, origin: `http://${host}` }, PORT)).toBeUndefined();
  });

  it.each([
    ['another name', { host: 'evil.example:8123' }],
    ['a name that begins like ours', { host: '127.0.0.1.evil.example:8123' }],
    ['another port', { host: '127.0.0.1:8124' }],
    ['no port', { host: '127.0.0.1' }],
    ['no Host', {}],
    ['another origin', { host: '127.0.0.1:8123', origin: 'https://evil.example' }],
    ['an origin of another port', { host: '127.0.0.1:8123', origin: 'http://127.0.0.1:9' }],
    ['an origin of our other name', { host: '127.0.0.1:8123', origin: 'http://localhost:8123' }],
    ['an origin that is hidden', { host: '127.0.0.1:8123', origin: 'null' }],
    ['https of our address', { host: '127.0.0.1:8123', origin: 'https://127.0.0.1:8123' }],
  ])('is not %s', (_, headers) => {
    expect(createGatekeeper().checkOrigin(headers, PORT)).toMatchObject({ status: 403 });
  });
});

describe('the launch code', () => {
  it('works once, and the next one opens the same session', () => {
    const gatekeeper = createGatekeeper();
    const first = gatekeeper.launchCode;
    const session = gatekeeper.exchange(first);
    expect(session).toMatch(/^[\w-]{43}$/);
    const second = gatekeeper.launchCode;
    expect(second).not.toBe(first);
    expect(gatekeeper.exchange(first)).toBeUndefined();
    expect(gatekeeper.launchCode).toBe(second);
    expect(gatekeeper.exchange(second)).toBe(session);
    for (const used of [first, second]) expect(gatekeeper.exchange(used)).toBeUndefined();
  });

  it('is still good after wrong ones, which open nothing', () => {
    const gatekeeper = createGatekeeper();
    for (const code of ['', 'x', gatekeeper.launchCode.slice(1), `${gatekeeper.launchCode}x`])
      expect(gatekeeper.exchange(code)).toBeUndefined();
    expect(gatekeeper.exchange(gatekeeper.launchCode)).toBeDefined();
  });

  it('is another one each time, and is not the session', () => {
    const [one, two] = [withSession(), withSession()];
    expect(new Set([one.gatekeeper.launchCode, two.gatekeeper.launchCode, one.session, two.session]).size).toBe(4);
  });
});

describe('a call', () => {
  it('is served with the session, the header and JSON', () => {
    const { gatekeeper, good, session } = withSession();
    expect(gatekeeper.checkCall('POST', good, PORT)).toBeUndefined();
    expect(gatekeeper.checkCall('POST', { ...good, 'content-type': 'application/json; charset=utf-8' }, PORT)).toBeUndefined();
    expect(gatekeeper.checkCall('POST', { ...good, cookie: `theme=dark; ${COOKIE}=${session}; x=1` }, PORT)).toBeUndefined();
  });

  it('needs no type when it has no body', () => {
    const { gatekeeper, good } = withSession();
    const { 'content-type': _type, ...bare } = good;
    expect(gatekeeper.checkCall('POST', { ...bare, 'content-length': '0' }, PORT)).toBeUndefined();
    expect(gatekeeper.checkCall('POST', bare, PORT)).toMatchObject({ status: 415 });
    expect(gatekeeper.checkCall('POST', { ...bare, 'content-length': '0', 'transfer-encoding': 'chunked' }, PORT)).toMatchObject({
      status: 415,
    });
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/jsonp', ''])(
    'is refused with the type %j, which a form of another page could send',
    (type) => {
      const { gatekeeper, good } = withSession();
      expect(gatekeeper.checkCall('POST', { ...good, 'content-type': type }, PORT)).toMatchObject({ status: 415 });
    },
  );

  it('is refused without the header, and by any other method', () => {
    const { gatekeeper, good } = withSession();
    const { 'x-mixlake': _header, ...bare } = good;
    expect(gatekeeper.checkCall('POST', bare, PORT)).toMatchObject({ status: 403 });
    for (const method of ['GET', 'PUT', 'OPTIONS', undefined])
      expect(gatekeeper.checkCall(method, good, PORT)).toMatchObject({ status: 405 });
  });

  it('is refused without the session, with another one, and with the launch code in its place', () => {
    const { gatekeeper, good } = withSession();
    for (const cookie of [
      undefined,
      '',
      `${COOKIE}=`,
      `${COOKIE}=${withSession().session}`,
      `${COOKIE}=${gatekeeper.launchCode}`,
      `x${good.cookie}`,
      good.cookie.replace(COOKIE, cookieName(PORT + 1)),
    ]) {
      expect(gatekeeper.checkCall('POST', { ...good, cookie }, PORT)).toMatchObject({ status: 401 });
    }
  });
});
