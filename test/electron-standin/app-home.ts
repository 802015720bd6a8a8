// A MIXLAKE_HOME of its own for one run of the app, and the engine that the app leaves running in it.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ENGINE_END_MS = 10_000;
const POLL_MS = 50;

export interface AppHome {
  readonly path: string;
  /** Without the accounts of whoever runs the tests. */
  readonly env: NodeJS.ProcessEnv;
  enginePid(): number | undefined;
  /** Ends the engine and removes the folder. */
  remove(): Promise<void>;
}

export function makeAppHome(): AppHome {
  const path = mkdtempSync(join(tmpdir(), 'mixlake-home-'));
  const enginePid = (): number | undefined => {
    const file = join(path, 'engine.json');
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).pid : undefined;
  };
  return {
    path,
    env: {
      MIXLAKE_HOME: path,
      MP_CONFIG_PATH: join(path, 'no-config.toml'),
      MP_USERNAME: undefined,
      MP_SECRET: undefined,
      MP_PROJECT_ID: undefined,
      MIXLAKE_MIXPANEL_URL: undefined,
    },
    enginePid,
    remove: async () => {
      const pid = enginePid();
      if (pid !== undefined) await endProcess(pid);
      rmSync(path, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** The processes below this one, and theirs. */
export function descendants(pid: number): number[] {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  const pairs = rows.map((row) => row.trim().split(/\s+/).map(Number));
  const below = (parent: number): number[] => pairs.flatMap(([child = 0, its]) => (its === parent ? [child, ...below(child)] : []));
  return below(pid);
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function endProcess(pid: number): Promise<void> {
  if (!isAlive(pid)) return;
  process.kill(pid, 'SIGTERM');
  const end = Date.now() + ENGINE_END_MS;
  while (isAlive(pid) && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  if (isAlive(pid)) process.kill(pid, 'SIGKILL');
}
