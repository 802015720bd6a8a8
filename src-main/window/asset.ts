// Which files the page may load: index.html and what the build put flat into assets/, by name and kind. The list is of what is
// allowed, so `..`, encoded slashes, hidden files and source maps need no rule of their own.
import { isAppUrl } from './app-scheme.ts';

export interface Asset {
  /** Relative to the folder of the built renderer. */
  readonly file: string;
  readonly contentType: string;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  png: 'image/png',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
};
const IN_ASSETS = /^\/assets\/([A-Za-z0-9_-][A-Za-z0-9._-]*\.([a-z0-9]+))$/;

export function assetAt(address: string): Asset | undefined {
  if (!isAppUrl(address)) return undefined;
  const { pathname } = new URL(address);
  if (pathname === '/' || pathname === '/index.html') return { file: 'index.html', contentType: 'text/html; charset=utf-8' };
  const [, name, extension] = IN_ASSETS.exec(pathname) ?? [];
  if (name === undefined || extension === undefined || !Object.hasOwn(CONTENT_TYPES, extension)) return undefined;
  return { file: `assets/${name}`, contentType: CONTENT_TYPES[extension] ?? '' };
}
