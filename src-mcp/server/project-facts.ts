// The name and the time zone of a project, asked once for all callers and remembered on disk. A wrong zone is worse than a slow
// answer: it moves every day. So nobody's cancelled call decides for the others, a passing fault is asked again soon, and what
// was known once is used while Mixpanel cannot be asked.
import { readFileSync } from 'node:fs';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { AppError, cancelledError, isAbort } from '#shared/errors.ts';
import type { CallOptions } from '../mixpanel/http.ts';
import type { ProjectFacts } from '../mixpanel/project.ts';

/** Project facts hardly ever change, and `/me` is slow. */
const KNOWN_TTL_MS = 6 * 3_600_000;
/** A refusal stays one until somebody changes the account at Mixpanel. */
const REFUSED_TTL_MS = 60_000;
/** A passing fault: asked again at the next question, but not by each of many at once. */
const FAILED_TTL_MS = 3_000;
/** `/me` takes 2 to 5 s as a rule; a first answer must not hang on it. */
const TIMEOUT_MS = 8_000;
const MAX_WAIT_MS = 5_000;

const StoredFacts = z.object({ name: z.string().nullable(), timezone: z.string().nullable() });

export interface KnownFacts extends ProjectFacts {
  /** Why Mixpanel did not tell; name and zone are then those it told last, if it ever did. */
  problem: AppError | null;
}

export interface ProjectFactsDeps {
  projectId: string;
  /** Shared by all accounts of the project: the zone is the project's, not the account's. */
  file: string;
  ask: (call: CallOptions) => Promise<ProjectFacts>;
  now: () => number;
  timeoutMs?: number;
}

/** Gives what is known, never throws for a refusal or a fault; throws only when the caller's own signal fires. */
export function createProjectFacts(deps: ProjectFactsDeps): (call: CallOptions) => Promise<KnownFacts> {
  let known: { untilMs: number; value: KnownFacts } | undefined;
  let asking: Promise<KnownFacts> | undefined;

  async function ask(onRequest: CallOptions['onRequest']): Promise<KnownFacts> {
    try {
      const told = await deps.ask({ signal: AbortSignal.timeout(deps.timeoutMs ?? TIMEOUT_MS), maxWaitMs: MAX_WAIT_MS, onRequest });
      if (told.name === null && told.timezone === null) throw notListed(deps.projectId);
      await remember(deps.file, told);
      return keep({ ...told, problem: null }, KNOWN_TTL_MS);
    } catch (error) {
      const problem = problemOf(error);
      return keep({ ...recall(deps.file), problem }, problem.kind === 'auth' ? REFUSED_TTL_MS : FAILED_TTL_MS);
    }
  }

  function keep(value: KnownFacts, ttlMs: number): KnownFacts {
    known = { untilMs: deps.now() + ttlMs, value };
    return value;
  }

  return async (call) => {
    if (call.signal?.aborted) throw cancelledError();
    if (known !== undefined && deps.now() < known.untilMs) return known.value;
    asking ??= ask(call.onRequest).finally(() => {
      asking = undefined;
    });
    return unlessAborted(asking, call.signal);
  };
}

function problemOf(error: unknown): AppError {
  if (isAbort(error)) return new AppError('network', 'Mixpanel did not answer in time.', { hint: 'Try again.' });
  return error instanceof AppError ? error : new AppError('internal', 'Something went wrong inside Mixlake.', { cause: error });
}

function notListed(projectId: string): AppError {
  return new AppError('auth', `Mixpanel does not list the project ${projectId} for this account.`, {
    hint: 'Check the project id, the region, and that the service account belongs to the project.',
  });
}

async function remember(file: string, { name, timezone }: ProjectFacts): Promise<void> {
  try {
    await writeFileAtomic(file, `${JSON.stringify({ name, timezone })}\n`, { mode: 0o600 });
  } catch {
    // A full disk must not make the zone unknown now.
  }
}

function recall(file: string): ProjectFacts {
  try {
    return StoredFacts.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return { name: null, timezone: null }; // never told yet, or damaged
  }
}

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(cancelledError());
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
