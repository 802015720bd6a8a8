import { expect, it } from 'vitest';
import { isNewer } from '#core/link/versions.ts';

it.each([
  ['0.2.0', '0.1.9', true],
  ['1.0.0', '0.99.99', true],
  ['0.10.0', '0.9.0', true],
  ['0.1.1', '0.1.1', false],
  ['0.1.0', '0.1.1', false],
  ['0.1.0', '0.2.0', false],
  ['0.9.9', '1.0.0', false],
  // A copy without its package.json, or something else altogether, neither asks nor goes.
  ['0.0.0', '0.1.0', false],
  ['0.1.0', '0.0.0-fake', false],
  ['newest', '0.1.0', false],
])('version %s is newer than %s: %s', (version, than, isSo) => {
  expect(isNewer(version, than)).toBe(isSo);
});
