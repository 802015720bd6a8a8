// The way from the bridge to the engine of this computer. Loaded when it is needed (cli.ts): sockets, keys and child processes take
// longer to load than a client's first questions take to answer.
import { randomUUID } from 'node:crypto';
import { ensureEngine } from '#core/link/connect.ts';
import type { Hello } from '#core/link/hello.ts';
import type { Runtime } from '#core/link/runtime.ts';
import { startEngine } from '#core/link/start-engine.ts';
import type { MixlakePaths } from '#core/paths.ts';
import type { EngineConnection } from './engine-road.ts';

export interface ReachEngineOptions {
  paths: MixlakePaths;
  hello: Hello;
  /** Name of the account that the client has switched to. */
  account: string | undefined;
  runtime: Runtime;
  /** Absolute path of engine.js. */
  entry: string;
  signal: AbortSignal;
}

/** The same for every engine that this process meets: the app shows one client, and keeps out whom the person has disconnected. */
const bridgeId = randomUUID();

export function reachEngine({ paths, hello, account, runtime, entry, signal }: ReachEngineOptions): Promise<EngineConnection> {
  return ensureEngine({
    paths,
    hello: { ...hello, bridgeId, ...(account === undefined ? {} : { switchedTo: account }) },
    startEngine: () => startEngine({ paths, env: process.env, runtime, entry }),
    signal,
  });
}
