import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CaseProcess, type CaseReply } from './case-process.ts';
import { lakeOptions, readCases } from './fixture-lake.ts';

const cases = (await readCases('sql-blocked.txt')).filter(({ category }) => category !== 'resource');

let folder: string;
let scratch: string;
let server: Server;
let connections = 0;
let worker: CaseProcess;
let before: string;
let filesBefore: string[];

async function makeScratch(): Promise<void> {
  await mkdir(join(scratch, 'imp'), { recursive: true });
  await writeFile(join(scratch, 'canary.csv'), 'a,b\n1,SECRET_CANARY\n');
  await writeFile(join(scratch, 'canary.json'), '{"a":"SECRET_CANARY"}\n');
  await writeFile(join(scratch, 'imp', 'schema.sql'), 'CREATE TABLE imported(a INT);\n');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`COPY (SELECT 'SECRET_CANARY' AS a) TO '${join(scratch, 'canary.parquet')}' (FORMAT parquet)`);
  await connection.run(`ATTACH '${join(scratch, 'other.duckdb')}' AS other`);
  await connection.run(`CREATE TABLE other.secret_t AS SELECT 'SECRET_CANARY' AS a`);
  await connection.run('CHECKPOINT other');
  connection.disconnectSync();
  instance.closeSync();
}

/** Every file with its size, but not the log of the lake's own last changes, which the fixture wrote. */
async function files(): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  const sized = names.sort().map(async (name) => `${name} ${(await stat(join(folder, name))).size}`);
  return Promise.all(sized);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mixlake-blocked-'));
  scratch = join(folder, 'scratch');
  await makeScratch();
  server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  worker = await new CaseProcess(folder, { fresh: true }).ready();
  before = String((await worker.ask({ state: true })).answer);
  filesBefore = await files();
});

afterAll(async () => {
  await worker.kill();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

function filled(sql: string): string {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return sql.replaceAll('{SCRATCH}', scratch).replaceAll('{DB}', lakeOptions(folder).file).replaceAll('{PORT}', String(port));
}

function expectRefusal(reply: CaseReply): void {
  expect(reply.replaced).toBeUndefined();
  expect(reply.answer).toBeUndefined();
  expect(reply.error?.name).toMatch(/^(AppError|SqlError)$/);
  expect(reply.error?.kind).toBe('sql');
  expect(reply.error?.message.length).toBeGreaterThan(10);
  expect(JSON.stringify(reply)).not.toContain('SECRET_CANARY');
}

async function expectUnharmed(): Promise<void> {
  const plain = await worker.ask({ sql: 'SELECT count(*) FROM events' });
  expect(plain.answer).toMatchObject({ rows: [[10_000]] });
  expect((await worker.ask({ state: true })).answer).toBe(before);
  expect(await files()).toEqual(filesBefore);
  expect(connections).toBe(0);
  expect(worker.stdout).toBe('');
}

describe('a statement that does more than read', () => {
  it('is in a list of cases worth the name', () => {
    expect(cases.length).toBeGreaterThan(150);
  });

  it.each(cases)('is refused and leaves everything as it was ($category): $sql', async ({ sql }) => {
    expectRefusal(await worker.ask({ sql: filled(sql) }));
    await expectUnharmed();
  });

  it('names no folder of this computer in any refusal', async () => {
    for (const { sql } of cases) {
      const { error } = await worker.ask({ sql });
      expect(`${error?.message} ${error?.hint}`).not.toContain(folder);
      expect(`${error?.message} ${error?.hint}`).not.toContain(process.cwd());
    }
  });

  it('leaves a database file that opens again after a power cut', async () => {
    await worker.kill();
    worker = await new CaseProcess(folder, { fresh: false }).ready();
    expect((await worker.ask({ sql: 'SELECT count(*) FROM events' })).answer).toMatchObject({ rows: [[10_000]] });
  });
});
