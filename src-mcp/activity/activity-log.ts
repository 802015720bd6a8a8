// Who did what: every call of an assistant or a person, recorded before it runs and again when it has ended. Refused calls are
// recorded too. Arguments are redacted and cut; results are not kept, only their size and one sentence.
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Redactor } from '#core/redact.ts';
import { type AppError, cancelledError } from '#shared/errors.ts';
import type { ActivityEntry, ActivityOutcome } from '#shared/model/activity-entry.ts';
import type { JsonObject, JsonValue } from '#shared/model/json.ts';
import { appendLine, type ChainCheck, dayFiles, GENESIS, readLines, walkChain } from './activity-file.ts';

/** Entries kept in memory for the live list; older ones are read from their file when asked for. */
const MAX_IN_MEMORY = 2_000;
const MAX_TEXT_CHARS = 4_000;
const MAX_LIST_ITEMS = 100;
const DAY_MS = 86_400_000;

export interface BeginActivity {
  client: ActivityEntry['client'];
  projectId: string | null;
  tool: string;
  arguments: unknown;
  /** Of whoever called. */
  signal?: AbortSignal | undefined;
}

export interface EndActivity {
  outcome: Exclude<ActivityOutcome, 'running' | 'interrupted'>;
  summary: string;
  rows?: number | null | undefined;
  errorKind?: string | undefined;
  jobId?: string | undefined;
}

export interface OpenActivity {
  readonly id: string;
  /** Fires when whoever called, or the person in the list of activity, stops the call. */
  readonly signal: AbortSignal;
  countRequest(kind?: 'query' | 'export'): void;
  end(result: EndActivity): void;
}

export interface ActivityQuery {
  before?: string | undefined;
  limit: number;
  client?: string | undefined;
  tool?: string | undefined;
  outcome?: ActivityOutcome | undefined;
  text?: string | undefined;
  /** ISO 8601, UTC: begun at or after, and before. */
  since?: string | undefined;
  until?: string | undefined;
}

export interface ActivityLog {
  begin(call: BeginActivity): OpenActivity;
  list(query: ActivityQuery): { entries: ActivityEntry[]; hasMore: boolean };
  find(id: string): ActivityEntry | undefined;
  /** Reads everything that was ever written. */
  verify(): ChainCheck;
  /** Deletes everything that was ever written, and answers with how many days that were. Calls that run are written when they end. */
  clear(): { days: number };
  /** Stops a call that is running; false when it is not. */
  cancel(id: string): boolean;
  onChange(listener: (entry: ActivityEntry) => void): () => void;
}

export interface ActivityLogDeps {
  dir: string;
  redactor: Redactor;
  /** Days that the log is kept; null: for ever. Asked at the start and on every new day. */
  keepDays?: () => number | null;
  now?: () => number;
  onFault?: (error: unknown) => void;
}

export function openActivityLog(deps: ActivityLogDeps): ActivityLog {
  const now = deps.now ?? Date.now;
  mkdirSync(deps.dir, { recursive: true, mode: 0o700 });
  let day = utcDay(now());
  dropBefore(deps.dir, firstDayKept(deps, now()));
  const { entries, seq: lastSeq, hash: lastHash } = loadRecent(deps.dir);
  const listeners = new Set<(entry: ActivityEntry) => void>();
  const running = new Map<string, AbortController>();
  let seq = lastSeq;
  let prev = lastHash;

  function dropOld(): void {
    if (utcDay(now()) === day) return;
    day = utcDay(now());
    const first = firstDayKept(deps, now());
    dropBefore(deps.dir, first);
    for (const [id, { startedAt }] of entries) if (startedAt < first && !running.has(id)) entries.delete(id);
  }

  function write(kind: 'started' | 'ended', entry: ActivityEntry): void {
    dropOld();
    seq += 1;
    try {
      prev = appendLine(deps.dir, { seq, time: new Date(now()).toISOString(), kind, entry, prev });
    } catch (error) {
      deps.onFault?.(error); // a full disk must not stop the work; the log says so as soon as it can
    }
    entries.delete(entry.id);
    entries.set(entry.id, entry);
    const oldest = entries.keys().next().value;
    if (entries.size > MAX_IN_MEMORY && oldest !== undefined) entries.delete(oldest);
    for (const listener of listeners) listener(entry);
  }

  return {
    begin: (call) => openEntry(call, { now, running, write, redactor: deps.redactor }),
    list: (query) => listEntries(deps.dir, entries, query),
    find: (id) => entries.get(id) ?? findOlder(deps.dir, id),
    verify: () => walkChain(deps.dir),
    clear() {
      const days = dropBefore(deps.dir, undefined);
      for (const id of entries.keys()) if (!running.has(id)) entries.delete(id);
      seq = 0;
      prev = GENESIS;
      return { days };
    },
    cancel(id) {
      running.get(id)?.abort(stoppedByPerson());
      return running.has(id);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

interface Writing {
  now: () => number;
  running: Map<string, AbortController>;
  write: (kind: 'started' | 'ended', entry: ActivityEntry) => void;
  redactor: Redactor;
}

function openEntry(call: BeginActivity, { now, running, write, redactor }: Writing): OpenActivity {
  const startedMs = now();
  let requests = 0;
  const spent = { query: 0, export: 0 };
  const started = startedEntry(call, startedMs, redactor);
  const stop = new AbortController();
  running.set(started.id, stop);
  write('started', started);
  return {
    id: started.id,
    signal: either(call.signal, stop.signal),
    countRequest(kind) {
      requests += 1;
      if (kind !== undefined) spent[kind] += 1;
    },
    end(result) {
      running.delete(started.id);
      write('ended', {
        ...started,
        outcome: result.outcome,
        durationMs: now() - startedMs,
        rows: result.rows ?? null,
        mixpanelRequests: requests,
        spent,
        summary: redactor.text(cut(result.summary)),
        errorKind: result.errorKind ?? null,
        jobId: result.jobId ?? null,
      });
    },
  };
}

function utcDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** The empty text where everything is kept. */
function firstDayKept({ keepDays }: ActivityLogDeps, nowMs: number): string {
  const days = keepDays?.() ?? null;
  return days === null ? '' : utcDay(nowMs - days * DAY_MS);
}

/** The chain begins anew with the oldest file that stays: its first line need not follow another. Answers with the files removed. */
function dropBefore(dir: string, firstDay: string | undefined): number {
  const gone = dayFiles(dir).filter((name) => firstDay === undefined || name < firstDay);
  for (const name of gone) rmSync(join(dir, name), { force: true });
  return gone.length;
}

function startedEntry(call: BeginActivity, startedMs: number, redactor: Redactor): ActivityEntry {
  return {
    id: `act_${startedMs.toString(36)}${randomBytes(3).toString('hex')}`,
    startedAt: new Date(startedMs).toISOString(),
    client: call.client,
    projectId: call.projectId,
    tool: call.tool,
    arguments: safeArguments(call.arguments, redactor),
    outcome: 'running',
    durationMs: null,
    rows: null,
    mixpanelRequests: 0,
    summary: '',
    errorKind: null,
    jobId: null,
  };
}

function stoppedByPerson(): AppError {
  return cancelledError('The person cancelled this call in Mixlake.', 'Ask before you try it again.');
}

function either(caller: AbortSignal | undefined, person: AbortSignal): AbortSignal {
  return caller === undefined ? person : AbortSignal.any([caller, person]);
}

interface Recent {
  /** By id, oldest change first. */
  entries: Map<string, ActivityEntry>;
  seq: number;
  hash: string;
}

/** Calls that were under way when the engine died are shown as interrupted. */
function loadRecent(dir: string): Recent {
  const recent: Recent = { entries: new Map(), seq: 0, hash: GENESIS };
  for (const name of dayFiles(dir).slice(-2)) {
    for (const line of readLines(join(dir, name))) {
      recent.entries.set(line.entry.id, line.entry);
      recent.seq = line.seq;
      recent.hash = line.hash;
    }
  }
  for (const [id, entry] of recent.entries) {
    if (entry.outcome === 'running')
      recent.entries.set(id, { ...entry, outcome: 'interrupted', summary: 'The engine ended before the call did.' });
  }
  for (const id of recent.entries.keys()) {
    if (recent.entries.size <= MAX_IN_MEMORY) break;
    recent.entries.delete(id);
  }
  return recent;
}

function listEntries(
  dir: string,
  inMemory: Map<string, ActivityEntry>,
  query: ActivityQuery,
): { entries: ActivityEntry[]; hasMore: boolean } {
  const found: ActivityEntry[] = [];
  let isBefore = query.before === undefined;
  const seen = new Set<string>();
  const offer = (entry: ActivityEntry): boolean => {
    if (seen.has(entry.id)) return true;
    seen.add(entry.id);
    if (!isBefore) isBefore = entry.id === query.before;
    else if (matches(entry, query)) found.push(entry);
    return found.length <= query.limit;
  };
  const newestFirst = [...inMemory.values()].sort(byStartDescending);
  if (newestFirst.every(offer)) {
    for (const name of dayFiles(dir).reverse()) {
      const ofDay = new Map(readLines(join(dir, name)).map((line) => [line.entry.id, line.entry]));
      if (![...ofDay.values()].sort(byStartDescending).every(offer)) break;
    }
  }
  return { entries: found.slice(0, query.limit), hasMore: found.length > query.limit };
}

function findOlder(dir: string, id: string): ActivityEntry | undefined {
  for (const name of dayFiles(dir).reverse()) {
    const found = readLines(join(dir, name)).findLast((line) => line.entry.id === id);
    if (found !== undefined) return found.entry;
  }
  return undefined;
}

function byStartDescending(a: ActivityEntry, b: ActivityEntry): number {
  return a.startedAt < b.startedAt ? 1 : a.startedAt > b.startedAt ? -1 : a.id < b.id ? 1 : -1;
}

function matches(entry: ActivityEntry, query: ActivityQuery): boolean {
  if (query.client !== undefined && entry.client.name !== query.client && entry.client.id !== query.client) return false;
  if (query.tool !== undefined && entry.tool !== query.tool) return false;
  if (query.outcome !== undefined && entry.outcome !== query.outcome) return false;
  if (query.since !== undefined && Date.parse(entry.startedAt) < Date.parse(query.since)) return false;
  if (query.until !== undefined && Date.parse(entry.startedAt) >= Date.parse(query.until)) return false;
  if (query.text === undefined || query.text === '') return true;
  const haystack = `${entry.tool} ${entry.client.name} ${entry.summary} ${JSON.stringify(entry.arguments)}`.toLowerCase();
  return haystack.includes(query.text.toLowerCase());
}

function safeArguments(value: unknown, redactor: Redactor): JsonObject {
  const safe = shorten(value, redactor, 0);
  return typeof safe === 'object' && safe !== null && !Array.isArray(safe) ? safe : { value: safe };
}

function shorten(value: unknown, redactor: Redactor, depth: number): JsonValue {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return value;
  if (typeof value !== 'object' || depth > 6) return cut(redactor.text(String(value)));
  if (Array.isArray(value)) return value.slice(0, MAX_LIST_ITEMS).map((item) => shorten(item, redactor, depth + 1));
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, MAX_LIST_ITEMS)
      .map(([key, item]) => [cut(redactor.text(key)), shorten(item, redactor, depth + 1)]),
  );
}

function cut(text: string): string {
  return text.length > MAX_TEXT_CHARS ? `${text.slice(0, MAX_TEXT_CHARS)}… (${text.length} characters)` : text;
}
