// Readers never see a day between its commit and the removal of its duplicates. The writer takes the gate for that short
// moment; a reader that is about to begin waits for it. Readers already under way keep their own snapshot.

export interface PublishGate {
  /** Runs `work` while no new reader begins. */
  closed<T>(work: () => Promise<T>): Promise<T>;
  /** Resolves when the gate is open. */
  open(): Promise<void>;
}

export function createPublishGate(): PublishGate {
  let current: Promise<void> = Promise.resolve();
  return {
    async closed(work) {
      const before = current;
      const done = Promise.withResolvers<void>();
      current = before.then(() => done.promise);
      await before;
      try {
        return await work();
      } finally {
        done.resolve();
      }
    },
    open: () => current,
  };
}
