// Questions to the person at the window, for clients that cannot show a question themselves. They are asked only while a window is
// there to show them, wait for as long as a person may be away, and end with whoever waits for them.
import { randomBytes } from 'node:crypto';
import { AppError, cancelledError, inputError } from '#shared/errors.ts';
import type { Approval } from '#shared/model/approval.ts';

/** People go for lunch; after this the assistant has moved on. */
const WAIT_MS = 30 * 60_000;

export type Question = Pick<Approval, 'question' | 'facts' | 'client' | 'tool' | 'projectId'>;

export interface Approvals {
  /** A window is there to show a question. */
  isWatched(): boolean;
  /** Resolves when the person agrees; fails in words when they do not, or say nothing for half an hour. */
  ask(question: Question, signal: AbortSignal): Promise<void>;
  list(): Approval[];
  answer(id: string, isApproved: boolean): Approval;
  /** A window that shows what waits, until the returned function is called. */
  watch(listener: (waiting: Approval[]) => void): () => void;
}

interface Waiting {
  approval: Approval;
  decide(isApproved: boolean): void;
}

export function createApprovals(deps: { now: () => number; waitMs?: number }): Approvals {
  const waitMs = deps.waitMs ?? WAIT_MS;
  const waiting = new Map<string, Waiting>();
  const watchers = new Set<(waiting: Approval[]) => void>();
  const list = () => [...waiting.values()].map(({ approval }) => approval);
  const tell = (): void => {
    for (const watcher of watchers) watcher(list());
  };

  async function ask(question: Question, signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw cancelledError();
    const id = `ask_${randomBytes(6).toString('hex')}`;
    const askedMs = deps.now();
    const approval = { id, ...question, askedAt: iso(askedMs), expiresAt: iso(askedMs + waitMs) };
    const answer = Promise.withResolvers<boolean>();
    const onAbort = (): void => answer.reject(cancelledError());
    const timer = setTimeout(() => answer.reject(unanswered()), waitMs);
    signal.addEventListener('abort', onAbort);
    waiting.set(id, { approval, decide: answer.resolve });
    tell();
    try {
      if (!(await answer.promise)) throw refused();
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      waiting.delete(id);
      tell();
    }
  }

  return {
    isWatched: () => watchers.size > 0,
    ask,
    list,
    answer(id, isApproved) {
      const found = waiting.get(id);
      if (found === undefined) throw inputError('Nobody waits for this answer any more.', 'Ask the assistant to try again.');
      found.decide(isApproved);
      return found.approval;
    },
    watch(listener) {
      watchers.add(listener);
      return () => watchers.delete(listener);
    },
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function refused(): AppError {
  return new AppError('cancelled', 'The person said no in Mixlake. Nothing was done.');
}

function unanswered(): AppError {
  return new AppError('cancelled', 'Nobody answered the question in Mixlake. Nothing was done.', {
    hint: 'Ask the person, then try again.',
  });
}
