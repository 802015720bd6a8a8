import { describe, expect, it } from 'vitest';
import { isAppUrl } from '#main/window/app-scheme.ts';
import { assetAt } from '#main/window/asset.ts';

const file = (path: string) => assetAt(`app://mixlake${path}`)?.file;

describe('our address', () => {
  it.each(['app://mixlake/', 'app://mixlake/index.html', 'app://mixlake/index.html#/explorer'])('is %s', (address) => {
    expect(isAppUrl(address)).toBe(true);
  });

  it.each([
    '',
    'about:blank',
    'not an address',
    'app://other/index.html',
    'app://mixlake.evil.example/index.html',
    'app://mixlake:8080/index.html',
    'app://user@mixlake/index.html',
    'application://mixlake/index.html',
    'https://mixlake/index.html',
    'file:///app://mixlake/index.html',
    'data:text/html,app://mixlake/',
    'blob:app://mixlake/0b1c',
    'javascript:alert(1)//app://mixlake/',
  ])('is not "%s"', (address) => {
    expect(isAppUrl(address)).toBe(false);
  });
});

describe('the files of the page', () => {
  it('gives the start page for the root and by its name', () => {
    expect(assetAt('app://mixlake/')).toEqual({ file: 'index.html', contentType: 'text/html; charset=utf-8' });
    expect(file('/index.html#/activity')).toBe('index.html');
    expect(file('/index.html?again=1')).toBe('index.html');
  });

  it('gives what the build put into assets, each with its type', () => {
    expect(assetAt('app://mixlake/assets/index-B7x_q-1.js')).toEqual({
      file: 'assets/index-B7x_q-1.js',
      contentType: 'text/javascript; charset=utf-8',
    });
    expect(assetAt('app://mixlake/assets/index-9.css')?.contentType).toBe('text/css; charset=utf-8');
    expect(assetAt('app://mixlake/assets/inter.var.woff2')?.contentType).toBe('font/woff2');
  });

  it.each([
    '/assets/',
    '/assets',
    '/assets/../index.js',
    '/assets/..%2f..%2fmain%2fmain.js',
    '/assets/%2e%2e/%2e%2e/main.js',
    '/assets/..\\..\\main.js',
    '/assets/deeper/file.js',
    '/assets/.hidden.js',
    '/assets/..js',
    '/assets/index.js.map',
    '/assets/index.JS',
    '/assets/index',
    '/assets/index.constructor',
    '/assets/in dex.js',
    '/assets/index.js%00.png',
    '//etc/passwd',
    '/main/main.js',
    '/package.json',
    '/INDEX.HTML',
  ])('refuses %s', (path) => {
    expect(file(path)).toBeUndefined();
  });

  it('refuses the right path under a foreign host', () => {
    expect(assetAt('app://other/index.html')).toBeUndefined();
  });
});
