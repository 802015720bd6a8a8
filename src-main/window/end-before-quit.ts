// Quitting waits for the services to end, but not for ever: a service that hangs must not keep a window-less process alive.

export interface QuittingApp {
  on(event: 'will-quit', listener: (event: { preventDefault(): void }) => void): unknown;
  quit(): void;
}

export interface EndOptions {
  readonly app: QuittingApp;
  readonly end: () => Promise<void>;
  readonly limitMs: number;
  /** Told why the services did not end cleanly. */
  readonly onProblem: (problem: unknown) => void;
}

export function endBeforeQuit(options: EndOptions): void {
  let state: 'running' | 'ending' | 'ended' = 'running';
  options.app.on('will-quit', (event) => {
    if (state === 'ended') return;
    event.preventDefault();
    if (state === 'ending') return;
    state = 'ending';
    void within(options.limitMs, options.end)
      .catch(options.onProblem)
      .finally(() => {
        state = 'ended';
        options.app.quit();
      });
  });
}

async function within(limitMs: number, work: () => Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`The services did not end within ${limitMs} ms.`)), limitMs);
  });
  try {
    await Promise.race([work(), limit]);
  } finally {
    clearTimeout(timer);
  }
}
