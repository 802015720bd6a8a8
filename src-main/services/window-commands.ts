// Commands of the shell to the window. A window that is hidden lets go of its stream, so a command sent then waits for the next one
// that is opened, for as long as the person may still mean it.
import type { WindowCommand } from '#shared/model/window-command.ts';

const KEEP_MS = 5_000;

export interface WindowCommands {
  send(command: WindowCommand): void;
  /** Tells each command, a waiting one at once. */
  listen(listener: (command: WindowCommand) => void): () => void;
}

export function createWindowCommands(now: () => number = Date.now): WindowCommands {
  const listeners = new Set<(command: WindowCommand) => void>();
  let waiting: { command: WindowCommand; sentMs: number } | undefined;
  return {
    send(command) {
      waiting = listeners.size === 0 ? { command, sentMs: now() } : undefined;
      for (const listener of listeners) listener(command);
    },
    listen(listener) {
      listeners.add(listener);
      if (waiting !== undefined && now() - waiting.sentMs <= KEEP_MS) listener(waiting.command);
      waiting = undefined;
      return () => listeners.delete(listener);
    },
  };
}
