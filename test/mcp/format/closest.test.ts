// Names closest to one that is not known, beside the plain definition of the distance.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { closestNames, editDistance } from '#mcp/format/closest.ts';

/** As Levenshtein's distance is defined: the cheapest of leaving out, adding and replacing one. */
function defined(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length;
  return Math.min(defined(a.slice(1), b) + 1, defined(a, b.slice(1)) + 1, defined(a.slice(1), b.slice(1)) + (a[0] === b[0] ? 0 : 1));
}

const NAME = fc.string({ unit: fc.constantFrom(...'abAé_'), maxLength: 6 });

it('the distance is that of the definition, letter case ignored', () => {
  fc.assert(fc.property(NAME, NAME, (a, b) => editDistance(a, b) === defined(a.toLowerCase(), b.toLowerCase())));
});

it('none that is close enough is left out because of its length', () => {
  fc.assert(
    fc.property(NAME, fc.uniqueArray(NAME, { maxLength: 8 }), (wanted, known) => {
      const limit = Math.max(2, Math.floor(wanted.length * 0.4));
      const distance = (name: string): number =>
        name.toLowerCase().includes(wanted.toLowerCase()) ? 1 : defined(wanted.toLowerCase(), name.toLowerCase());
      const near = known.filter((name) => distance(name) <= limit);
      const expected = near.sort((a, b) => distance(a) - distance(b) || (a < b ? -1 : 1)).slice(0, 5);
      expect(closestNames(wanted, known)).toEqual(expected);
    }),
  );
});
