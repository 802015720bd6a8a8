import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { strangeNumbers } from '#mcp/prose/check-numbers.ts';

const REPORT = [
  'Question: how many sign-ups?',
  '"Sign Up Completed": 12,345 events from 2026-05-01 to 2026-05-14 (Europe/Vienna), 881.8 a day; most on 2026-05-09 (1,204), least on 2026-05-05 (640).',
  'Against 2026-04-17 to 2026-04-30: -12.4 % (95 % interval: -20.1 % to -4 %), 14,092 events before.',
  'Share of iOS: 0.413. Version 5.2.0 since 12:30. p95 of 1.5 s; "Step 77 done" and "v3 / 88" are names.',
].join('\n');

describe('a text passes that says what the report says', () => {
  it.each([
    'There were 12,345 sign-ups between 2026-05-01 and 2026-05-14, a drop of 12.4 %.',
    'There were 12345 sign-ups (May 1 to 14, 2026), about 882 a day.',
    "12'345 Anmeldungen vom 1. bis 14. Mai 2026, im Schnitt 881,8 am Tag, ein Minus von 12,4 Prozent.",
    'Roughly 12,300 sign-ups, down 12 percent (-12.4 %), between 4 and 20.1 %.',
    'About 12.3k sign-ups; 14.1 thousand before.',
    'The best day was 9 May with 1,204, the worst May 5th with 640.',
    '1. Sign-ups fell by 12.4 %.\n2. Two days stand out, the first of them in 2026.',
    'iOS makes 41.3 % of them, with version 5.2.0 since 12:30, and p95 is 1.5 s.',
    'In the 1st of three weeks nothing happened.',
    '**12,345** events, _881.8_ a day.',
    'Nothing to report.',
    'In May 12,345 events came, most on May 9, fewest on May 5th.',
    'May 5, 2026 was low (May 9 was not).',
    'Step 77 done and "v3 / 88" are names.',
    'A change from \u221220.1 % to \u22124 % is likely.',
  ])('%s', (text) => expect(strangeNumbers(text, REPORT)).toEqual([]));
});

describe('a text is refused that says another number', () => {
  it.each([
    ['There were 12,346 sign-ups.', '12,346'],
    ['There were 12,340 sign-ups.', '12,340'],
    ['A rise of +12.4 %.', '+12.4 %'],
    ['A drop of 12.5 %.', '12.5 %'],
    ['881.8 % more.', '881.8 %'],
    ['Nearly 13,000 sign-ups.', '13,000'],
    ['26,437 in both.', '26,437'],
    ['On 2026-05-10 it peaked.', '2026-05-10'],
    ['On May 10 it peaked.', 'May 10'],
    ['Am 10. Mai war der Höhepunkt.', '10. Mai'],
    ['In June 2026 all was well.', 'June 2026'],
    ['In May 5 people signed up.', '5'],
    ['In May 69 people signed up.', '69'],
    ['On May 69 all was well.', '69'],
    ['They halved.', 'halved'],
    ['Sign-ups doubled, and half of them stayed.', 'doubled'],
    ['Twelve days were good.', 'Twelve'],
    ['Seventeen percent.', 'Seventeen percent'],
    ['Five percent of them.', 'Five percent'],
    ['Hunderte kamen.', 'Hunderte'],
    ['1.2x as many.', '1.2'],
    ['9 out of 14 days.', '9 out of 14'],
    ['Version 5.2.1 is to blame.', '5.2.1'],
    ['At 2:30 it began.', '2:30'],
    ['iOS17 is to blame.', 'iOS17'],
    ['½ of them.', '½'],
    ['１２ of them.', '１'],
    ['1.2e4 sign-ups.', '1.2e4'],
    ['12.345 sign-ups.', '12.345'],
    ['0 sign-ups.', '0'],
    ['77 sign-ups.', '77'],
    ['Three dozen, a million, 2 thousand.', 'million'],
    ['30 of them at 12 sharp.', '30'],
    ['A share of 0.41 %.', '0.41 %'],
    ['12k sign-ups, 1,2 million views.', '1,2'],
    ['12,3**99** sign-ups.', '12,399'],
  ])('%s', (text, strange) => expect(strangeNumbers(text, REPORT)).toContain(strange));
});

const amount = fc.oneof(
  fc.integer({ min: 11, max: 9_999_999 }).map((value) => value.toLocaleString('en-US')),
  fc.integer({ min: 101, max: 999_999 }).map((value) => (value / 10).toFixed(1)),
  fc.integer({ min: 11, max: 999 }).map((value) => `${(value / 10).toFixed(1)} %`),
);
const words = fc.constantFrom('events came from', 'people did', 'against', 'in all, and', 'was the share of', 'Menschen kamen, und');

describe('whatever the numbers are', () => {
  it('a text made of the numbers of the report passes', () => {
    fc.assert(
      fc.property(
        fc.array(amount, { minLength: 1, maxLength: 12 }),
        fc.array(words, { minLength: 12, maxLength: 12 }),
        fc.nat(),
        (numbers, between, turn) => {
          const report = numbers.map((number, index) => `- row: ${number} ${between[index]}`).join('\n');
          const turned = numbers.map((_, index) => numbers[(index + turn) % numbers.length] ?? '');
          const text = turned.map((number, index) => `${between[(index + turn) % 12]} ${number}`).join(' ');
          expect(strangeNumbers(text, report)).toEqual([]);
        },
      ),
      { numRuns: 500 },
    );
  });

  const value = (text: string): number => Number(text.replaceAll(/[^\d.]/g, ''));
  const changeDigit = (number: string, which: number, by: number): string => {
    const places = [...number.matchAll(/\d/g)].map(({ index }) => index);
    const at = places[which % places.length] ?? 0;
    return `${number.slice(0, at)}${(Number(number[at]) + by) % 10}${number.slice(at + 1)}`;
  };
  const digit = fc.integer({ min: 1, max: 9 });

  it('a changed digit of the only number is found', () => {
    fc.assert(
      fc.property(amount, fc.nat(), digit, (number, which, by) => {
        expect(strangeNumbers(`It was ${changeDigit(number, which, by)} then.`, `${number} of all`)).not.toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  it('a changed digit among many numbers is found, unless it makes another of them', () => {
    fc.assert(
      fc.property(fc.array(amount, { minLength: 2, maxLength: 8 }), fc.nat(), digit, (numbers, which, by) => {
        const chosen = which % numbers.length;
        const changed = changeDigit(numbers[chosen] ?? '', which, by);
        const others = numbers.filter((number) => number !== numbers[chosen]);
        fc.pre(others.every((number) => Math.abs(value(number) - value(changed)) > 1));
        const text = numbers.map((each, index) => `${index === chosen ? changed : each} of them`).join(', ');
        expect(strangeNumbers(text, numbers.map((each) => `${each} of all`).join(', '))).not.toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });
});
