import { z } from 'zod';
import { inputError } from '#shared/errors.ts';
import { isEnded } from '#shared/model/job.ts';
import { count, plural } from '../../format/text.ts';
import { startDropForever } from '../../jobs/drop-forever.ts';
import { UNDO_HOURS } from '../../lake/drop-table.ts';
import { defineTool, type ToolContext } from '../../server/tool-definition.ts';
import { firstAnswer } from '../jobs/job-answer.ts';
import { TableName } from './table-name.ts';

const QUESTION = 'confirm_delete_forever';

export const dropTable = defineTool({
  name: 'drop_table',
  title: 'Delete a local table',
  about:
    'Deletes one local table and what is known of its fetched days; undo brings it back for 24 hours. Data at Mixpanel stay; fetch_events brings them back as well.',
  input: z.object({
    table: TableName,
    undo: z.boolean().default(false).describe('Bring the deleted table back'),
    forever: z.boolean().default(false).describe('Free its disk space at once; the person is asked, and it cannot be undone'),
  }),
  output: z.object({
    success: z.boolean(),
    message: z.string(),
    table: z.string(),
    rows: z.number().int(),
    undoable_until: z.string().nullable(),
    job_id: z.string().optional(),
  }),
  hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  asks: true,
  async run({ table: asked, undo, forever }, context) {
    if (undo && forever) throw inputError('undo and forever contradict each other.', 'Give one of them.');
    const lake = await (await context.workspace()).lake();
    if (undo) {
      const { table, rows } = await lake.undropTable(asked);
      const message = `The table ${JSON.stringify(table)} with ${count(rows)} rows is back, with what is known of its days.`;
      return { success: true, message, table, rows, undoable_until: null };
    }
    const table = (await lake.resolveTable(asked)) ?? asked;
    if (forever) return deleteForever(table, context);
    const { rows, undoableUntil } = await lake.dropTable(table, { isForever: false, nowMs: context.now() });
    const message = `${goneWords(table, rows)}. drop_table with undo: true brings it back within ${UNDO_HOURS} hours.`;
    return { success: true, message, table, rows, undoable_until: undoableUntil };
  },
  say: ({ message }) => message,
  rows: ({ rows }) => rows,
});

function goneWords(table: string, rows: number): string {
  return `The table ${JSON.stringify(table)} with ${count(rows)} rows is deleted`;
}

interface Deleted {
  success: boolean;
  message: string;
  table: string;
  rows: number;
  undoable_until: null;
  job_id?: string;
}

/** What cannot be brought back needs a yes of the person: in the client, else in the window. */
async function deleteForever(table: string, context: ToolContext): Promise<Deleted> {
  const lake = await (await context.workspace()).lake();
  const deleteNow = async (): Promise<Deleted> => {
    const { rows } = await lake.dropTable(table, { isForever: true, nowMs: context.now() });
    return { success: true, message: `${goneWords(table, rows)}.`, table, rows, undoable_until: null };
  };
  const found = (await lake.tables()).find(({ name }) => name === table);
  // There is nothing to ask about: this says which tables there are.
  if (found === undefined) return deleteNow();
  const size = `the local table ${JSON.stringify(table)} with ${plural(found.rowCount, 'row')}`;
  const stays = (message: string): Deleted => ({ success: false, message, table, rows: 0, undoable_until: null });
  const reply = await context.dialogue.ask(QUESTION, {
    message: `Delete ${size} forever? It cannot be brought back; what Mixpanel holds can be fetched again.`,
    fields: { proceed: { type: 'boolean', title: 'Delete forever', default: false } },
    required: ['proceed'],
  });
  if (reply.action === 'unavailable') return askInWindow({ table, size, stays }, context);
  if (reply.action === 'cancel') return stays('The question was closed without an answer. Nothing was deleted.');
  const isAgreed = reply.action === 'accept' && reply.content.proceed === true;
  if (!isAgreed) return stays('The person said no. Nothing was deleted.');
  return deleteNow();
}

interface Asked {
  table: string;
  size: string;
  stays(message: string): Deleted;
}

async function askInWindow({ table, size, stays }: Asked, context: ToolContext): Promise<Deleted> {
  if (!context.approvals.isWatched()) {
    throw inputError(
      `Deleting ${size} forever needs the person's yes, and this client cannot show a question.`,
      `Leave "forever" out: the table then goes too, and can be brought back for ${UNDO_HOURS} hours. Or open the Mixlake window and try again.`,
    );
  }
  const workspace = await context.workspace();
  const { projectId } = workspace;
  const question = {
    question: `Delete ${size} forever?`,
    facts: ['It cannot be brought back.', 'What Mixpanel holds can be fetched again, at the cost of quota.'],
    client: context.client.name,
    tool: 'drop_table',
    projectId,
  };
  const job = await firstAnswer(
    startDropForever({
      lake: await workspace.lake(),
      jobs: context.jobs,
      projectId,
      table,
      startedBy: context.client.name,
      consent: (signal) => context.approvals.ask(question, signal),
      now: context.now,
    }),
    context,
  );
  if (job.status === 'completed') return { ...stays(job.message), success: true, rows: job.rows ?? 0 };
  if (isEnded(job.status)) return stays(job.message);
  const message = `Waiting for approval in Mixlake: the person is asked there whether to delete ${size} forever. job_status with job_id ${JSON.stringify(job.job_id)} tells how it ended.`;
  return { ...stays(message), job_id: job.job_id };
}
