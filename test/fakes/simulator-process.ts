// Starts the simulator as a process of its own and speaks with its control surface. Stop it in `afterAll`; if the test process dies
// without stopping it, the simulator notices that its standard input closed and ends by itself.

import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { DEMO_PROJECT_API_SECRET, DEMO_PROJECT_ID, DEMO_SECRET, DEMO_USERNAME, FORBIDDEN_PROJECT_ID } from '#simulator/credentials.ts';
import type { Fault } from '#simulator/faults/fault.ts';
import type { Settings } from '#simulator/settings.ts';
import type { Truth } from '#simulator/truth.ts';

const ENTRY = fileURLToPath(new URL('../../src-simulator/main.ts', import.meta.url));
const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 3000;

export interface SimulatorProcessOptions {
  readonly port?: number;
  readonly events?: number;
  readonly users?: number;
  readonly days?: number;
  readonly seed?: number;
  /** `YYYY-MM-DD`: freezes the clock at noon of that day. */
  readonly today?: string;
  readonly timezone?: string;
  readonly wallClock?: boolean;
  /** False switches all rate limits off. */
  readonly quota?: boolean;
  readonly queryLimit?: number;
  readonly exportLimit?: number;
  readonly region?: 'us' | 'eu' | 'in';
}

export interface SimulatorStats {
  readonly requests: {
    readonly total: number;
    readonly byPath: Readonly<Record<string, number>>;
    readonly byStatus: Readonly<Record<string, number>>;
  };
  readonly export: {
    readonly lines: number;
    readonly distinctEvents: number;
    readonly duplicateLines: number;
    readonly uncompressedBytes: number;
  };
  readonly quota: Readonly<Record<'query' | 'export', { readonly lastHour: number; readonly inFlight: number }>>;
  readonly faultsWaiting: readonly Fault[];
  readonly memory: { readonly rss: number; readonly heapUsed: number };
}

export interface SimulatorProcess {
  readonly origin: string;
  readonly pid: number;
  readonly credentials: {
    readonly username: string;
    readonly secret: string;
    readonly projectId: number;
    readonly projectApiSecret: string;
    readonly forbiddenProjectId: number;
    /** Ready for the `Authorization` header. */
    readonly authorization: string;
  };
  stop(): Promise<void>;
  faults(list: readonly Fault[]): Promise<void>;
  /** Forgets faults, quota, counters, sessions; sets the settings and the clock back. */
  reset(): Promise<void>;
  settings(changes: Partial<Settings>): Promise<void>;
  advanceClock(hours: number): Promise<void>;
  stats(): Promise<SimulatorStats>;
  truth(): Promise<Truth>;
}

function argumentsFor(options: SimulatorProcessOptions): string[] {
  const named = { ...options, 'wall-clock': undefined, 'query-limit': options.queryLimit, 'export-limit': options.exportLimit };
  const args = ['--port', String(options.port ?? 0), '--exit-with-stdin'];
  for (const name of ['events', 'users', 'days', 'seed', 'today', 'timezone', 'region', 'query-limit', 'export-limit'] as const) {
    const value = named[name];
    if (value !== undefined) args.push(`--${name}`, String(value));
  }
  if (options.wallClock === true) args.push('--wall-clock');
  if (options.quota === false) args.push('--no-quota');
  return args;
}

/** Resolves with the origin of the ready line; rejects with what the process said when it ends or stays silent. */
function waitUntilReady(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    let errors = '';
    const finish = (action: () => void) => {
      clearTimeout(timer);
      child.off('exit', onExit);
      action();
    };
    const onExit = (code: number | null) => finish(() => reject(new Error(`The simulator ended with code ${code}: ${errors || output}`)));
    const timer = setTimeout(
      () => finish(() => reject(new Error(`The simulator was not ready in time: ${errors || output}`))),
      START_TIMEOUT_MS,
    );
    child.once('exit', onExit);
    child.once('error', (error) => finish(() => reject(error)));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      errors = (errors + text).slice(-4000);
    });
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      const origin = /ready at (http:\/\/127\.0\.0\.1:\d+)\n/.exec(output)?.[1];
      if (origin !== undefined) finish(() => resolve(origin));
    });
  });
}

async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await ended;
  clearTimeout(timer);
}

function controls(origin: string) {
  const ask = async (method: string, action: string, body?: unknown) => {
    const answer = await fetch(`${origin}/_sim/${action}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`The simulator refused ${action}: ${text}`);
    return JSON.parse(text);
  };
  return {
    faults: async (list: readonly Fault[]) => void (await ask('POST', 'faults', list)),
    reset: async () => void (await ask('POST', 'reset')),
    settings: async (changes: Partial<Settings>) => void (await ask('POST', 'settings', changes)),
    advanceClock: async (hours: number) => void (await ask('POST', 'clock', { advanceHours: hours })),
    stats: async (): Promise<SimulatorStats> => ask('GET', 'stats'),
    truth: async (): Promise<Truth> => ask('GET', 'truth'),
  };
}

export async function startSimulatorProcess(options: SimulatorProcessOptions = {}): Promise<SimulatorProcess> {
  const child = spawn(process.execPath, [ENTRY, ...argumentsFor(options)], { stdio: ['pipe', 'pipe', 'pipe'] });
  let origin: string;
  try {
    origin = await waitUntilReady(child);
  } catch (error) {
    await endProcess(child);
    throw error;
  }
  return {
    origin,
    pid: child.pid ?? 0,
    credentials: {
      username: DEMO_USERNAME,
      secret: DEMO_SECRET,
      projectId: DEMO_PROJECT_ID,
      projectApiSecret: DEMO_PROJECT_API_SECRET,
      forbiddenProjectId: FORBIDDEN_PROJECT_ID,
      authorization: `Basic ${Buffer.from(`${DEMO_USERNAME}:${DEMO_SECRET}`).toString('base64')}`,
    },
    stop: () => endProcess(child),
    ...controls(origin),
  };
}
