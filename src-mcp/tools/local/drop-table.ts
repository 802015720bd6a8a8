import { z } from 'zod';
import { inputError } from '#shared/errors.ts';
import { count } from '../../format/text.ts';
import { UNDO_HOURS } from '../../lake/drop-table.ts';
import { defineTool } from '../../server/tool-definition.ts';
import { TableName } from './table-name.ts';

export const dropTable = defineTool({
  name: 'drop_table',
  title: 'Delete a local table',
  about:
    'Deletes one local table and what is known of its fetched days; undo brings it back for 24 hours. Data at Mixpanel stay; fetch_events brings them back as well.',
  input: z.object({
    table: TableName,
    undo: z.boolean().default(false).describe('Bring the deleted table back'),
    forever: z.boolean().default(false).describe('Free its disk space at once; cannot be undone'),
  }),
  output: z.object({
    success: z.boolean(),
    message: z.string(),
    table: z.string(),
    rows: z.number().int(),
    undoable_until: z.string().nullable(),
  }),
  hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  async run({ table: asked, undo, forever }, context) {
    if (undo && forever) throw inputError('undo and forever contradict each other.', 'Give one of them.');
    const lake = await (await context.workspace()).lake();
    if (undo) {
      const { table, rows } = await lake.undropTable(asked);
      const message = `The table ${JSON.stringify(table)} with ${count(rows)} rows is back, with what is known of its days.`;
      return { success: true, message, table, rows, undoable_until: null };
    }
    const table = (await lake.resolveTable(asked)) ?? asked;
    const { rows, undoableUntil } = await lake.dropTable(table, { isForever: forever, nowMs: context.now() });
    const gone = `The table ${JSON.stringify(table)} with ${count(rows)} rows is deleted`;
    const message = undoableUntil === null ? `${gone}.` : `${gone}. drop_table with undo: true brings it back within ${UNDO_HOURS} hours.`;
    return { success: true, message, table, rows, undoable_until: undoableUntil };
  },
  say: ({ message }) => message,
  rows: ({ rows }) => rows,
});
