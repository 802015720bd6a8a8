// Layer E: stops a statement that runs too long, takes too much memory, or is no longer wanted.
// DuckDB's memory_limit bounds its buffer manager, not the process (one scalar call was seen at 9 GB under a limit of 512 MB),
// so the process's resident memory is read every 50 ms. Over the ceiling every watched statement is interrupted; a statement
// that does not react (one scalar call cannot be interrupted) leaves only one way, replacing the engine: the callback asks for it.
import { type AppError, cancelledError } from '#shared/errors.ts';
import { SqlError } from './query-errors.ts';

const TICK_MS = 50;
/** Over the memory ceiling and still running this long after the interrupt: ask for a new engine. */
const MEMORY_GRACE_MS = 1000;
/** Past its time and still running this long after the interrupt: answer the caller and ask for a new engine. */
const STUCK_GRACE_MS = 3000;
/** Memory the process held before the statement began may stay held (allocators keep pages); it is not this statement's fault. */
const OWN_ALLOWANCE_BYTES = 512 * 2 ** 20;

export type EngineEmergency = 'memory' | 'stuck' | 'fatal';

export interface WatchdogOptions {
  /** Resident memory of the process above which statements are stopped. */
  ceilingBytes: number;
  onEmergency?: ((reason: EngineEmergency) => void) | undefined;
  now?: (() => number) | undefined;
  residentBytes?: (() => number) | undefined;
}

export interface Watched<T> {
  timeoutMs: number;
  signal?: AbortSignal | undefined;
  interrupt: () => void;
  work: (guard: Guard) => Promise<T>;
}

export interface Guard {
  /** Throws when the statement was stopped meanwhile: to be called between pieces of work of our own. */
  check(): void;
}

export interface Watchdog {
  run<T>(watched: Watched<T>): Promise<T>;
}

function tookTooLong(timeoutMs: number): AppError {
  return cancelledError(
    `The query took longer than ${Math.round(timeoutMs / 100) / 10} s and was stopped.`,
    'Read a shorter time range or fewer columns, aggregate earlier, or allow more time.',
  );
}

function tooMuchMemory(): SqlError {
  return new SqlError('The query needed more memory than it may use and was stopped.', {
    hint: 'Read fewer columns or a shorter time range, aggregate in steps, avoid joins without a condition, or add a LIMIT.',
  });
}

/** One running statement: decides when and why it is stopped. */
class Watch implements Guard {
  stopped: AppError | undefined;
  private stoppedAt = 0;
  private emergencyTold = false;
  private readonly limitBytes: number;
  private readonly startedAt: number;

  private readonly watched: { timeoutMs: number; signal?: AbortSignal | undefined; interrupt: () => void };
  private readonly clock: () => number;

  constructor(watched: Watched<unknown>, clock: () => number, limitBytes: number) {
    this.watched = watched;
    this.clock = clock;
    this.limitBytes = limitBytes;
    this.startedAt = clock();
  }

  check(): void {
    if (this.stopped !== undefined) throw this.stopped;
  }

  private stop(reason: AppError): void {
    this.stopped = reason;
    this.stoppedAt = this.clock();
  }

  /** What must happen now; 'stuck' means the caller gets its error although the statement still runs. */
  tick(residentBytes: number): EngineEmergency | undefined {
    const now = this.clock();
    if (this.stopped === undefined) {
      if (this.watched.signal?.aborted) this.stop(cancelledError('The query was cancelled.'));
      else if (now - this.startedAt >= this.watched.timeoutMs) this.stop(tookTooLong(this.watched.timeoutMs));
      else if (residentBytes > this.limitBytes) this.stop(tooMuchMemory());
    }
    if (this.stopped === undefined) return undefined;
    // Again on every tick: an interrupt that falls between two statements is lost.
    this.watched.interrupt();
    if (this.emergencyTold) return undefined;
    const since = now - this.stoppedAt;
    const isOver = residentBytes > this.limitBytes && since >= MEMORY_GRACE_MS;
    if (!isOver && since < STUCK_GRACE_MS) return undefined;
    this.emergencyTold = true;
    return isOver ? 'memory' : 'stuck';
  }
}

export function createWatchdog(options: WatchdogOptions): Watchdog {
  const clock = options.now ?? (() => performance.now());
  const resident = options.residentBytes ?? (() => process.memoryUsage.rss());
  let running = 0;
  let baseline = 0;
  return {
    async run({ work, ...watched }) {
      if (running === 0) baseline = resident();
      running += 1;
      const watch = new Watch({ ...watched, work }, clock, Math.max(options.ceilingBytes, baseline + OWN_ALLOWANCE_BYTES));
      let giveUp: (reason: unknown) => void = () => undefined;
      const givenUp = new Promise<never>((_resolve, reject) => {
        giveUp = reject;
      });
      const tick = () => {
        const emergency = watch.tick(resident());
        if (emergency === undefined) return;
        options.onEmergency?.(emergency);
        giveUp(watch.stopped);
      };
      const timer = setInterval(tick, TICK_MS);
      watched.signal?.addEventListener('abort', tick, { once: true });
      const done = work(watch)
        .catch((error: unknown) => {
          throw watch.stopped ?? error;
        })
        .finally(() => {
          running -= 1;
          clearInterval(timer);
          watched.signal?.removeEventListener('abort', tick);
        });
      return Promise.race([done, givenUp]);
    },
  };
}
