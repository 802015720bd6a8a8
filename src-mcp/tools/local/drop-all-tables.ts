import { z } from 'zod';
import { AppError } from '#shared/errors.ts';
import { count, paragraphs, plural } from '../../format/text.ts';
import { UNDO_HOURS } from '../../lake/drop-table.ts';
import { defineTool } from '../../server/tool-definition.ts';

export const dropAllTables = defineTool({
  name: 'drop_all_tables',
  title: 'Delete all local tables',
  about: 'Deletes every local table of this project, or all of one type. Data at Mixpanel stay. Tables that are being loaded are left.',
  input: z.object({
    type: z.enum(['events', 'profiles']).nullish().describe('Only tables of this type'),
  }),
  output: z.object({ success: z.boolean(), message: z.string(), dropped: z.array(z.string()), left: z.array(z.string()) }),
  hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  async run({ type }, context) {
    const lake = await (await context.workspace()).lake();
    const tables = (await lake.tables()).filter((each) => type === undefined || type === null || each.kind === type);
    const dropped: string[] = [];
    const left: string[] = [];
    let rows = 0;
    // Views first: nothing then stands on a table that has gone.
    for (const table of tables.sort((a, b) => Number(b.kind === 'view') - Number(a.kind === 'view'))) {
      try {
        rows += (await lake.dropTable(table.name, { isForever: false, nowMs: context.now() })).rows;
        dropped.push(table.name);
      } catch (error) {
        if (!(error instanceof AppError) || error.kind !== 'input') throw error;
        left.push(table.name);
      }
    }
    const message =
      tables.length === 0
        ? 'There was no local table to delete.'
        : `${plural(dropped.length, 'table')} with ${count(rows)} rows deleted. drop_table with undo brings back one of them, for ${UNDO_HOURS} hours.`;
    return { success: left.length === 0, message, dropped, left };
  },
  say: ({ message, dropped, left }) =>
    paragraphs(
      message,
      dropped.length > 0 && `Deleted: ${dropped.join(', ')}.`,
      left.length > 0 && `Not deleted, because something is being loaded into them: ${left.join(', ')}. cancel_job stops a load.`,
    ),
  rows: ({ dropped }) => dropped.length,
});
