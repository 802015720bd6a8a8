import { describe, expect, it } from 'vitest';
import { previousOf, readTime } from '#mcp/tools/intelligent/questions/time-words.ts';

/** A Wednesday. */
const TODAY = '2026-05-20';

describe('the days of a question', () => {
  it.each([
    ['How many sign-ups yesterday?', ['2026-05-19', '2026-05-19']],
    ['Wie viele gestern?', ['2026-05-19', '2026-05-19']],
    ['sign-ups last week', ['2026-05-11', '2026-05-17']],
    ['Anmeldungen letzte Woche', ['2026-05-11', '2026-05-17']],
    ['this week', ['2026-05-18', '2026-05-20']],
    ['over the past 90 days', ['2026-02-19', '2026-05-19']],
    ['in den letzten 14 Tagen', ['2026-05-06', '2026-05-19']],
    ['the last two weeks', ['2026-05-06', '2026-05-19']],
    ['last month', ['2026-04-01', '2026-04-30']],
    ['in May', ['2026-05-01', '2026-05-20']],
    ['im März', ['2026-03-01', '2026-03-31']],
    ['in June', ['2025-06-01', '2025-06-30']],
    ['in June 2024', ['2024-06-01', '2024-06-30']],
    ['from 2026-05-01 to 2026-05-07', ['2026-05-01', '2026-05-07']],
    ['on 2026-05-03', ['2026-05-03', '2026-05-03']],
    ['am 3. Mai', ['2026-05-03', '2026-05-03']],
    ['on May 3rd', ['2026-05-03', '2026-05-03']],
    ['May 3 to 9, 2026', ['2026-05-03', '2026-05-09']],
    ['3.5.2026', ['2026-05-03', '2026-05-03']],
    ['since 2026-05-01', ['2026-05-01', '2026-05-19']],
    ['on Monday', ['2026-05-18', '2026-05-18']],
    ['last Wednesday', ['2026-05-13', '2026-05-13']],
    ['three days ago', ['2026-05-17', '2026-05-17']],
    ['in Q1 2026', ['2026-01-01', '2026-03-31']],
    ['last quarter', ['2026-01-01', '2026-03-31']],
    ['letztes Jahr', ['2025-01-01', '2025-12-31']],
  ])('%s', (question, [from, to]) => {
    expect(readTime(question, TODAY).spans).toEqual([{ from, to }]);
  });

  it.each([
    ['this week vs last week', ['2026-05-18', '2026-05-20'], ['2026-05-11', '2026-05-17']],
    ['May compared to April', ['2026-05-01', '2026-05-20'], ['2026-04-01', '2026-04-30']],
    ['April versus March', ['2026-04-01', '2026-04-30'], ['2026-03-01', '2026-03-31']],
    ['2026-05-01 to 2026-05-07 against 2026-04-01 to 2026-04-07', ['2026-05-01', '2026-05-07'], ['2026-04-01', '2026-04-07']],
  ])('%s has two', (question, first, second) => {
    expect(readTime(question, TODAY).spans).toEqual([
      { from: first[0], to: first[1] },
      { from: second[0], to: second[1] },
    ]);
  });

  it.each(['last week compared with the week before', 'letzte Woche im Vergleich zur Woche davor', 'last week vs the previous period'])(
    '%s compares with the time before',
    (question) => {
      expect(readTime(question, TODAY)).toMatchObject({ spans: [{ from: '2026-05-11', to: '2026-05-17' }], wantsPrevious: true });
    },
  );

  it('leaves the other words where they are, and does not take "may" for a month', () => {
    const { rest, spans } = readTime('how many people may sign up yesterday by plan', TODAY);
    expect(rest).toBe(`how many people may sign up ${' '.repeat(9)} by plan`);
    expect(spans).toHaveLength(1);
    expect(readTime('on 2026-02-31 or 31 April', TODAY).spans).toEqual([]);
  });

  it('knows what comes before', () => {
    expect(previousOf({ from: '2026-03-01', to: '2026-03-31' })).toEqual({ from: '2026-02-01', to: '2026-02-28' });
    expect(previousOf({ from: '2026-05-11', to: '2026-05-17' })).toEqual({ from: '2026-05-04', to: '2026-05-10' });
    expect(previousOf({ from: '2026-05-19', to: '2026-05-19' })).toEqual({ from: '2026-05-18', to: '2026-05-18' });
  });
});
