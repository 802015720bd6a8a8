// The command line.

import { parseArgs } from 'node:util';
import { parseDay } from './world/zone.ts';

export interface SimulatorOptions {
  readonly port: number;
  readonly seed: number;
  readonly events: number;
  readonly users: number;
  readonly days: number;
  readonly timezone: string;
  /** The day on whose noon the clock stands still; undefined: the real time. */
  readonly today: number | undefined;
  readonly wallClock: boolean;
  readonly quota: boolean;
  readonly queryLimit: number | undefined;
  readonly exportLimit: number | undefined;
  readonly region: 'us' | 'eu' | 'in';
  readonly exitWithStdin: boolean;
}

export const USAGE = `Mixpanel simulator: a Mixpanel HTTP API with made-up data on 127.0.0.1.

  node src-simulator/main.ts --port N [options]

  --port N            port to listen on; 0 takes any free one
  --events N          events over all days (default 270000, up to 5 million and more)
  --users N           accounts (default 5000; fewer for small, more for very large volumes)
  --days N            days of history (default 90)
  --seed N            another seed, another history (default 7)
  --today YYYY-MM-DD  freeze the clock at noon of that day, the last of the history. Without it the clock is the
                      real one and the history is counted from the first of the month, so that restarts agree
  --timezone ZONE     the project's zone (default Europe/Vienna)
  --wall-clock        a project from before 2023: export days in the project's zone, time as wall clock
  --region us|eu|in   the region that knows the project (default eu)
  --no-quota          no rate limits
  --query-limit N     query calls per hour (default 60)
  --export-limit N    export calls per hour (default 60)
  --exit-with-stdin   end when standard input closes
  --help              this text

Steering it while it runs, without credentials: POST /_sim/faults, /_sim/settings, /_sim/clock, /_sim/reset;
GET /_sim/stats, /_sim/settings, /_sim/truth (what was planted in the data, for comparison with what was found).
`;

const DEFAULT_EVENTS = 270_000;
const DEFAULT_USERS = 5000;
const EVENTS_PER_USER = 54;
const MOST_EVENTS_PER_USER = 200;

/** Wrong arguments: one sentence for the user. */
export class UsageError extends Error {}

function whole(name: string, text: string | undefined, limits: { min: number; max: number }): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !Number.isInteger(value) || value < limits.min || value > limits.max) {
    throw new UsageError(`--${name} must be a whole number from ${limits.min} to ${limits.max}, not "${text}".`);
  }
  return value;
}

/** Few events belong to few people, very many to more. */
function usersFor(events: number): number {
  const fitting = Math.round(events / EVENTS_PER_USER);
  return Math.max(50, Math.min(DEFAULT_USERS, fitting), Math.round(events / MOST_EVENTS_PER_USER));
}

function zoneName(text: string): string {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    throw new UsageError(`--timezone must be a time zone such as Europe/Vienna, not "${text}".`);
  }
}

function dayOption(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const day = parseDay(text);
  if (day === undefined) throw new UsageError(`--today must be a date such as 2026-05-01, not "${text}".`);
  return day;
}

function regionOption(text: string | undefined): 'us' | 'eu' | 'in' {
  const region = (['us', 'eu', 'in'] as const).find((each) => each === (text ?? 'eu'));
  if (region === undefined) throw new UsageError(`--region must be us, eu or in, not "${text}".`);
  return region;
}

const TEXT = { type: 'string' } as const;
const FLAG = { type: 'boolean' } as const;

function parseValues(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: TEXT,
        events: TEXT,
        users: TEXT,
        days: TEXT,
        seed: TEXT,
        today: TEXT,
        timezone: TEXT,
        region: TEXT,
        'query-limit': TEXT,
        'export-limit': TEXT,
        'wall-clock': FLAG,
        'no-quota': FLAG,
        'exit-with-stdin': FLAG,
        help: FLAG,
      },
    }).values;
  } catch (error) {
    const message = error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error);
    throw new UsageError(`${message.replace(/\.$/, '')}. See --help.`);
  }
}

/** Undefined when only the help was asked for. */
export function readOptions(args: readonly string[]): SimulatorOptions | undefined {
  const values = parseValues(args);
  if (values.help === true) return undefined;
  const port = whole('port', values.port, { min: 0, max: 65_535 });
  if (port === undefined) throw new UsageError('Say which port to listen on: --port N (0 takes any free one).');
  const events = whole('events', values.events, { min: 0, max: 100_000_000 }) ?? DEFAULT_EVENTS;
  return {
    port,
    events,
    seed: whole('seed', values.seed, { min: 0, max: 2 ** 31 }) ?? 7,
    users: whole('users', values.users, { min: 1, max: 1_000_000 }) ?? usersFor(events),
    days: whole('days', values.days, { min: 1, max: 1000 }) ?? 90,
    timezone: zoneName(values.timezone ?? 'Europe/Vienna'),
    today: dayOption(values.today),
    wallClock: values['wall-clock'] ?? false,
    quota: values['no-quota'] !== true,
    queryLimit: whole('query-limit', values['query-limit'], { min: 0, max: 1_000_000_000 }),
    exportLimit: whole('export-limit', values['export-limit'], { min: 0, max: 1_000_000_000 }),
    region: regionOption(values.region),
    exitWithStdin: values['exit-with-stdin'] ?? false,
  };
}
