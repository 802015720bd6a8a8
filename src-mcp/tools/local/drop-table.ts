import { z } from 'zod';
import { count } from '../../format/text.ts';
import { defineTool } from '../../server/tool-definition.ts';
import { TableName } from './table-name.ts';

export const dropTable = defineTool({
  name: 'drop_table',
  title: 'Delete a local table',
  about: 'Deletes one local table and what is known of its fetched days. Data at Mixpanel stay; fetch_events brings them back.',
  input: z.object({ table: TableName }),
  output: z.object({ success: z.boolean(), message: z.string(), table: z.string(), rows: z.number().int() }),
  hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  async run({ table: asked }, context) {
    const lake = await (await context.workspace()).lake();
    const table = (await lake.resolveTable(asked)) ?? asked;
    const rows = await lake.dropTable(table);
    return { success: true, message: `The table ${JSON.stringify(table)} with ${count(rows)} rows is deleted.`, table, rows };
  },
  say: ({ message }) => message,
  rows: ({ rows }) => rows,
});
