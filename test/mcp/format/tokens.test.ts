import fc from 'fast-check';
import { encode } from 'gpt-tokenizer';
import { describe, expect, it } from 'vitest';
import { estimateTokens, fitsTokens } from '#mcp/format/tokens.ts';
import { fraction, hash } from '#simulator/world/prng.ts';

let draws = 0;
/** The same numbers in every run. */
const random = (): number => {
  draws += 1;
  return fraction(hash(7, draws));
};
const below = (limit: number): number => Math.floor(random() * limit);
const repeat = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => make(index)).join('\n');

/** The kinds of text that answers consist of. */
const TEXTS: Record<string, string> = {
  'a table of numbers': repeat(
    80,
    () => `| Chrome ${below(120)} | ${below(900_000).toLocaleString('en-US')} | ${(random() * 100).toFixed(1)} % |`,
  ),
  'times and ids': repeat(80, () => `| 2026-05-${10 + below(19)}T1${below(9)}:2${below(9)}:00Z | ${random().toString(36).slice(2)} |`),
  'a series as JSON': JSON.stringify(Object.fromEntries(Array.from({ length: 90 }, (_, day) => [`2026-05-${day}`, below(50_000)]))),
  'rows as JSON': JSON.stringify(
    Array.from({ length: 60 }, (_, row) => ({ event: `Tour Viewed ${row}`, $browser: 'Firefox', amount: random() * 99 })),
  ),
  prose: 'Retention of people who signed up in May, by week; buckets that are not over yet are left empty. '.repeat(20),
  'German prose': 'Die Höhenwege über den Pass sind für geübte Wanderer; Ausrüstung gibt es auf den Hütten. '.repeat(20),
  'property names': repeat(60, (index) => `- $initial_referring_domain_${index}`),
};

describe('the estimate of tokens', () => {
  it.each(Object.entries(TEXTS))('is not below a real tokenizer for %s, and not far above', (_kind, text) => {
    const real = encode(text).length;
    const estimate = estimateTokens(text);
    expect(estimate).toBeGreaterThanOrEqual(real * 0.98);
    expect(estimate).toBeLessThanOrEqual(real * 2.3);
  });

  it('of nothing is nothing', () => {
    expect(estimateTokens('')).toBe(0);
  });

  it('decides about a budget as the whole count would, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), fc.nat(120), (text, budget) => {
        expect(fitsTokens(text, budget)).toBe(estimateTokens(text) <= budget);
      }),
      { numRuns: 2_000 },
    );
  });
});
