// The app's connection to the engine: starts it when needed, connects again when it is lost (with back-off), gives up after too
// many losses in a short time and says why. Calls made meanwhile wait for the next connection.
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { ensureEngine, type StartingEngine } from '#core/link/connect.ts';
import { type FramedPort, framedPort } from '#core/link/frames.ts';
import type { Hello } from '#core/link/hello.ts';
import type { MixlakePaths } from '#core/paths.ts';
import type { EngineClient } from '#shared/contract/contract.ts';
import { AppError, toWireError } from '#shared/errors.ts';
import type { AccountChoice } from '#shared/model/account.ts';
import type { EngineState } from '#shared/model/app-status.ts';
import { type BackOff, createBackOff } from './back-off.ts';
import { awaitEnginePid, readEnginePid } from './engine-pid.ts';

/** After the machine has slept: an engine that is there answers at once, a machine that wakes up is slow. */
const RECHECK_MS = 5_000;

export interface LinkState {
  state: EngineState;
  reason: string | null;
  /** Of the engine when it is ready, as soon as its file tells it. */
  pid: number | null;
}

export interface EngineLink {
  state(): LinkState;
  onChange(listener: () => void): () => void;
  /** Works with this account from now on; connects anew. */
  use(account: AccountChoice): Promise<EngineClient>;
  /** The client of the present connection; waits while one is being made, fails in words when there will be none. */
  client(): Promise<EngineClient>;
  /** The machine has slept: a connection that does not answer any more is given up and made anew. */
  recheck(): void;
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
  backOff?: BackOff;
}

export function createEngineLink(deps: EngineLinkDeps): EngineLink {
  const state = createLinkState();
  let account: AccountChoice | undefined;
  let connected: Promise<EngineClient> | undefined;
  let drop: () => void = () => undefined;
  const backOff = deps.backOff ?? createBackOff();
  let generation = 0;

  async function connect(mine: number, choice: AccountChoice): Promise<EngineClient> {
    const { socket } = await ensureEngine({ paths: deps.paths, hello: helloOf(deps, choice), startEngine: deps.startEngine });
    if (mine !== generation) {
      socket.destroy();
      throw otherAccount();
    }
    drop = () => socket.destroy();
    socket.once('close', () => {
      if (mine === generation) reconnect('The engine ended several times within a minute.');
    });
    const client: EngineClient = createORPCClient(new RPCLink({ port: refusingWhenClosed(socket) }));
    state.becomeReady(deps.paths.engineFile);
    return client;
  }

  function begin(choice: AccountChoice, as: EngineState): Promise<EngineClient> {
    generation += 1;
    drop();
    account = choice;
    state.become(as);
    const attempt = connect(generation, choice);
    connected = attempt;
    attempt.catch((error) => {
      if (connected !== attempt) return;
      const wire = toWireError(error);
      // A first start fails at once, so that the person sees why; a start after a loss may meet the old engine still ending.
      if (as === 'restarting' && wire.kind === 'internal') reconnect(wire.message);
      else state.become('failed', wire.message);
    });
    return attempt;
  }

  /** `why` is what the person reads when it is time to give up. */
  function reconnect(why: string): void {
    if (account === undefined) return;
    const wait = backOff.nextMs();
    if (wait === undefined) {
      connected = rejected(new AppError('internal', why, { hint: 'Try again; its log is in the logs folder of MIXLAKE_HOME.' }));
      return state.become('failed', why);
    }
    state.become('restarting');
    const mine = generation;
    const choice = account;
    // Calls made from here on wait for the new connection.
    connected = sleep(wait, undefined, { ref: false }).then(() => {
      if (mine !== generation) throw otherAccount();
      return begin(choice, 'restarting');
    });
    connected.catch(() => undefined);
  }

  return {
    state: state.now,
    onChange: state.onChange,
    use: (choice) => begin(choice, 'starting'),
    client: () => connected ?? rejected(noAccount()),
    recheck: () => void (state.now().state === 'ready' && unlessAnswering(connected, drop)),
    retry() {
      backOff.forget();
      return begin(account ?? { kind: 'default' }, 'starting');
    },
    close() {
      generation += 1;
      account = undefined;
      connected = rejected(new AppError('cancelled', 'Mixlake is closing.'));
      drop();
      state.become('stopped');
    },
  };
}

async function unlessAnswering(connected: Promise<EngineClient> | undefined, drop: () => void): Promise<void> {
  const answers = connected
    ?.then((client) => client.clients.list())
    .then(
      () => true,
      () => false,
    );
  if (!(await Promise.race([answers, sleep(RECHECK_MS, false, { ref: false })]))) drop();
}

function createLinkState() {
  const listeners = new Set<() => void>();
  let current: LinkState = { state: 'stopped', reason: null, pid: null };
  const set = (next: LinkState): void => {
    current = next;
    for (const listener of listeners) listener();
  };
  return {
    now: () => current,
    onChange(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    become: (state: EngineState, reason: string | null = null) => set({ state, reason, pid: null }),
    /** The engine answers, so its file is there, or will be in a moment. */
    becomeReady(engineFile: string) {
      const ready: LinkState = { state: 'ready', reason: null, pid: readEnginePid(engineFile) ?? null };
      set(ready);
      if (ready.pid !== null) return;
      void awaitEnginePid(engineFile).then((pid) => {
        if (pid !== undefined && current === ready) set({ ...ready, pid });
      });
    },
  };
}

/** A call on a connection that is gone fails; dropped silently, it would wait for ever. */
function refusingWhenClosed(socket: Socket): FramedPort {
  const port = framedPort(socket);
  let isClosed = false;
  socket.once('close', () => {
    isClosed = true;
  });
  return {
    ...port,
    postMessage(data) {
      if (isClosed) throw new AppError('network', 'The connection to the engine is gone.', { hint: 'Try again.' });
      port.postMessage(data);
    },
  };
}

/** What the app says of itself at connect. */
export function helloOf(deps: Pick<EngineLinkDeps, 'version' | 'mixpanelUrl' | 'mpConfigFile'>, account: AccountChoice): Hello {
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

function otherAccount(): AppError {
  return new AppError('cancelled', 'Another account was chosen meanwhile.');
}

function noAccount(): AppError {
  return new AppError('auth', 'No account is chosen yet.', { hint: 'Choose an account, or start the demo project.' });
}
