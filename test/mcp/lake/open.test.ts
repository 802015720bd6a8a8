import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { STEP_BACK, threadsNamed } from '#mcp/lake/answers-first.ts';
import { type LakeDatabase, type LakeOptions, openLakeDatabase } from '#mcp/lake/open.ts';
import { openFailure } from '#mcp/lake/open-failure.ts';
import { AppError } from '#shared/errors.ts';

let folder: string;
let options: LakeOptions;
const opened: LakeDatabase[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mixlake-open-'));
  options = {
    file: join(folder, 'project', 'lake.duckdb'),
    stagingDir: join(folder, 'staging'),
    tempDir: join(folder, 'temp'),
    threads: 2,
  };
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((database) => database.close()));
  await rm(folder, { recursive: true, force: true });
});

async function open(changes: Partial<LakeOptions> = {}): Promise<LakeDatabase> {
  const database = await openLakeDatabase({ ...options, ...changes });
  opened.push(database);
  return database;
}

async function rows(database: LakeDatabase, sql: string): Promise<unknown[][]> {
  const connection = await database.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowsJson();
  } finally {
    connection.disconnectSync();
  }
}

async function openError(changes: Partial<LakeOptions> = {}): Promise<AppError> {
  const error: unknown = await open(changes).catch((thrown: unknown) => thrown);
  if (!(error instanceof AppError)) throw new Error('it opened');
  expect(`${error.message} ${error.hint}`).not.toContain(folder);
  expect(error.hint).toMatch(/\.$/);
  return error;
}

/** Writes a database whose last changes stand only in its write-ahead log, as a crash leaves it. */
async function crashedLake(): Promise<void> {
  const code = `import('${new URL('../../../src-mcp/lake/open.ts', import.meta.url)}').then(async ({ openLakeDatabase }) => {
    const database = await openLakeDatabase(${JSON.stringify(options)});
    const connection = await database.connect();
    await connection.run('CREATE TABLE kept AS SELECT 1 AS a'); await connection.run('CHECKPOINT lake');
    await connection.run('CREATE TABLE late AS SELECT 2 AS a'); process.kill(process.pid, 'SIGKILL');
  })`;
  await promisify(execFile)(process.execPath, ['-e', code]).catch(() => undefined);
}

const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

describe('opening the lake', () => {
  it.runIf(process.platform === 'linux')('lets the thread that answers go first, also before threads that DuckDB gets later', async () => {
    const ours = getPriority();
    const database = await open({ threads: 2 });
    const before = threadsNamed('libuv-worker').length;
    await database.setResources({ memoryLimitMb: 200, threads: 8 });
    expect(before).toBeGreaterThanOrEqual(4);
    expect(threadsNamed('libuv-worker').length).toBeGreaterThan(before);
    expect(threadsNamed('V8Worker')).not.toEqual([]);
    for (const name of ['libuv-worker', 'V8Worker'] as const) {
      expect(new Set(threadsNamed(name).map((thread) => getPriority(thread)))).toEqual(new Set([ours + STEP_BACK[name]]));
    }
    expect(getPriority()).toBe(ours);
  });

  it('gives connections whose current database is the file, and keeps what they write', async () => {
    const first = await open();
    await rows(first, 'CREATE TABLE t AS SELECT 42 AS a');
    expect(await rows(first, 'SELECT current_database(), current_schema()')).toEqual([['lake', 'main']]);
    await first.close();
    expect(await rows(await open(), 'SELECT a FROM lake.main.t')).toEqual([[42]]);
    expect(opened.at(-1)?.notes).toEqual([]);
  });

  it('writes the storage version and the row groups that loading was measured with', async () => {
    const [[tags, kept] = []] = await rows(
      await open(),
      `SELECT tags::VARCHAR, options::VARCHAR FROM duckdb_databases() WHERE database_name = 'lake'`,
    );
    expect(String(tags)).toContain('v1.2.0');
    expect(String(kept)).toContain('16384');
  });

  it('goes on with a file that has larger row groups', async () => {
    await mkdir(join(folder, 'project'), { recursive: true });
    const older = await DuckDBInstance.create(':memory:');
    const connection = await older.connect();
    await connection.run(`ATTACH '${options.file}' AS old (STORAGE_VERSION 'v1.2.0', ROW_GROUP_SIZE 65536)`);
    await connection.run("CREATE TABLE old.t AS SELECT i, 'n' || i AS name FROM range(50000) r(i)");
    connection.disconnectSync();
    older.closeSync();
    const database = await open();
    const writer = await database.connect();
    await writer.run("INSERT INTO t SELECT i, 'n' || i FROM range(50000, 150000) r(i)");
    await writer.run('DELETE FROM t WHERE i % 3 = 0');
    await writer.run("INSERT INTO t VALUES (-1, 'last')");
    writer.disconnectSync();
    await database.close();
    const truth = [['100001', '100001', String((149_999 * 150_000) / 2 - (3 * 49_999 * 50_000) / 2 - 1)]];
    expect(await rows(await open(), 'SELECT count(*), count(DISTINCT name), sum(i) FROM t')).toEqual(truth);
  });

  it('keeps zstd columns', async () => {
    const database = await open();
    await rows(database, 'CREATE TABLE z(p JSON USING COMPRESSION zstd)');
    await rows(database, `INSERT INTO z SELECT json_object('n', range, 'pad', repeat('x', 300)) FROM range(70000)`);
    await rows(database, 'CHECKPOINT lake');
    const found = await rows(database, `SELECT DISTINCT compression FROM pragma_storage_info('z') WHERE segment_type <> 'VALIDITY'`);
    expect(found).toEqual([['ZSTD']]);
  });

  it('has JSON functions and time zones in the build, without a download', async () => {
    const database = await open();
    const sql = `SELECT timezone('Europe/Vienna', TIMESTAMPTZ '2025-07-01 12:00:00+00')::VARCHAR, json_extract_string('{"a":"b"}', ['$.a'])[1]`;
    expect(await rows(database, sql)).toEqual([['2025-07-01 14:00:00', 'b']]);
  });

  it('computes in UTC, whatever the zone of the computer', async () => {
    const code = `import('${new URL('../../../src-mcp/lake/open.ts', import.meta.url)}').then(async ({ openLakeDatabase }) => {
      const database = await openLakeDatabase(${JSON.stringify(options)});
      const connection = await database.connect();
      const sql = "SELECT current_setting('TimeZone'), TIMESTAMP '2025-01-01 00:00:00' = TIMESTAMPTZ '2025-01-01 00:00:00+00'";
      console.log(JSON.stringify((await connection.runAndReadAll(sql)).getRows())); process.exit(0);
    })`;
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', code], {
      env: { PATH: process.env.PATH, TZ: 'America/New_York' },
    });
    expect(JSON.parse(stdout)).toEqual([['UTC', true]]);
  });

  it('leaves half of the free disk to others', async () => {
    const [[size] = []] = await rows(await open(), `SELECT value FROM duckdb_settings() WHERE name = 'max_temp_directory_size'`);
    expect(String(size)).toMatch(/^\d+(\.\d+)? (MiB|GiB)$/);
  });

  it('makes folders and files that only their owner can read', async () => {
    const database = await open();
    await rows(database, 'CREATE TABLE t AS SELECT 1');
    const project = join(folder, 'project');
    expect(await Promise.all([project, options.stagingDir, options.tempDir].map(modeOf))).toEqual(['700', '700', '700']);
    expect((await readdir(project)).sort()).toEqual(['lake.duckdb', 'lake.duckdb.wal']);
    expect(await Promise.all((await readdir(project)).map((name) => modeOf(join(project, name))))).toEqual(['600', '600']);
  });

  it('tightens the mode of a file that was open to others', async () => {
    await (await open()).close();
    await chmod(options.file, 0o644);
    await open();
    expect(await modeOf(options.file)).toBe('600');
  });

  it('checkpoints when it closes, so that no log is left', async () => {
    const database = await open();
    await rows(database, 'CREATE TABLE t AS SELECT 1');
    await Promise.all([database.close(), database.close()]);
    expect(await readdir(join(folder, 'project'))).toEqual(['lake.duckdb']);
    await expect(database.connect()).rejects.toMatchObject({ kind: 'lake-busy' });
  });
});

describe('what DuckDB may do once the lake is open', () => {
  it('reads and writes files only in the staging folder', async () => {
    const database = await open();
    await writeFile(join(folder, 'secret.csv'), 'a\nSECRET\n');
    await mkdir(join(folder, 'staging-evil'));
    await writeFile(join(folder, 'staging-evil', 'x.csv'), 'a\nSECRET\n');
    await symlink(join(folder, 'secret.csv'), join(options.stagingDir, 'link.csv'));
    await rows(database, `COPY (SELECT 1 AS a) TO '${join(options.stagingDir, 'in.csv')}'`);
    expect(await rows(database, `FROM '${join(options.stagingDir, 'in.csv')}'`)).toEqual([['1']]);
    for (const path of ['secret.csv', 'staging/../secret.csv', 'staging-evil/x.csv', 'staging/link.csv']) {
      await expect(rows(database, `FROM '${join(folder)}/${path}'`), path).rejects.toThrow(/Permission Error|disabled|No files found/);
    }
    await expect(rows(database, `COPY (SELECT 1) TO '${join(folder, 'out.csv')}'`)).rejects.toThrow(/Permission Error/);
  });

  it('changes no setting, attaches nothing and loads nothing', async () => {
    const database = await open();
    for (const sql of [
      'SET enable_external_access = true',
      'RESET lock_configuration',
      `SET allowed_directories = ['/']`,
      `SET max_temp_directory_size = '100GB'`,
      `SET allowed_configs = ['enable_external_access']`,
      `ATTACH '${join(folder, 'other.duckdb')}' AS other`,
      'INSTALL httpfs',
      'LOAD httpfs',
    ]) {
      await expect(rows(database, sql), sql).rejects.toThrow();
    }
    expect(await readdir(folder)).not.toContain('other.duckdb');
  });
});

describe('a lake that cannot be opened', () => {
  it('is refused a second time in the same process, also through a link', async () => {
    await open();
    expect((await openError()).kind).toBe('lake-busy');
    await symlink(options.file, join(folder, 'link.duckdb'));
    expect((await openError({ file: join(folder, 'link.duckdb') })).kind).toBe('lake-busy');
  });

  it('can be opened again after it was closed', async () => {
    await (await open()).close();
    await expect(open()).resolves.toBeDefined();
  });

  it('says which process holds it', async () => {
    await (await open()).close();
    const code = `const { DuckDBInstance } = require('@duckdb/node-api');
      DuckDBInstance.create(${JSON.stringify(options.file)}).then(() => { console.log('held'); setTimeout(() => {}, 60000); });`;
    const holder = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(holder.stdout, 'data');
    const error = await openError();
    holder.kill('SIGKILL');
    expect(error).toMatchObject({ kind: 'lake-busy', message: expect.stringContaining(`process ${holder.pid}`) });
  });

  it('says that a file is no database, and leaves it as it is', async () => {
    await mkdir(join(folder, 'project'));
    await writeFile(options.file, 'hello world '.repeat(1000));
    expect((await openError()).message).toBe('The file lake.duckdb is not a DuckDB database.');
    expect(await readFile(options.file, 'utf8')).toBe('hello world '.repeat(1000));
  });

  it('says that a damaged file is damaged', async () => {
    await (await open()).close();
    const bytes = await readFile(options.file);
    bytes.fill(0xff, 4096, 12_288);
    await writeFile(options.file, bytes);
    expect((await openError()).message).toMatch(/lake\.duckdb is damaged/);
  });

  it('says that a folder stands in its place', async () => {
    await mkdir(options.file, { recursive: true });
    expect((await openError()).message).toMatch(/lake\.duckdb/);
    await rm(options.file, { recursive: true });
    await expect(open()).resolves.toBeDefined();
  });

  it.each([
    ['IO Error: Cannot open file "/home/ann/.mixlake/lake.duckdb": Permission denied', /cannot be written/],
    ["EACCES: permission denied, mkdir '/home/ann/.mixlake'", /cannot be written/],
    ["EROFS: read-only file system, mkdir '/home/ann/.mixlake'", /cannot be written/],
    ['IO Error: Could not write: No space left on device', /disk is full/],
    [
      'IO Error: Trying to read a database file with version number 99, but we can only read versions between 64 and 68. The database file was created with an newer version of DuckDB.',
      /newer version/,
    ],
    ['something nobody has seen', /cannot be opened/],
  ])('tells in words what %s means', (message, words) => {
    const error = openFailure(new Error(message), '/home/ann/.mixlake/lake.duckdb');
    expect(error.message).toMatch(words);
    expect(`${error.message} ${error.hint}`).not.toContain('/home/ann');
  });
});

describe('after a crash', () => {
  it('opens with everything that was committed', async () => {
    await crashedLake();
    const database = await open();
    expect(await rows(database, 'SELECT (SELECT a FROM kept), (SELECT a FROM late)')).toEqual([[1, 2]]);
    expect(database.notes).toEqual([]);
  });

  it('sets a damaged log aside with a time stamp, opens without it and says so', async () => {
    await crashedLake();
    const wal = `${options.file}.wal`;
    const bytes = await readFile(wal);
    bytes.fill(0xff, 40, bytes.length - 10);
    await writeFile(wal, bytes);
    const database = await open();
    expect(await rows(database, 'SELECT a FROM kept')).toEqual([[1]]);
    const aside = (await readdir(join(folder, 'project'))).find((name) => /^lake\.duckdb\.wal\.bad-\d{4}-/.test(name));
    expect(aside).toBeDefined();
    expect(await readFile(join(folder, 'project', aside ?? ''))).toEqual(bytes);
    expect(database.notes).toEqual([expect.stringContaining(aside ?? '?')]);
  });

  it('removes what the killed process had spilled, and nothing else', async () => {
    await mkdir(options.tempDir);
    await writeFile(join(options.tempDir, 'duckdb_temp_storage_DEFAULT-0.tmp'), 'x'.repeat(1000));
    await writeFile(join(options.tempDir, 'notes.txt'), 'mine');
    await open();
    expect(await readdir(options.tempDir)).toEqual(['notes.txt']);
  });

  it('starts anew when the crash left an empty file', async () => {
    await mkdir(join(folder, 'project'));
    await writeFile(options.file, '');
    const database = await open();
    expect(await rows(database, 'SELECT 1')).toEqual([[1]]);
    expect(database.notes).toEqual([expect.stringContaining('.empty-')]);
  });

  it('reads a copied file without its log', async () => {
    await crashedLake();
    await copyFile(options.file, join(folder, 'copy.duckdb'));
    expect(await rows(await open({ file: join(folder, 'copy.duckdb') }), 'SELECT a FROM kept')).toEqual([[1]]);
  });
});
