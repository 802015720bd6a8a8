import { expect, it } from 'vitest';
import { watchWake } from '#main/services/wake.ts';

function fakeClock() {
  const clock = { at: 0, stopped: false, tick: (): void => undefined };
  return {
    clock,
    deps: {
      now: () => clock.at,
      every(_ms: number, work: () => void) {
        clock.tick = work;
        return () => {
          clock.stopped = true;
        };
      },
    },
  };
}

it('tells of a long sleep once, and not of a machine that is only busy', () => {
  const { clock, deps } = fakeClock();
  let wakes = 0;
  const stop = watchWake(() => {
    wakes += 1;
  }, deps);
  for (const later of [10_000, 12_500, 25_000, 10_000]) {
    clock.at += later;
    clock.tick();
  }
  expect(wakes).toBe(0);
  clock.at += 8 * 3_600_000;
  clock.tick();
  clock.at += 10_000;
  clock.tick();
  expect(wakes).toBe(1);
  stop();
  expect(clock.stopped).toBe(true);
});
