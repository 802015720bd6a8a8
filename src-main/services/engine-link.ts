// The app's connection to the engine: starts it when needed, connects again when it is lost (with back-off), gives up after too
// many losses in a short time and says why. Calls made meanwhile wait for the next connection.
import { setTimeout as sleep } from 'node:timers/promises';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { ensureEngine, type StartingEngine } from '#core/link/connect.ts';
import { framedPort } from '#core/link/frames.ts';
import type { Hello } from '#core/link/hello.ts';
import type { MixlakePaths } from '#core/paths.ts';
import type { EngineClient } from '#shared/contract/contract.ts';
import { AppError, toWireError } from '#shared/errors.ts';
import type { AccountChoice } from '#shared/model/account.ts';
import type { EngineState } from '#shared/model/app-status.ts';
import { createBackOff } from './back-off.ts';

export interface LinkState {
  state: EngineState;
  reason: string | null;
}

export interface EngineLink {
  state(): LinkState;
  onChange(listener: () => void): () => void;
  /** Works with this account from now on; connects anew. */
  use(account: AccountChoice): Promise<EngineClient>;
  /** The client of the present connection; waits while one is being made, fails in words when there will be none. */
  client(): Promise<EngineClient>;
  /** After giving up: try again now. */
  retry(): Promise<EngineClient>;
  close(): void;
}

export interface EngineLinkDeps {
  paths: MixlakePaths;
  startEngine: () => StartingEngine;
  version: string;
  mixpanelUrl?: string | undefined;
  mpConfigFile?: string | undefined;
}

export function createEngineLink(deps: EngineLinkDeps): EngineLink {
  const listeners = new Set<() => void>();
  let current: LinkState = { state: 'stopped', reason: null };
  let account: AccountChoice | undefined;
  let connected: Promise<EngineClient> | undefined;
  let drop: () => void = () => undefined;
  const backOff = createBackOff();
  let generation = 0;

  function become(state: EngineState, reason: string | null = null): void {
    current = { state, reason };
    for (const listener of listeners) listener();
  }

  async function connect(mine: number, choice: AccountChoice): Promise<EngineClient> {
    const { socket } = await ensureEngine({ paths: deps.paths, hello: helloOf(deps, choice), startEngine: deps.startEngine });
    if (mine !== generation) {
      socket.destroy();
      throw new AppError('cancelled', 'Another account was chosen meanwhile.');
    }
    drop = () => socket.destroy();
    socket.once('close', () => {
      if (mine === generation) void reconnect();
    });
    const client: EngineClient = createORPCClient(new RPCLink({ port: framedPort(socket) }));
    become('ready');
    return client;
  }

  function begin(choice: AccountChoice, state: EngineState): Promise<EngineClient> {
    generation += 1;
    drop();
    account = choice;
    become(state);
    const attempt = connect(generation, choice);
    connected = attempt;
    attempt.catch((error) => {
      if (connected === attempt) become('failed', toWireError(error).message);
    });
    return attempt;
  }

  async function reconnect(): Promise<void> {
    if (account === undefined) return;
    const wait = backOff.nextMs();
    if (wait === undefined) {
      const reason = 'The engine ended several times within a minute.';
      connected = rejected(new AppError('internal', reason, { hint: 'Try again; its log is in the logs folder of MIXLAKE_HOME.' }));
      return become('failed', reason);
    }
    become('restarting');
    const mine = generation;
    const choice = account;
    // Calls made from here on wait for the new connection.
    connected = sleep(wait).then(() => {
      if (mine !== generation) throw new AppError('cancelled', 'Another account was chosen meanwhile.');
      return begin(choice, 'restarting');
    });
    connected.catch(() => undefined);
  }

  return {
    state: () => current,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    use: (choice) => begin(choice, 'starting'),
    client: () => connected ?? rejected(noAccount()),
    retry() {
      backOff.forget();
      return begin(account ?? { kind: 'default' }, 'starting');
    },
    close() {
      generation += 1;
      account = undefined;
      drop();
      become('stopped');
    },
  };
}

function helloOf(deps: EngineLinkDeps, account: AccountChoice): Hello {
  return {
    role: 'app',
    account,
    version: deps.version,
    ...(deps.mixpanelUrl === undefined || account.kind === 'demo' ? {} : { mixpanelUrl: deps.mixpanelUrl }),
    ...(deps.mpConfigFile === undefined ? {} : { mpConfigFile: deps.mpConfigFile }),
  };
}

/** A rejection that nobody may be waiting for yet. */
function rejected(error: AppError): Promise<never> {
  const promise = Promise.reject(error);
  promise.catch(() => undefined);
  return promise;
}

function noAccount(): AppError {
  return new AppError('auth', 'No account is chosen yet.', { hint: 'Choose an account, or start the demo project.' });
}
