// Loads spooled pages of profiles in one transaction: the table is whole before and after, never in between. DuckDB reads the
// pages as they came, so that large numbers keep their digits. One row a distinct id: the later seen one wins.
import { stat } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { createTableSql, PROFILE_COLUMNS } from '../event-columns.ts';
import { describeSelection, rememberSelection, selectionId } from '../ledger.ts';
import { quoteName, quoteText, utcTimestamp } from '../names.ts';
import { inTransaction, readNumber } from '../transaction.ts';
import { fallBack } from '../typed/typed-view.ts';

/** A page of 1,000 profiles with long lists can be this large. */
const MAX_PAGE_BYTES = 256 * 1024 * 1024;
/** DuckDB's own default. */
const LEAST_OBJECT_BYTES = 16 * 1024 * 1024;

export interface LoadProfiles {
  table: string;
  selection: Record<string, unknown>;
  pageFiles: string[];
  /** `merge` updates profiles that are there and adds new ones; `replace` leaves only the fetched ones. */
  mode: 'merge' | 'replace';
  fetchedAtMs: number;
}

/** Answers with the number of profiles fetched. */
export async function loadProfiles(connection: DuckDBConnection, input: LoadProfiles): Promise<number> {
  const table = quoteName(input.table);
  const at = utcTimestamp(input.fetchedAtMs);
  return inTransaction(connection, async () => {
    const exists = await readNumber(
      connection,
      `SELECT count(*) FROM duckdb_tables() WHERE database_name = 'lake' AND schema_name = 'main' AND table_name = ${quoteText(input.table)}`,
    );
    if (exists === 0) {
      await connection.run(createTableSql(input.table, PROFILE_COLUMNS));
      await connection.run(`INSERT INTO mixlake.tables VALUES (${quoteText(input.table)}, 'profiles', ${at}, ${at})`);
    }
    await readPages(connection, input.pageFiles);
    const doomed = input.mode === 'replace' ? 'true' : 'distinct_id IN (SELECT distinct_id FROM temp.incoming)';
    await connection.run(`DELETE FROM ${table} WHERE ${doomed}`);
    await connection.run(`INSERT INTO ${table} SELECT * FROM temp.incoming`);
    const profiles = await readNumber(connection, 'SELECT count(*) FROM temp.incoming');
    await connection.run('DROP TABLE temp.incoming');
    await remember(connection, input, profiles);
    return profiles;
  });
}

async function remember(connection: DuckDBConnection, input: LoadProfiles, profiles: number): Promise<void> {
  const selection = selectionId(input.selection);
  const name = quoteText(input.table);
  const at = utcTimestamp(input.fetchedAtMs);
  await rememberSelection(connection, selection, describeSelection(input.selection));
  await connection.run(
    `DELETE FROM mixlake.profile_fetches WHERE table_name = ${name}${input.mode === 'merge' ? ` AND selection = ${quoteText(selection)}` : ''}`,
  );
  await connection.run(`INSERT INTO mixlake.profile_fetches VALUES (${name}, ${quoteText(selection)}, ${profiles}, ${at})`);
  await fallBack(connection, 'profiles', input.table);
  await connection.run(`UPDATE mixlake.tables SET changed_at = ${at} WHERE table_name = ${name}`);
}

/**
 * Page by page: DuckDB takes twice the size of the largest allowed object for every thread that reads, whatever a file really holds,
 * so several pages at once would need more than its memory limit.
 */
async function readPages(connection: DuckDBConnection, files: readonly string[]): Promise<void> {
  await connection.run('CREATE OR REPLACE TEMP TABLE pages (distinct_id VARCHAR, properties JSON, last_seen TIMESTAMP)');
  for (const file of files) await connection.run(`INSERT INTO temp.pages ${selectFromPage(file, await objectSize(file))}`);
  await connection.run(`CREATE OR REPLACE TEMP TABLE incoming AS SELECT * FROM temp.pages
    QUALIFY distinct_id IS NULL OR row_number() OVER (PARTITION BY distinct_id ORDER BY last_seen DESC NULLS LAST) = 1`);
  await connection.run('DROP TABLE temp.pages');
}

/** Room for the page, which is one JSON object. */
async function objectSize(file: string): Promise<number> {
  const { size } = await stat(file);
  return Math.min(MAX_PAGE_BYTES, Math.max(LEAST_OBJECT_BYTES, size + 1));
}

function selectFromPage(file: string, maxBytes: number): string {
  return `SELECT json_extract_string(profile, '$."$distinct_id"'),
      coalesce(json_extract(profile, '$."$properties"'), '{}')::JSON,
      TRY_CAST(json_extract_string(profile, '$."$properties"."$last_seen"') AS TIMESTAMP)
    FROM (SELECT unnest(results) AS profile FROM read_json(${quoteText(file)}, format = 'unstructured',
      columns = {results: 'JSON[]'}, maximum_object_size = ${maxBytes}))`;
}
