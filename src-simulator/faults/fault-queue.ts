// The faults that are still to come. Several may hit the same request: a stall and a cut, for example.

import type { Fault } from './fault.ts';

interface Pending {
  readonly fault: Fault;
  skip: number;
  left: number;
}

export class FaultQueue {
  #pending: Pending[] = [];

  add(faults: readonly Fault[]): void {
    for (const fault of faults) this.#pending.push({ fault, skip: fault.after ?? 0, left: fault.times ?? 1 });
  }

  /** The faults for this request, at most one of each kind; uses them up. */
  take(path: string): Fault[] {
    const taken: Fault[] = [];
    for (const pending of this.#pending) {
      if (pending.fault.path !== undefined && !path.includes(pending.fault.path)) continue;
      if (pending.skip > 0) {
        pending.skip -= 1;
        continue;
      }
      if (taken.some((fault) => fault.kind === pending.fault.kind)) continue;
      pending.left -= 1;
      taken.push(pending.fault);
    }
    this.#pending = this.#pending.filter((pending) => pending.left > 0);
    return taken;
  }

  waiting(): Fault[] {
    return this.#pending.map((pending) => pending.fault);
  }

  clear(): void {
    this.#pending = [];
  }
}
