// What every entry of the engine's room needs of the process: where it lies, its environment read once, its version.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Entries {
  /** The checkout, or the app's resources: where node_modules lies. */
  appRoot: string;
  engine: string;
  simulator: string;
  /** The thread that stores downloads. */
  spoolThread: string;
  version: string;
}

/** Built: out/mcp/*.js. From source: src-mcp/*.ts, for tests. */
export function findEntries(moduleUrl: string): Entries {
  const here = dirname(fileURLToPath(moduleUrl));
  const isSource = moduleUrl.endsWith('.ts');
  const appRoot = isSource ? dirname(here) : dirname(dirname(here));
  return {
    appRoot,
    engine: isSource ? join(here, 'main.ts') : join(here, 'engine.js'),
    simulator: isSource ? join(appRoot, 'src-simulator', 'main.ts') : join(appRoot, 'out', 'simulator', 'main.js'),
    spoolThread: isSource ? join(here, 'lake', 'ingest', 'spool-thread.ts') : join(here, 'spool-thread.js'),
    version: readVersion(join(appRoot, 'package.json')),
  };
}

/**
 * The last resort, when a query cannot be stopped: an orderly exit waits for the threads it runs on, without an end. What is committed is
 * safe.
 */
export function killOurselves(): void {
  process.kill(process.pid, 'SIGKILL');
}

function readVersion(file: string): string {
  const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return typeof parsed === 'object' && parsed !== null && 'version' in parsed && typeof parsed.version === 'string'
    ? parsed.version
    : '0.0.0';
}
