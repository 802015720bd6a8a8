import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONTENT_SECURITY_POLICY } from '#main/window/page-headers.ts';
import { rendererServer } from '#main/window/serve-renderer.ts';

const folder = mkdtempSync(join(tmpdir(), 'renderer-'));
const serve = rendererServer(join(folder, 'renderer'));
const get = (path: string) => serve({ method: 'GET', url: `app://mixlake${path}` });

beforeAll(() => {
  mkdirSync(join(folder, 'renderer', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'renderer', 'index.html'), '<title>page</title>');
  writeFileSync(join(folder, 'renderer', 'assets', 'a.js'), 'run()');
  writeFileSync(join(folder, 'secret.js'), 'secret');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('serving the built page', () => {
  it('answers with the file and its type', async () => {
    const page = await get('/index.html');
    expect([page.status, page.headers.get('content-type'), await page.text()]).toEqual([
      200,
      'text/html; charset=utf-8',
      '<title>page</title>',
    ]);
    expect(await (await get('/assets/a.js')).text()).toBe('run()');
  });

  it('puts policy, nosniff and no-referrer on every answer, refusals included', async () => {
    for (const answer of [
      await get('/'),
      await get('/assets/a.js'),
      await get('/nothing'),
      await serve({ method: 'POST', url: 'app://mixlake/' }),
    ]) {
      expect(answer.headers.get('content-security-policy')).toBe(CONTENT_SECURITY_POLICY);
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    }
  });

  it('keeps everything outside the folder to itself', async () => {
    for (const path of ['/../secret.js', '/assets/../../secret.js', '/assets/..%2f..%2fsecret.js', '/secret.js']) {
      const answer = await get(path);
      expect(answer.status).toBe(404);
      expect(await answer.text()).not.toContain('secret');
    }
  });

  it('says what to do when a file of the build is missing', async () => {
    const answer = await get('/assets/gone.js');
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('npm run build');
  });

  it('answers GET only', async () => {
    expect((await serve({ method: 'POST', url: 'app://mixlake/index.html' })).status).toBe(405);
  });
});

describe('the policy of the page', () => {
  it('lets nothing load from anywhere but the app itself', () => {
    expect(CONTENT_SECURITY_POLICY).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
  });
});
