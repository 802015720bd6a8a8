// Which program runs our JavaScript.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '#shared/errors.ts';

const OLDEST_NODE = [22, 12] as const;

export interface Runtime {
  command: string;
  env: Record<string, string>;
}

/**
 * The program that runs our JavaScript: ourselves, as long as we are new enough; else the Node that came with the checkout.
 * Inside Electron the app's own executable runs as Node.
 */
export function findRuntime(appRoot: string, versions: { node: string; electron?: string | undefined }, execPath: string): Runtime {
  if (versions.electron !== undefined) return { command: execPath, env: { ELECTRON_RUN_AS_NODE: '1' } };
  const [major = 0, minor = 0] = versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return { command: execPath, env: {} };
  const bundled = join(appRoot, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(bundled)) return { command: bundled, env: {} };
  throw new AppError('input', `Mixlake needs Node ${OLDEST_NODE.join('.')} or newer; this is ${versions.node}.`, {
    hint: 'Install a newer Node, or run `npm ci` in the Mixlake folder, which brings one along.',
  });
}
