// Fetches that are under way or ended before they were done, in a file of the project: a paused one can go on after a restart of the
// app or the engine. What is complete stands in the ledger; this remembers only what was asked for.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { type ErrorKind, isAbort, toWireError } from '#shared/errors.ts';

/** Older ones are forgotten: whoever stops fifty fetches does not come back to the first. */
const MAX_KEPT = 50;
/** Faults after which the same fetch can succeed. One that was asked for wrongly is not worth offering again. */
const PASSING: ReadonlySet<ErrorKind> = new Set(['network', 'auth', 'rate-limited', 'lake-busy', 'keychain', 'internal']);

const Text = z.string().optional();

const Asked = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('fetch_events'),
    from: z.string(),
    to: z.string(),
    selection: z.object({ events: z.array(z.string()).optional(), where: Text }),
    refresh: z.boolean(),
  }),
  z.object({
    kind: z.literal('fetch_profiles'),
    selection: z.object({
      where: Text,
      cohortId: Text,
      outputProperties: z.array(z.string()).optional(),
      distinctId: Text,
      distinctIds: z.array(z.string()).optional(),
      groupId: Text,
      behaviors: z.array(z.unknown()).optional(),
      asOfTimestamp: z.number().optional(),
      includeAllUsers: z.boolean().optional(),
    }),
    append: z.boolean(),
  }),
]);
export type AskedFetch = z.output<typeof Asked>;

const KeptFetch = z.object({
  id: z.string(),
  /** Two fetches with the same key are the same work. */
  key: z.string(),
  jobId: z.string(),
  title: z.string(),
  table: z.string(),
  startedBy: z.string(),
  startedAt: z.string(),
  stoppedAt: z.string().nullable(),
  /** Null while it runs, and for good when the engine ended first. */
  reason: z.string().nullable(),
  asked: Asked,
});
export type KeptFetch = z.output<typeof KeptFetch>;

export interface UnfinishedFetches {
  /** Newest first, those that run included. */
  list(): KeptFetch[];
  /** Remembers a fetch while the work runs, and afterwards unless it was completed. */
  during<Outcome extends { status: string; message: string }>(
    fetch: Omit<KeptFetch, 'id' | 'startedAt' | 'stoppedAt' | 'reason'>,
    work: () => Promise<Outcome>,
  ): Promise<Outcome>;
  /** By its own id or that of its job. */
  forget(id: string): void;
}

export function openUnfinishedFetches({ file, now }: { file: string; now: () => number }): UnfinishedFetches {
  let kept = read(file);
  const write = (next: KeptFetch[]): void => {
    kept = next.slice(0, MAX_KEPT);
    try {
      writeFileAtomic.sync(file, JSON.stringify(kept), { mode: 0o600 });
    } catch {
      // A full disk must not stop the fetch; only the way back to it after a restart is lost.
    }
  };
  const time = (): string => new Date(now()).toISOString();
  /** Somebody may have forgotten it meanwhile; then it stays forgotten. */
  const stopped = (id: string, reason: string): void =>
    write(kept.map((each) => (each.id === id ? { ...each, reason, stoppedAt: time() } : each)));
  const without = (id: string): KeptFetch[] => kept.filter((each) => each.id !== id && each.jobId !== id);

  return {
    list: () => kept,
    forget: (id) => write(without(id)),
    async during(fetch, work) {
      const id = `fetch_${randomBytes(6).toString('hex')}`;
      const others = kept.filter((each) => each.key !== fetch.key);
      write([{ ...fetch, id, startedAt: time(), stoppedAt: null, reason: null }, ...others]);
      try {
        const outcome = await work();
        if (outcome.status === 'completed') write(without(id));
        else stopped(id, outcome.message);
        return outcome;
      } catch (error) {
        const wire = toWireError(error);
        if (isAbort(error)) stopped(id, 'It was stopped before it was done.');
        else if (PASSING.has(wire.kind)) stopped(id, wire.message);
        else write(without(id));
        throw error;
      }
    },
  };
}

function read(file: string): KeptFetch[] {
  try {
    const parsed = z.array(KeptFetch).safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return parsed.success ? parsed.data : [];
  } catch {
    return []; // none was ever left unfinished
  }
}
