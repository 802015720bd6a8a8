// The one place that opens DuckDB on the lake (Layer A of the read-only policy; everything that reads or writes relies on it).
// Rule: one instance per file per process. DuckDB does not refuse to open a file twice in one process and then silently
// loses committed rows, so a registry does. The instance is an in-memory one with the file attached, because only ATTACH
// takes STORAGE_VERSION and ROW_GROUP_SIZE, and because a second ATTACH is refused.
// In the npm build of the pinned version, without any download (open.test.ts holds it): core_functions, json, icu (time
// zones: timezone('Europe/Vienna', ts)), parquet, autocomplete. Nothing else can be loaded.
import { chmod, mkdir, readdir, realpath, rename, rm, stat, statfs } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { AppError } from '#shared/errors.ts';
import { letAnswersGoFirst } from './answers-first.ts';
import { duckdb } from './duckdb.ts';
import { mayBeWal, openFailure } from './open-failure.ts';

export interface LakeOptions {
  file: string;
  /** The only folder DuckDB may read files from: spool files of downloads and exports. */
  stagingDir: string;
  /** Where queries spill to. Private to this lake. */
  tempDir: string;
  /** DuckDB's buffer manager; the process needs a few hundred MB more. */
  memoryLimitMb?: number;
  threads?: number;
}

export interface Resources {
  memoryLimitMb: number;
  threads: number;
}

export interface LakeDatabase {
  /** A new connection with the lake as its current database (schema main). The caller closes it with disconnectSync(). */
  connect(): Promise<DuckDBConnection>;
  readonly file: string;
  readonly stagingDir: string;
  /** Folders that error texts must not name. */
  readonly privateFolders: readonly string[];
  readonly memoryLimitMb: number;
  readonly threads: number;
  /** Of the whole instance, at once. Fails when what is in use does not fit. */
  setResources(resources: Resources): Promise<void>;
  /** The process that had the file before did not close it. */
  readonly wasUnclean: boolean;
  /** What a person should know about this opening, as sentences; usually empty. */
  readonly notes: readonly string[];
  /** CHECKPOINT, then close. Every connection must be closed before. */
  close(): Promise<void>;
}

export const LAKE_CATALOG = 'lake';
/** Our own bookkeeping (ledger, quarantine) stands in this schema; it may be read with SQL. */
export const BOOKKEEPING_SCHEMA = 'mixlake';

/** The oldest storage version with zstd columns: older tools than ours can still read the person's file. */
const STORAGE_VERSION = 'v1.2.0';
/** Threads that load compress whole row groups each; with larger ones they wait and need more memory (docs/adr/0018). Older files have larger ones. */
export const ROW_GROUP_SIZE = 16_384;
export const DEFAULT_MEMORY_LIMIT_MB = 1024;
/** How the file is written, by whoever writes it. */
export const attachOptions = `STORAGE_VERSION '${STORAGE_VERSION}', ROW_GROUP_SIZE ${ROW_GROUP_SIZE}`;
const DEFAULT_MAX_THREADS = 4;
/** Bounds what results and sorts can take from the disk: a full disk makes the instance unusable until it is opened again. */
const MAX_TEMP_BYTES = 20 * 2 ** 30;
const MAX_TEMP_SHARE_OF_FREE = 0.5;

const openFiles = new Set<string>();

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

async function privateFolder(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  return realpath(folder);
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

/** DuckDB creates files with the process's mask (the .wal anew after each checkpoint), so the mask itself must be private. */
function makeNewFilesPrivate(): void {
  try {
    process.umask(0o077);
  } catch {
    // Worker threads may not change the mask; there the 0700 folder alone protects the files.
  }
}

async function maxTempMb(tempDir: string): Promise<number> {
  const { bavail, bsize } = await statfs(tempDir);
  return Math.floor(Math.min(MAX_TEMP_BYTES, bavail * bsize * MAX_TEMP_SHARE_OF_FREE) / 2 ** 20);
}

function threadsOf(options: LakeOptions): number {
  return options.threads ?? Math.min(DEFAULT_MAX_THREADS, availableParallelism());
}

async function setResources(instance: DuckDBInstance, { memoryLimitMb, threads }: Resources): Promise<void> {
  const connection = await instance.connect();
  try {
    await connection.run(`SET GLOBAL memory_limit = '${memoryLimitMb}MiB'`);
    await connection.run(`SET GLOBAL threads = ${threads}`);
  } finally {
    connection.disconnectSync();
  }
}

/** The order matters: ATTACH needs external access, and nothing can be set after the lock. */
async function createInstance(options: LakeOptions, tempDir: string): Promise<DuckDBInstance> {
  return duckdb().DuckDBInstance.create(':memory:', {
    temp_directory: tempDir,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    allow_persistent_secrets: 'false',
    memory_limit: `${options.memoryLimitMb ?? DEFAULT_MEMORY_LIMIT_MB}MiB`,
    threads: String(threadsOf(options)),
    max_temp_directory_size: `${await maxTempMb(tempDir)}MiB`,
    preserve_insertion_order: 'false',
    // BEGIN takes its snapshot at once; otherwise a reader would see what is committed between its BEGIN and its first read.
    immediate_transaction_mode: 'true',
    // Freed pages go back soon: 60 MB less resident memory while loading than with 128 MB, for no more CPU.
    allocator_bulk_deallocation_flush_threshold: '4MB',
  });
}

async function attach(connection: DuckDBConnection, file: string): Promise<void> {
  await connection.run(`ATTACH ${quoted(file)} AS ${LAKE_CATALOG} (${attachOptions})`);
}

function timeStamp(): string {
  return new Date().toISOString().replaceAll(/[:.]/g, '-');
}

/** A file of zero bytes is what a crash during the very first start leaves; DuckDB refuses it. Never deleted, only moved. */
async function setEmptyFileAside(file: string, notes: string[]): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined || !found.isFile() || found.size > 0) return;
  const aside = `${file}.empty-${timeStamp()}`;
  await rename(file, aside);
  notes.push(`The local database was an empty file; it was set aside as ${basename(aside)} and a new one was started.`);
}

/** Attaches the file; when only its write-ahead log is bad, moves that aside with a time stamp and attaches again. */
async function attachOrRescue(connection: DuckDBConnection, file: string, notes: string[]): Promise<void> {
  try {
    await attach(connection, file);
  } catch (error) {
    const wal = `${file}.wal`;
    if (!mayBeWal(error) || !(await exists(wal))) throw openFailure(error, file);
    const aside = `${wal}.bad-${timeStamp()}`;
    await rename(wal, aside);
    await attach(connection, file).catch((second: unknown) => {
      throw openFailure(second, file);
    });
    notes.push(
      `The last changes to the local database could not be read after an unclean end. They were set aside as ${basename(aside)}; ` +
        'days that were being loaded then will be fetched again.',
    );
  }
}

/** What a killed process spilled. Only once the file is ours: until then the folder may be another process's. */
async function removeOldSpills(tempDir: string): Promise<void> {
  const names = await readdir(tempDir);
  const old = names.filter((name) => name.startsWith('duckdb_temp_'));
  await Promise.all(old.map((name) => rm(join(tempDir, name), { recursive: true, force: true })));
}

async function lockDown(connection: DuckDBConnection, stagingDir: string): Promise<void> {
  // The lake stores UTC in TIMESTAMP columns; with the computer's own zone, comparing them with now() would be hours off.
  await connection.run(`SET GLOBAL TimeZone = 'UTC'`);
  await connection.run(`SET allowed_directories = [${quoted(stagingDir)}]`);
  await connection.run('SET enable_external_access = false');
  // Only these two may change later (ingest/loading-pace.ts); they let nobody read or write anything.
  await connection.run(`SET allowed_configs = ['memory_limit', 'threads']`);
  await connection.run('SET lock_configuration = true');
}

async function resolvedFile(file: string): Promise<string> {
  const folder = await privateFolder(dirname(file)).catch((error: unknown) => {
    throw openFailure(error, file);
  });
  // A link to the same file must count as the same file.
  return (await exists(file)) ? realpath(file) : join(folder, basename(file));
}

async function openLocked(options: LakeOptions, file: string): Promise<LakeDatabase> {
  const notes: string[] = [];
  const stagingDir = await privateFolder(options.stagingDir);
  const tempDir = await privateFolder(options.tempDir);
  await setEmptyFileAside(file, notes);
  const wasUnclean = await exists(`${file}.wal`);
  const instance = await createInstance(options, tempDir);
  const connection = await instance.connect();
  try {
    await attachOrRescue(connection, file, notes);
    await chmod(file, 0o600);
    await removeOldSpills(tempDir);
    await lockDown(connection, stagingDir);
  } catch (error) {
    instance.closeSync();
    throw error;
  } finally {
    connection.disconnectSync();
  }
  letAnswersGoFirst();
  let closing: Promise<void> | undefined;
  async function closeOnce(): Promise<void> {
    try {
      const last = await instance.connect();
      // A checkpoint fails while a reader still runs; closing writes the same, only later.
      await last.run(`CHECKPOINT ${LAKE_CATALOG}`).catch(() => undefined);
      last.disconnectSync();
      instance.closeSync();
    } finally {
      openFiles.delete(file);
    }
  }
  return {
    file,
    stagingDir,
    notes,
    wasUnclean,
    privateFolders: [dirname(file), stagingDir, tempDir],
    memoryLimitMb: options.memoryLimitMb ?? DEFAULT_MEMORY_LIMIT_MB,
    threads: threadsOf(options),
    setResources: (resources) => setResources(instance, resources),
    async connect() {
      if (closing !== undefined)
        throw new AppError('lake-busy', 'The local database is being closed.', { hint: 'Try again in a few seconds.' });
      const fresh = await instance.connect();
      await fresh.run(`USE ${LAKE_CATALOG}`);
      return fresh;
    },
    close() {
      closing ??= closeOnce();
      return closing;
    },
  };
}

export async function openLakeDatabase(options: LakeOptions): Promise<LakeDatabase> {
  makeNewFilesPrivate();
  const file = await resolvedFile(options.file);
  if (openFiles.has(file)) {
    throw new AppError('lake-busy', `The local database ${basename(file)} is already open in this process.`, {
      hint: 'Use the opened one; opening a file twice would lose data.',
    });
  }
  openFiles.add(file);
  try {
    return await openLocked(options, file);
  } catch (error) {
    openFiles.delete(file);
    throw openFailure(error, file);
  }
}
