// Entry of the browser host: the app without Electron. stdout carries the ready line, and nothing else.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { toWireError } from '#shared/errors.ts';
import { createAppServices } from '../services/app-services.ts';
import { startBrowserHost } from './host.ts';
import { readStartOptions, USAGE } from './options.ts';

const appRoot = resolve(import.meta.dirname, '..', '..');

async function main(): Promise<void> {
  const options = readStartOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(USAGE);
    return;
  }
  const services = createAppServices({
    appRoot,
    env: process.env,
    execPath: process.execPath,
    versions: process.versions,
    version: versionOf(appRoot),
  });
  const host = await startBrowserHost({
    services,
    pageDir: join(appRoot, 'out', 'renderer'),
    port: options.port,
    onNewAddress: (address) => process.stderr.write(`To open another window: ${address}\n`),
  });
  const end = (): void => {
    Promise.all([services.close(), host.close()]).then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  process.stdout.write(`Mixlake is ready at ${host.address}\n`);
  if (options.open) openInBrowser(host.address);
  if (options.demo) services.startDemo().catch((error) => complain(error)); // the window shows the engine's state as well
}

function versionOf(root: string): string {
  const parsed: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return typeof parsed === 'object' && parsed !== null && 'version' in parsed && typeof parsed.version === 'string'
    ? parsed.version
    : '0.0.0';
}

function openInBrowser(address: string): void {
  const [command, args] =
    process.platform === 'darwin'
      ? ['open', [address]]
      : process.platform === 'win32'
        ? ['rundll32', ['url.dll,FileProtocolHandler', address]]
        : ['xdg-open', [address]];
  // A machine without a desktop has no opener; the printed address works anyway.
  spawn(command, args, { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
}

function complain(error: unknown): void {
  const wire = toWireError(error);
  process.stderr.write(`Mixlake: ${wire.message}${wire.hint === undefined ? '' : ` ${wire.hint}`}\n`);
}

main().catch((error) => {
  complain(error);
  process.exitCode = 1;
});
