// `npm start`: builds when needed, then opens the Electron app; where the Electron binary is not installed it says so in one line
// and goes on in the browser.
import { spawn, spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { isBuilt } from './build-stamp.ts';
import { findElectron } from './find-electron.ts';

const root = resolve(import.meta.dirname, '..');
const args = process.argv.slice(2);

if (!isBuilt(root)) {
  process.stderr.write('Building Mixlake (once after each change of the sources) …\n');
  const build = spawnSync(process.execPath, ['scripts/build.ts'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  if (build.status !== 0) {
    process.stderr.write('Mixlake could not be built; the lines above say why.\n');
    process.exit(1);
  }
}

const electron =
  args.includes('--browser') || args.includes('--help')
    ? undefined
    : findElectron(process.env.ELECTRON_EXEC_PATH, join(root, 'node_modules', 'electron'));
if (electron === undefined && !args.includes('--browser') && !args.includes('--help')) {
  process.stderr.write('The Electron binary is not installed here, so Mixlake opens in the browser (npx install-electron brings it).\n');
}
const [command, commandArgs] =
  electron === undefined ? [process.execPath, [join(root, 'out', 'browser-host', 'main.js'), ...args]] : [electron, [root, ...args]];
const child = spawn(command, commandArgs, { cwd: root, stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 0));
