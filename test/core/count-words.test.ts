import fc from 'fast-check';
import { expect, it } from 'vitest';
import { count, plural } from '#core/count-words.ts';

it('counts are written as English writes them', () => {
  fc.assert(fc.property(fc.maxSafeInteger(), (value) => count(value) === value.toLocaleString('en-US')));
  for (const value of [0, -0, 7, 999, 1_000, -1_000, 12_345.678, 1e21, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(count(value)).toBe(Object.is(value, -0) ? '0' : value.toLocaleString('en-US'));
  }
});

it('one is one', () => {
  expect([plural(1, 'day'), plural(0, 'day'), plural(-1, 'day'), plural(2_000, 'entry', 'entries')]).toEqual([
    '1 day',
    '0 days',
    '-1 days',
    '2,000 entries',
  ]);
});
