import { describe, expect, it, vi } from 'vitest';
import { endBeforeQuit } from '#main/window/end-before-quit.ts';

/** Quits as Electron does: `will-quit` may be refused, and then the app stays. */
function fakeApp() {
  let listener: (event: { preventDefault(): void }) => void = () => undefined;
  const app = {
    hasQuit: false,
    on: (_event: 'will-quit', added: typeof listener) => {
      listener = added;
    },
    quit() {
      let isPrevented = false;
      const preventDefault = () => {
        isPrevented = true;
      };
      listener({ preventDefault });
      app.hasQuit = !isPrevented;
    },
  };
  return app;
}

describe('quitting', () => {
  it('waits until the services have ended, and ends them once however often it is asked', async () => {
    const app = fakeApp();
    const ended = Promise.withResolvers<void>();
    const end = vi.fn(() => ended.promise);
    endBeforeQuit({ app, end, limitMs: 5000, onProblem: () => expect.unreachable() });
    app.quit();
    app.quit();
    expect(app.hasQuit).toBe(false);
    ended.resolve();
    await vi.waitFor(() => expect(app.hasQuit).toBe(true));
    expect(end).toHaveBeenCalledTimes(1);
  });

  it('goes on when the services fail to end, and tells why', async () => {
    const app = fakeApp();
    const problems: unknown[] = [];
    const problem = new Error('stuck');
    endBeforeQuit({ app, end: () => Promise.reject(problem), limitMs: 5000, onProblem: (why) => problems.push(why) });
    app.quit();
    await vi.waitFor(() => expect(app.hasQuit).toBe(true));
    expect(problems).toEqual([problem]);
  });

  it('does not wait for ever', async () => {
    const app = fakeApp();
    const problems: unknown[] = [];
    endBeforeQuit({ app, end: () => new Promise(() => undefined), limitMs: 20, onProblem: (why) => problems.push(why) });
    app.quit();
    await vi.waitFor(() => expect(app.hasQuit).toBe(true));
    expect(String(problems[0])).toContain('20 ms');
  });
});
