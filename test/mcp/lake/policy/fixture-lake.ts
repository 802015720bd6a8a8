// A lake with the tables of cases/sql-fixture.sql in a fresh folder, for the tests of the policy and of queries.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LakeDatabase, type LakeOptions, openLakeDatabase } from '#mcp/lake/open.ts';
import { createSqlPolicy, type SqlPolicy } from '#mcp/lake/policy/sql-policy.ts';
import { createQueryRunner, type QueryRunner, type QueryRunnerDeps } from '#mcp/lake/query.ts';

const CASES = new URL('../../../fixtures/cases/', import.meta.url);

export interface SqlCase {
  category: string;
  sql: string;
}

/** The statements of a cases file with their category. */
export async function readCases(name: 'sql-blocked.txt' | 'sql-allowed.txt'): Promise<SqlCase[]> {
  const cases: SqlCase[] = [];
  let category = '';
  for (const line of (await readFile(new URL(name, CASES), 'utf8')).split('\n')) {
    category = /^-- @category ([\w-]+)/.exec(line)?.[1] ?? category;
    if (line.trim() !== '' && !line.startsWith('--')) cases.push({ category, sql: line });
  }
  return cases;
}

export async function runStatements(database: LakeDatabase, statements: readonly string[]): Promise<void> {
  const connection = await database.connect();
  try {
    for (const statement of statements) await connection.run(statement);
  } finally {
    connection.disconnectSync();
  }
}

export async function loadFixture(database: LakeDatabase): Promise<void> {
  const text = await readFile(new URL('sql-fixture.sql', CASES), 'utf8');
  await runStatements(
    database,
    text.split(/;[ \t]*\n/).filter((statement) => statement.replaceAll(/^--.*$/gm, '').trim() !== ''),
  );
}

export function lakeOptions(folder: string, options: Partial<LakeOptions> = {}): LakeOptions {
  return {
    file: join(folder, 'project', 'lake.duckdb'),
    stagingDir: join(folder, 'staging'),
    tempDir: join(folder, 'temp'),
    threads: 2,
    memoryLimitMb: 512,
    ...options,
  };
}

export interface FixtureLake {
  folder: string;
  database: LakeDatabase;
  policy: SqlPolicy;
  runner: QueryRunner;
  close(): Promise<void>;
}

export async function openFixtureLake(deps: Partial<QueryRunnerDeps> = {}): Promise<FixtureLake> {
  const folder = await mkdtemp(join(tmpdir(), 'mixlake-sql-'));
  const database = await openLakeDatabase(lakeOptions(folder));
  await loadFixture(database);
  const policy = await createSqlPolicy();
  const runner = createQueryRunner({ database, policy, ...deps });
  return {
    ...{ folder, database, policy, runner },
    async close() {
      policy.close();
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
