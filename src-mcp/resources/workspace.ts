// What is connected, and what lies in the local database.
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { JsonObject } from '#shared/model/json.ts';
import type { ResourceContext, ResourceDefinition } from '../server/resource-definition.ts';

const MEBIBYTE = 1024 * 1024;

async function tablesOf(context: ResourceContext): Promise<JsonObject[]> {
  const tables = await (await (await context.workspace()).lake()).tables();
  return tables.map((each) => ({ name: each.name, type: each.kind, row_count: each.rowCount, fetched_at: each.fetchedAt }));
}

/** The database and what was not yet written into it; null before the first fetch has made a file. */
async function databaseFile(stagingDir: string): Promise<{ path: string; bytes: number; createdAt: string } | null> {
  const path = join(dirname(stagingDir), 'lake.duckdb');
  try {
    const main = await stat(path);
    const log = await stat(`${path}.wal`).catch(() => ({ size: 0 }));
    return { path, bytes: main.size + log.size, createdAt: main.birthtime.toISOString() };
  } catch {
    return null;
  }
}

export const workspaceInfoResource: ResourceDefinition = {
  uri: 'workspace://info',
  name: 'workspace-info',
  title: 'Connected workspace',
  description: 'The Mixpanel project, region and account in use, and the local database with its tables. Costs no query call.',
  mimeType: 'application/json',
  async read(context) {
    const workspace = await context.workspace();
    const info = await workspace.describe(context.call);
    const { problem } = await workspace.facts(context.call);
    const tables = await tablesOf(context);
    const file = await databaseFile((await workspace.lake()).stagingDir);
    return {
      long: 'tables',
      rest: 'list_tables gives them all.',
      value: {
        project_id: info.projectId,
        project_name: info.projectName,
        region: info.region,
        account: workspace.account.name,
        time_zone: info.timezone,
        time_zone_known: info.isTimezoneKnown,
        path: file?.path ?? null,
        size_mb: file === null ? 0 : Math.round((file.bytes / MEBIBYTE) * 100) / 100,
        created_at: file?.createdAt ?? null,
        tables,
        notes: [
          'size_mb is in mebibytes; created_at and fetched_at are UTC.',
          ...(problem === null ? [] : [`Mixpanel did not tell about the project: ${problem.message}`]),
        ],
      },
    };
  },
};

export const workspaceTablesResource: ResourceDefinition = {
  uri: 'workspace://tables',
  name: 'workspace-tables',
  title: 'Local tables',
  description: 'The local tables with type, number of rows and the time of the last fetch (UTC). Costs no query call.',
  mimeType: 'application/json',
  read: async (context) => ({ value: await tablesOf(context), rest: 'list_tables gives them all.' }),
};
