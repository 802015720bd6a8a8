import { z } from 'zod';
import { inputError } from '#shared/errors.ts';
import type { SavedSync } from '#shared/model/sync.ts';
import { paragraphs, plural, table as textTable } from '../../format/text.ts';
import { MAX_SYNC_DAYS, removeSync, runSync, saveSync } from '../../jobs/saved-syncs.ts';
import { defineTool, type ToolContext } from '../../server/tool-definition.ts';
import { whereArgument } from '../arguments.ts';
import { firstAnswer, JobAnswer, sayJob } from '../jobs/job-answer.ts';

const Input = z.object({
  action: z.enum(['save', 'run', 'list', 'delete']).describe('What to do with a saved sync'),
  name: z.string().min(1).max(100).nullish().describe('Name of the sync; needed except for list. Example: orders'),
  table: z.string().min(1).default('events').describe('save: the table it fills'),
  events: z.array(z.string().min(1)).min(1).nullish().describe('save: only these events'),
  where: z.string().min(1).nullish().describe('save: filter. Example: properties["plan"] == "pro"'),
  days: z.number().int().min(1).max(MAX_SYNC_DAYS).default(30).describe('save: how many days, today with them'),
  on_start: z.boolean().default(false).describe('save: also run at each start, when the project is first used'),
});

const Sync = z.object({
  name: z.string(),
  table: z.string(),
  events: z.array(z.string()).nullable(),
  where: z.string().nullable(),
  days: z.number().int(),
  on_start: z.boolean(),
  last_run_at: z.string().nullable(),
  last_status: z.string().nullable(),
  last_message: z.string().nullable(),
});

export const sync = defineTool({
  name: 'sync',
  title: 'Keep days fresh',
  about:
    'Saves, runs, lists or deletes syncs: "keep the last N days of these events in a local table". A run fetches only days that are missing or may have grown, as a job for job_status and cancel_job. Deleting keeps the data.',
  input: Input,
  output: z.object({
    message: z.string(),
    syncs: z.array(Sync),
    total: z.number().int(),
    job_id: z.string().nullable(),
    job: JobAnswer.nullable(),
  }),
  hints: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  async run(input, context) {
    const workspace = await context.workspace();
    const lake = await workspace.lake();
    if (input.action === 'list') {
      const all = await lake.syncs();
      return answer(all.length === 0 ? 'No sync is saved yet; the action save makes one.' : `${plural(all.length, 'saved sync')}:`, all);
    }
    const name = needName(input);
    if (input.action === 'delete') {
      const gone = await removeSync(lake, name);
      return answer(`The sync ${JSON.stringify(gone.name)} is deleted; the table ${gone.table} and its days stay.`, []);
    }
    if (input.action === 'run') return runNow(name, context);
    const { table, days, on_start: onStart, events, where } = input;
    const filter = whereArgument(where);
    const settings = { name, table, days, onStart, ...(events ? { events } : {}), ...(filter === undefined ? {} : { where: filter }) };
    const saved = await saveSync(lake, settings, context.now);
    return answer(`The sync ${JSON.stringify(saved.name)} is saved; the action run fetches its days now.`, [saved]);
  },
  say: ({ message, syncs, job }) =>
    paragraphs(
      message,
      job !== null && sayJob(job),
      syncs.length > 0 &&
        textTable(
          ['sync', 'table', 'days', 'events', 'filter', 'at start', 'last run (UTC)', 'ended as'],
          syncs.map((row) => [
            ...[row.name, row.table, row.days, row.events?.join(', ') ?? 'all', row.where, row.on_start ? 'yes' : 'no'],
            ...[row.last_run_at, row.last_message ?? row.last_status],
          ]),
        ),
    ),
  long: 'syncs',
  rows: ({ syncs, job }) => job?.rows ?? syncs.length,
});

async function runNow(name: string, context: ToolContext) {
  const workspace = await context.workspace();
  const { timezone } = await workspace.facts(context.call);
  const started = await runSync({ room: workspace, jobs: context.jobs, timezone, startedBy: context.client.name, now: context.now }, name);
  const job = await firstAnswer(started, context);
  return { ...answer(`The sync ${JSON.stringify(name)}:`, []), job_id: job.job_id, job };
}

function needName({ name, action }: z.output<typeof Input>): string {
  if (name === undefined || name === null) throw inputError(`The action ${action} needs a name.`, 'The action list shows the saved syncs.');
  return name;
}

function answer(message: string, syncs: readonly SavedSync[]) {
  return {
    message,
    total: syncs.length,
    job_id: null,
    job: null,
    syncs: syncs.map((each) => ({
      ...{ name: each.name, table: each.table, events: each.events ?? null, where: each.where ?? null, days: each.days },
      ...{ on_start: each.onStart, last_run_at: each.lastRunAt, last_status: each.lastStatus, last_message: each.lastMessage },
    })),
  };
}
