import { describe, expect, it } from 'vitest';
import type { JsonValue } from '#shared/model/json.ts';
import { guessChart } from '../../../src-renderer/screens/explorer/chart-guess.ts';
import { chartData, xText } from '../../../src-renderer/ui/chart/chart-data.ts';

function columns(...pairs: string[]) {
  return pairs.map((pair) => {
    const [name = '', type = ''] = pair.split(':');
    return { name, type };
  });
}

const days = ['2026-05-01', '2026-05-02', '2026-05-03'];

describe('the first guess', () => {
  const cases: [string, ReturnType<typeof columns>, JsonValue[][], object | null][] = [
    [
      'a time and a number: a line',
      columns('day:DATE', 'n:BIGINT'),
      days.map((day, n) => [day, n]),
      { kind: 'line', x: 0, y: 1, series: null, aggregation: 'none' },
    ],
    [
      'a time, a category and a number: a line each',
      columns('day:TIMESTAMP', 'plan:VARCHAR', 'n:BIGINT'),
      days.flatMap((day) => [
        [day, 'a', 1],
        [day, 'b', 2],
      ]),
      { kind: 'line', x: 0, y: 2, series: 1, aggregation: 'none' },
    ],
    [
      'a time that comes again without a reason that one could draw: added up',
      columns('day:DATE', 'user:VARCHAR', 'n:BIGINT'),
      Array.from({ length: 60 }, (_, index) => [days[index % 3] ?? null, `user ${index}`, 1]),
      { kind: 'line', x: 0, y: 2, series: null, aggregation: 'sum' },
    ],
    [
      'a category and a number: bars',
      columns('event_name:VARCHAR', 'n:BIGINT'),
      [
        ['a', 5],
        ['b', 9],
      ],
      { kind: 'bar', x: 0, y: 1, series: null, aggregation: 'none' },
    ],
    [
      'two categories and a number: a heat map',
      columns('country:VARCHAR', 'plan:VARCHAR', 'n:BIGINT'),
      [
        ['DE', 'a', 1],
        ['DE', 'b', 2],
        ['JP', 'a', 3],
      ],
      { kind: 'heatmap', x: 0, y: 2, series: 1, aggregation: 'none' },
    ],
    [
      'steps that lose people: a funnel',
      columns('step:INTEGER', 'event:VARCHAR', 'users:BIGINT'),
      [
        [1, 'View', 100],
        [2, 'Cart', 40],
        [3, 'Buy', 40],
      ],
      { kind: 'funnel', x: 1, y: 2, series: null, aggregation: 'none' },
    ],
    [
      'steps that gain people are none',
      columns('stage:VARCHAR', 'users:BIGINT'),
      [
        ['a', 1],
        ['b', 5],
      ],
      { kind: 'bar', x: 0, y: 1, series: null, aggregation: 'none' },
    ],
    [
      'two numbers: a scatter',
      columns('price:DOUBLE', 'sold:BIGINT'),
      [
        [1, 2],
        [3, 4],
      ],
      { kind: 'scatter', x: 1, y: 0, series: null, aggregation: 'none' },
    ],
    ['one number: bars by the row', columns('n:BIGINT'), [[1], [2]], { kind: 'bar', x: null, y: 0, series: null, aggregation: 'none' }],
    [
      'a year is not what one draws',
      columns('year:INTEGER', 'plan:VARCHAR', 'n:BIGINT'),
      [
        [2025, 'a', 1],
        [2026, 'b', 2],
      ],
      { kind: 'bar', x: 1, y: 2, series: null, aggregation: 'none' },
    ],
    ['no number: nothing', columns('name:VARCHAR', 'at:TIMESTAMP'), [['a', '2026-05-01T00:00:00Z']], null],
  ];
  it.each(cases)('%s', (_name, given, rows, expected) => {
    expect(guessChart(given, rows)).toEqual(expected);
  });
});

describe('the data of a chart', () => {
  const given = [
    { name: 'day', role: 'time' as const },
    { name: 'plan', role: 'category' as const },
    { name: 'n', role: 'number' as const },
  ];

  it('adds up what falls together, keeps gaps, and reads exact text as numbers', () => {
    const rows: JsonValue[][] = [
      ['2026-05-02T00:00:00Z', 'a', 2],
      ['2026-05-01T00:00:00Z', 'a', 1],
      ['2026-05-02T00:00:00Z', 'a', '9007199254740993'],
      ['2026-05-03T00:00:00Z', 'a', null],
      ['2026-05-01T00:00:00Z', null, 7],
    ];
    const data = chartData(rows, given, { kind: 'line', x: 0, y: 2, series: 1, aggregation: 'sum' });
    const day = (number: number) => Date.UTC(2026, 4, number);
    expect(data.series).toEqual([
      {
        name: 'a',
        points: [
          [day(1), 1],
          [day(2), 9_007_199_254_740_994],
          [day(3), null],
        ],
      },
      { name: 'NULL', points: [[day(1), 7]] },
    ]);
    expect(xText(day(2), data)).toBe('2026-05-02');
  });

  it('keeps the largest series and counts the others', () => {
    const rows = Array.from({ length: 30 }, (_, index) => ['2026-05-01', `p${index}`, index]);
    const data = chartData(rows, given, { kind: 'bar', x: 0, y: 2, series: 1, aggregation: 'none' });
    expect(data.series).toHaveLength(24);
    expect(data.seriesLeftOut).toBe(6);
    expect(data.series[0]?.name).toBe('p6');
    expect(data.labels).toEqual(['2026-05-01']);
  });
});
