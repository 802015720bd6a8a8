// What can be switched while the simulator runs (`POST /_sim/settings`). Where sources disagree about the real server, the default is
// the harder of the two for a client.

export type RetryAfter = 'absent' | 'present' | 'zero';
export type JqlMode = 'limited' | 'retired';

export interface Settings {
  enforceQuota: boolean;
  queryPerHour: number;
  queryConcurrent: number;
  exportPerHour: number;
  exportPerSecond: number;
  exportConcurrent: number;
  schemasPerMinute: number;
  /** Header on a 429 from the quota: `present` tells the true number of seconds. */
  retryAfter: RetryAfter;
  /** Whether calls that were refused with 429 count against the hour. */
  countRefused: boolean;
  /** True: sorted series, every zero there. False: as the real server, in no order and with holes. */
  tidy: boolean;
  /** False: `total` only on page 0 of `/engage`. */
  totalOnEveryPage: boolean;
  jql: JqlMode;
  /** How far back the plan may ask, in days; null: no limit. */
  historyDays: number | null;
  /** A plan without API access: 402 everywhere. */
  planHasApi: boolean;
  /** The host family that knows the project: the prefixes `/us`, `/eu`, `/in` stand for the region hosts. */
  region: 'us' | 'eu' | 'in';
}

export function defaultSettings(): Settings {
  return {
    enforceQuota: true,
    queryPerHour: 60,
    queryConcurrent: 5,
    exportPerHour: 60,
    exportPerSecond: 3,
    exportConcurrent: 100,
    schemasPerMinute: 5,
    retryAfter: 'present',
    countRefused: true,
    tidy: false,
    totalOnEveryPage: false,
    jql: 'limited',
    historyDays: null,
    planHasApi: true,
    region: 'eu',
  };
}

const CHOICES: Readonly<Record<string, readonly string[]>> = {
  retryAfter: ['absent', 'present', 'zero'],
  jql: ['limited', 'retired'],
  region: ['us', 'eu', 'in'],
};

function isAllowed(name: string, value: unknown, current: unknown): boolean {
  const choices = CHOICES[name];
  if (choices) return typeof value === 'string' && choices.includes(value);
  if (name === 'historyDays') return value === null || (typeof value === 'number' && value >= 0);
  if (typeof current === 'number') return typeof value === 'number' && value >= 0;
  return typeof value === typeof current;
}

/** The settings with `changes` applied; throws with a sentence when a name or a value is wrong. */
export function changedSettings(settings: Settings, changes: Readonly<Record<string, unknown>>): Settings {
  const known = new Map<string, unknown>(Object.entries(settings));
  for (const [name, value] of Object.entries(changes)) {
    if (!known.has(name)) throw new Error(`There is no setting "${name}". Known: ${[...known.keys()].join(', ')}.`);
    if (!isAllowed(name, value, known.get(name))) throw new Error(`The setting "${name}" cannot be ${JSON.stringify(value)}.`);
  }
  return { ...settings, ...changes };
}
