// A plain client for the tests of the simulator: real HTTP, nothing of the product's own client.

import { DEMO_PROJECT_ID, DEMO_SECRET, DEMO_USERNAME } from '#simulator/credentials.ts';
import type { Fault } from '#simulator/faults/fault.ts';
import type { SimulatorOptions } from '#simulator/options.ts';
import { type RunningSimulator, startSimulator } from '#simulator/server.ts';
import type { Settings } from '#simulator/settings.ts';
import { parseDay } from '#simulator/world/zone.ts';

export const TODAY = '2026-06-17';
export const FIRST_DAY = '2026-03-20';

export const DEFAULTS: SimulatorOptions = {
  port: 0,
  seed: 7,
  events: 30_000,
  users: 600,
  days: 90,
  timezone: 'Europe/Vienna',
  today: parseDay(TODAY),
  wallClock: false,
  quota: false,
  queryLimit: undefined,
  exportLimit: undefined,
  region: 'eu',
  exitWithStdin: false,
};

export function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

export type Parameters = Readonly<Record<string, string | number | boolean>>;

export interface Asked {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // Answers have a hundred shapes; a test names the fields it is about, and fails on those that are not there.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  readonly json: any;
}

export interface TestSimulator {
  readonly origin: string;
  readonly running: RunningSimulator;
  ask(path: string, parameters?: Parameters, init?: RequestInit): Promise<Asked>;
  post(path: string, form: Parameters): Promise<Asked>;
  faults(...list: Fault[]): Promise<void>;
  settings(changes: Partial<Settings>): Promise<void>;
  control(method: string, action: string, body?: unknown): Promise<Asked>;
  stop(): Promise<void>;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function read(answer: Response): Promise<Asked> {
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text, json: parsed(text) };
}

export async function startTestSimulator(options: Partial<SimulatorOptions> = {}): Promise<TestSimulator> {
  const running = await startSimulator({ ...DEFAULTS, ...options });
  const { origin } = running;
  const authorization = basic(DEMO_USERNAME, DEMO_SECRET);
  const ask = async (path: string, parameters: Parameters = {}, init: RequestInit = {}) => {
    const url = new URL(origin + path);
    if (!path.includes('/api/app/')) url.searchParams.set('project_id', String(DEMO_PROJECT_ID));
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, String(value));
    return read(await fetch(url, { ...init, headers: { authorization, ...init.headers } }));
  };
  const control = async (method: string, action: string, body?: unknown) =>
    read(await fetch(`${origin}/_sim/${action}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }));
  const order = async (action: string, body: unknown) => {
    const answer = await control('POST', action, body);
    if (answer.status !== 200) throw new Error(answer.text);
  };
  return {
    origin,
    running,
    ask,
    post: (path, form) => {
      const body = new URLSearchParams(Object.entries(form).map(([name, value]): [string, string] => [name, String(value)]));
      return ask(path, {}, { method: 'POST', body });
    },
    faults: (...list) => order('faults', list),
    settings: (changes) => order('settings', changes),
    control,
    stop: () => running.stop(),
  };
}

export interface ExportedEvent {
  readonly event: string;
  readonly properties: Readonly<Record<string, unknown>> & {
    readonly time: number;
    readonly distinct_id?: string;
    readonly $insert_id?: string;
  };
}

/** The events of a JSONL body; split on 0x0A only. */
export function eventsOf(body: string): ExportedEvent[] {
  return body
    .split('\n')
    .filter((line) => line !== '')
    .map((line): ExportedEvent => JSON.parse(line));
}

/** Without those that were sent twice, by the four-part key. */
export function distinctEvents(events: readonly ExportedEvent[]): ExportedEvent[] {
  const seen = new Set<string>();
  return events.filter(({ event, properties }) => {
    if (properties.$insert_id === undefined) return true;
    const key = JSON.stringify([event, properties.distinct_id ?? null, properties.time, properties.$insert_id]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

const VIENNA = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Vienna', dateStyle: 'short' });
const viennaHours = new Map<number, string>();

/** The date in the project's zone, from true UTC seconds. */
export function viennaDay(seconds: number): string {
  // Days begin at whole hours there, and formatting is slow.
  const hour = Math.floor(seconds / 3600);
  const known = viennaHours.get(hour);
  if (known !== undefined) return known;
  const day = VIENNA.format(hour * 3_600_000);
  viennaHours.set(hour, day);
  return day;
}
