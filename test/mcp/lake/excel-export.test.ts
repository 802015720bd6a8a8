// Workbooks read back by programs that know nothing of ours: Python's zip and XML readers.
import { execFile } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { escaped } from '#mcp/lake/export/excel-cells.ts';
import { exportExcel } from '#mcp/lake/export/excel-query.ts';
import { type LakeRoom, openLakeRoom } from '#test/fakes/lake-room.ts';
import { type FixtureLake, openFixtureLake } from './policy/fixture-lake.ts';

const READER = `
import json, sys, zipfile, xml.etree.ElementTree as T
z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
for name in z.namelist(): T.fromstring(z.read(name))
n = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'
out = []
for row in T.fromstring(z.read('xl/worksheets/sheet1.xml')).iter(n + 'row'):
    cells = []
    for c in row.iter(n + 'c'):
        v, t = c.find(n + 'v'), c.find(n + 'is/' + n + 't')
        cells.append([c.get('t') or ('n' if v is not None else None), v.text if v is not None else t.text if t is not None else None, c.get('s')])
    out.append([int(row.get('r')), cells])
print(json.dumps({'names': z.namelist(), 'count': len(out), 'rows': out[:20], 'last': out[-1]}))
`;

type Cell = [string | null, string | null, string | null];
interface Workbook {
  names: string[];
  count: number;
  rows: [number, Cell[]][];
  last: [number, Cell[]];
}

let room: LakeRoom;
let lake: FixtureLake;

beforeAll(async () => {
  room = await openLakeRoom();
  lake = await openFixtureLake();
});
afterAll(async () => {
  await room.remove();
  await lake.close();
});

async function read(path: string): Promise<Workbook> {
  const script = join(room.dir, 'read.py');
  await writeFile(script, READER);
  const { stdout } = await promisify(execFile)('python3', [script, path], { maxBuffer: 50_000_000 });
  return JSON.parse(stdout);
}

function exported(sql: string, more: { signal?: AbortSignal; onBytes?: (bytes: number) => void } = {}) {
  return room.lake.exportQuery({
    ...{ sql, format: 'excel', name: 'book', folder: join(room.dir, 'exports') },
    ...{ signal: new AbortController().signal, client: 'test', onBytes: () => undefined, ...more },
  });
}

describe('a workbook', () => {
  it('has the types of the values, and every digit', async () => {
    const done =
      await exported(`SELECT 7 AS n, 0.1 AS d, 9007199254740993 AS big, 12345678901234567890::HUGEINT AS huge, 1234567890123456 AS long,
      true AS yes, NULL AS nothing, DATE '2026-05-01' AS day, TIMESTAMP '2026-05-01 12:00:00' AS noon, TIMESTAMP '2026-05-01 12:00:00.123456' AS micro,
      TIMESTAMP '1800-01-01' AS early, [1, 2] AS list, 'NaN'::DOUBLE AS nan`);
    expect(done).toMatchObject({ rows: 1, notes: [] });
    expect(done.path.endsWith('book.xlsx')).toBe(true);
    const book = await read(done.path);
    expect(book.rows[0]?.[1].map(([, text]) => text)).toEqual([
      'n',
      'd',
      'big',
      'huge',
      'long',
      'yes',
      'nothing',
      'day',
      'noon',
      'micro',
      'early',
      'list',
      'nan',
    ]);
    expect(book.rows[1]).toEqual([
      2,
      [
        ...[
          ['n', '7', null],
          ['n', '0.1', null],
        ],
        ...[
          ['inlineStr', '9007199254740993', null],
          ['inlineStr', '12345678901234567890', null],
          ['inlineStr', '1234567890123456', null],
        ],
        ...[
          ['b', '1', null],
          [null, null, null],
        ],
        // 2026-05-01 is day 46143 of Excel's calendar.
        ...[
          ['n', '46143', '3'],
          ['n', '46143.5', '2'],
          ['inlineStr', '2026-05-01T12:00:00.123456Z', null],
          ['inlineStr', '1800-01-01T00:00:00Z', null],
        ],
        ...[
          ['inlineStr', '[1,2]', null],
          ['inlineStr', 'NaN', null],
        ],
      ],
    ]);
  });

  it('marks what looks like a formula as text, and changes no text', async () => {
    const texts = ['=1+1', '+49', '-x', '@a', 'a=b', '<b>&amp;"\'', 'line\nbreak', ' blank ', '日本🙂'];
    const { path } = await exported(`SELECT unnest([${texts.map((text) => `'${text.replaceAll("'", "''")}'`).join(', ')}]) AS text`);
    const { rows } = await read(path);
    expect(rows.slice(1).map(([, [cell]]) => cell)).toEqual(texts.map((text, index) => ['inlineStr', text, index < 4 ? '4' : null]));
  });

  it('writes characters that XML does not know the way workbooks do', () => {
    expect(escaped('a\u0001b\rc\td')).toBe('a_x0001_b_x000D_c\td');
    expect(escaped('_x0001_')).toBe('_x005F_x0001_');
  });

  it('holds many rows in their order, and leaves nothing in the staging folder', async () => {
    const seen: number[] = [];
    const { path, bytes } = await exported('SELECT i, i % 7 AS k FROM range(60000) t(i) ORDER BY i DESC', {
      onBytes: (size) => seen.push(size),
    });
    const book = await read(path);
    expect(book.count).toBe(60_001);
    expect(book.rows[1]?.[1][0]?.[1]).toBe('59999');
    expect(book.last).toEqual([
      60_001,
      [
        ['n', '0', null],
        ['n', '0', null],
      ],
    ]);
    expect(bytes).toBeGreaterThan(100_000);
    expect(await readdir(room.lake.stagingDir)).toEqual([]);
  });

  it('cuts a text that no cell holds, and says so', async () => {
    const { path, notes } = await exported(`SELECT repeat('x', 40000) AS long`);
    expect(notes).toEqual(['1 cells cut: an Excel cell holds 32,767 characters.']);
    expect((await read(path)).rows[1]?.[1][0]?.[1]).toHaveLength(32_767);
  });

  it('takes the order and the filters of the grid', async () => {
    const arrangement = {
      order: [{ column: 0, isDescending: true }],
      filters: [{ kind: 'range' as const, column: 0, from: '10', to: '19' }],
    };
    for (const format of ['excel', 'csv'] as const) {
      const done = await room.lake.exportQuery({
        ...{ sql: 'SELECT i AS x, i AS x FROM range(100) t(i)', format, name: 'part', folder: join(room.dir, 'exports'), arrangement },
        ...{ signal: new AbortController().signal, client: 'test', onBytes: () => undefined },
      });
      expect(done.rows).toBe(10);
      if (format === 'excel') expect((await read(done.path)).rows[1]?.[1].map(([, text]) => text)).toEqual(['19', '19']);
    }
  });

  it('is not left half-written when it is cancelled', async () => {
    const abort = new AbortController();
    const writing = exported('SELECT i, hash(i) AS h FROM range(900000) t(i)', { signal: abort.signal, onBytes: () => abort.abort() });
    await expect(writing).rejects.toMatchObject({ kind: 'cancelled' });
    expect(await readdir(room.lake.stagingDir)).toEqual([]);
  });

  it('says when the sheet could not hold all rows', async () => {
    const connection = await lake.database.connect();
    const target = join(room.dir, 'cut.xlsx');
    const columns = [{ name: 'i', type: 'BIGINT' }];
    const done = await exportExcel(
      connection,
      { sql: 'SELECT i FROM range(50) t(i)', columns, target, mostRows: 20 },
      { check: () => undefined },
    );
    connection.disconnectSync();
    expect(done).toEqual({ rows: 20, notes: ['Only the first 20 rows: an Excel sheet holds no more. CSV and Parquet take them all.'] });
    expect((await read(target)).count).toBe(21);
  });
});
