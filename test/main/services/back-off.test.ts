import { describe, expect, it } from 'vitest';
import { createBackOff } from '#main/services/back-off.ts';

function backOffAt(random = 0.5) {
  let now = 0;
  const backOff = createBackOff({ now: () => now, random: () => random });
  return { backOff, pass: (ms: number) => (now += ms) };
}

describe('the wait before the next connection', () => {
  it('doubles with each loss, and ends with the fifth within a minute', () => {
    const { backOff, pass } = backOffAt();
    const waits = Array.from({ length: 5 }, () => {
      pass(1_000);
      return backOff.nextMs();
    });
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, undefined]);
  });

  it('is never the same for all, and never more than half longer or shorter', () => {
    expect(backOffAt(0).backOff.nextMs()).toBe(250);
    expect(backOffAt(0.999).backOff.nextMs()).toBeCloseTo(749.5);
  });

  it('forgets losses that are older than a minute', () => {
    const { backOff, pass } = backOffAt();
    for (let n = 0; n < 20; n += 1) {
      expect(backOff.nextMs()).toBeLessThanOrEqual(4_000);
      pass(16_000);
    }
  });

  it('starts over when the person asks for another try', () => {
    const { backOff } = backOffAt();
    for (let n = 0; n < 5; n += 1) backOff.nextMs();
    expect(backOff.nextMs()).toBeUndefined();
    backOff.forget();
    expect(backOff.nextMs()).toBe(500);
  });
});
