// The built page, read once into memory: only files that were there at start can be asked for, so no path can lead elsewhere.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join, sep } from 'node:path';
import { AppError } from '#shared/errors.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
};

export const PAGE_HEADERS: Record<string, string> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
};

export interface PageFile {
  body: Buffer;
  type: string;
}

/** By URL path, `/` being the page itself. */
export function readPageFiles(dir: string): Map<string, PageFile> {
  const files = new Map<string, PageFile>();
  let names: string[];
  try {
    names = readdirSync(dir, { recursive: true, encoding: 'utf8' });
  } catch (cause) {
    throw new AppError('internal', 'The built window is missing.', { cause, hint: 'Run `npm run build`.' });
  }
  for (const name of names) {
    const type = TYPES[extname(name)];
    if (type === undefined || !statSync(join(dir, name)).isFile()) continue;
    files.set(`/${name.split(sep).join('/')}`, { body: readFileSync(join(dir, name)), type });
  }
  const page = files.get('/index.html');
  if (page !== undefined) files.set('/', page);
  return files;
}
