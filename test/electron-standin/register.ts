// node --import …/register.ts out/main/main.js: gives the process the marks of Electron and puts the stand-in in place of `electron`.
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

const standin = new URL('./electron.ts', import.meta.url).href;
const real = new URL('../../node_modules/electron/package.json', import.meta.url);

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' || specifier === 'electron/main' ? { url: standin, shortCircuit: true } : next(specifier, context),
});
Object.defineProperty(process.versions, 'electron', { value: JSON.parse(readFileSync(real, 'utf8')).version, enumerable: true });
Object.defineProperty(process, 'type', { value: 'browser' });
