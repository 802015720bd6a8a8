// The browser whose pages stand for windows: CHROMIUM_PATH, or the first that is installed in a usual place.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

export function findChromium(chosen: string | undefined): string {
  const candidates = chosen === undefined ? [chromium.executablePath(), ...USUAL_PLACES] : [chosen];
  const found = candidates.find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new Error('No Chromium was found. Install one (Debian: apt install chromium), or set CHROMIUM_PATH to its program file.');
}
