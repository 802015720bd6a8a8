// The demo project: a simulator process that this engine starts when somebody first asks for the demo, and that ends with it.
import { type ChildProcess, spawn } from 'node:child_process';
import type { ResolvedAccount } from '#core/accounts/resolve.ts';
import { AppError } from '#shared/errors.ts';
import { DEMO_PROJECT } from '#shared/model/demo-project.ts';

const START_TIMEOUT_MS = 15_000;
const READY = /ready at (http:\/\/127\.0\.0\.1:\d+)/;

export interface Demo {
  account(): Promise<ResolvedAccount>;
  close(): void;
}

export interface DemoDeps {
  /** Absolute path of the simulator's entry. */
  entry: string;
  execPath: string;
  env: Record<string, string>;
}

export function createDemo(deps: DemoDeps): Demo {
  let running: { child: ChildProcess; origin: Promise<string> } | undefined;

  function start(): { child: ChildProcess; origin: Promise<string> } {
    const child = spawn(deps.execPath, [deps.entry, '--port', '0', '--exit-with-stdin'], {
      env: deps.env,
      stdio: ['pipe', 'pipe', 'ignore'],
      windowsHide: true,
    });
    child.once('exit', () => {
      if (running?.child === child) running = undefined;
    });
    return { child, origin: readOrigin(child) };
  }

  return {
    async account() {
      running ??= start();
      const { accountName: name, username, secret, projectId, region } = DEMO_PROJECT;
      return { name, username, secret, projectId, region, baseUrl: await running.origin, source: 'demo', isDefault: false };
    },
    close() {
      running?.child.kill();
      running = undefined;
    },
  };
}

function readOrigin(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (): void => reject(new AppError('internal', 'The demo project could not be started.', { hint: 'Try again.' }));
    const timer = setTimeout(fail, START_TIMEOUT_MS);
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const origin = READY.exec(text)?.[1];
      if (origin === undefined) return;
      clearTimeout(timer);
      resolve(origin);
    });
    child.once('error', fail);
    child.once('exit', fail);
  });
}
