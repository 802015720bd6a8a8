import { describe, expect, it } from 'vitest';
import { createWatchdog, type EngineEmergency } from '#mcp/lake/watchdog.ts';

const MB = 2 ** 20;

/** A statement that does not react to interrupts until it is let go. */
function deafStatement() {
  let letGo: () => void = () => undefined;
  const work = () =>
    new Promise<string>((resolve) => {
      letGo = () => resolve('done');
    });
  return { work, letGo: () => letGo() };
}

describe('the watchdog', () => {
  it('asks for a new engine when memory stays over the ceiling for a second, and answers the caller', async () => {
    const told: EngineEmergency[] = [];
    let interrupts = 0;
    let memory = 100 * MB;
    const watchdog = createWatchdog({ ceilingBytes: 1000 * MB, residentBytes: () => memory, onEmergency: (reason) => told.push(reason) });
    const deaf = deafStatement();
    const running = watchdog.run({ timeoutMs: 60_000, interrupt: () => (interrupts += 1), work: deaf.work });
    memory = 2000 * MB;
    const start = performance.now();
    await expect(running).rejects.toThrow(/more memory/);
    expect(performance.now() - start).toBeGreaterThan(900);
    expect(told).toEqual(['memory']);
    expect(interrupts).toBeGreaterThan(5);
    deaf.letGo();
  });

  it('answers a caller whose statement does not react, and asks for a new engine once', async () => {
    const told: EngineEmergency[] = [];
    const watchdog = createWatchdog({ ceilingBytes: 1e12, onEmergency: (reason) => told.push(reason) });
    const deaf = deafStatement();
    const start = performance.now();
    await expect(watchdog.run({ timeoutMs: 100, interrupt: () => undefined, work: deaf.work })).rejects.toThrow(/longer than 0.1 s/);
    expect(performance.now() - start).toBeLessThan(5000);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(told).toEqual(['stuck']);
    deaf.letGo();
  });

  it('does not blame a statement for memory the process held before it', async () => {
    const watchdog = createWatchdog({ ceilingBytes: 1000 * MB, residentBytes: () => 1200 * MB });
    const work = () => new Promise<number>((resolve) => setTimeout(() => resolve(7), 200));
    await expect(watchdog.run({ timeoutMs: 5000, interrupt: () => undefined, work })).resolves.toBe(7);
  });

  it('says why it stopped, not what DuckDB said about it', async () => {
    const abort = new AbortController();
    const watchdog = createWatchdog({ ceilingBytes: 1e12 });
    let fail: (error: Error) => void = () => undefined;
    const running = watchdog.run({
      timeoutMs: 5000,
      signal: abort.signal,
      interrupt: () => fail(new Error('INTERRUPT Error: Interrupted!')),
      work: () =>
        new Promise((_resolve, reject) => {
          fail = reject;
        }),
    });
    abort.abort();
    await expect(running).rejects.toMatchObject({ kind: 'cancelled', message: 'The query was cancelled.' });
  });
});
