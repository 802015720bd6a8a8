// Readers never see a day between its commit and the removal of its duplicates. The writer closes the gate for that short
// moment: readers that have come in but not begun yet are waited for, later ones wait. Readers already under way keep their own
// snapshot.

export interface PublishGate {
  /** Runs `work` while no reader begins. */
  closed<T>(work: () => Promise<T>): Promise<T>;
  /** Resolves when a reader may begin; it must call entered() once it has begun (or given up). */
  enter(): Promise<void>;
  entered(): void;
}

export function createPublishGate(): PublishGate {
  let turn: Promise<void> = Promise.resolve();
  let isClosed = false;
  let entering = 0;
  let wake: (() => void)[] = [];
  const wakeAll = (): void => {
    const waiting = wake;
    wake = [];
    for (const each of waiting) each();
  };
  const changed = (): Promise<void> => new Promise((resolve) => wake.push(resolve));

  async function closeAndRun<T>(work: () => Promise<T>): Promise<T> {
    isClosed = true;
    try {
      while (entering > 0) await changed();
      return await work();
    } finally {
      isClosed = false;
      wakeAll();
    }
  }

  return {
    closed(work) {
      const mine = turn.then(() => closeAndRun(work));
      turn = mine.then(
        () => undefined,
        () => undefined,
      );
      return mine;
    },
    async enter() {
      while (isClosed) await changed();
      entering += 1;
    },
    entered() {
      entering -= 1;
      if (entering === 0) wakeAll();
    },
  };
}
