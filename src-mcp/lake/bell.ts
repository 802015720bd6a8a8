/** Wakes all who wait for something to happen. */
export function createBell(): { ring(): void; next(): Promise<void> } {
  let waiting: (() => void)[] = [];
  return {
    ring() {
      const woken = waiting;
      waiting = [];
      for (const each of woken) each();
    },
    next: () => new Promise((resolve) => waiting.push(resolve)),
  };
}
