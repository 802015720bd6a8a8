import { z } from 'zod';
import { cancelledError, inputError } from '#shared/errors.ts';
import { startFetchEvents } from '../../jobs/start-fetch.ts';
import { defineTool } from '../../server/tool-definition.ts';
import { checkRange, FromDate, ToDate, whereArgument } from '../arguments.ts';
import { firstAnswer, JobAnswer, sayJob } from '../jobs/job-answer.ts';

const MAX_LIMIT = 100_000;

export const fetchEvents = defineTool({
  name: 'fetch_events',
  title: 'Fetch events into a local table',
  about:
    'Downloads raw events of a range of days into a local DuckDB table, which sql then reads at no cost. Every event is kept once (repeats are removed by event, distinct id, time and insert id). Days that are already there are not fetched again, except the last five, which may still grow; the same call again resumes or refreshes and never doubles. Answers within 20 s: the finished result, or a job_id for job_status. Uses few of the 60 exports an hour (several days a request).',
  input: z.object({
    from_date: FromDate,
    to_date: ToDate,
    table: z.string().min(1).nullish().describe('Name of the table; left out: events'),
    events: z.array(z.string().min(1)).min(1).nullish().describe('Only these events. Example: ["Sign Up", "Purchase"]'),
    where: z.string().min(1).nullish().describe('Only events for which this holds. Example: properties["plan"] == "pro"'),
    limit: z
      .number()
      .int()
      .min(1)
      .max(MAX_LIMIT)
      .nullish()
      .describe('At most this many events in all: a sample, days then never count as complete'),
    append: z.boolean().default(false).describe('Add to a table that holds another selection; nothing is doubled'),
    refresh: z.boolean().default(false).describe('Fetch days that are already complete again, too'),
    parallel: z.boolean().default(false).describe('Kept for old prompts: days are always fetched two requests at a time'),
    workers: z.number().int().min(1).max(100).default(4).describe('Kept for old prompts; has no effect'),
  }),
  output: JobAnswer,
  hints: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  async run(input, context) {
    const range = await checkRange(input, context);
    const workspace = await context.workspace();
    const { timezone } = await workspace.facts(context.call);
    const events = input.events ?? undefined;
    if (events?.some((event) => event.trim() === '')) throw inputError('An event name in events is blank.', 'Remove it.');
    if (context.signal.aborted) throw cancelledError(); // nobody would wait for the job
    const started = await startFetchEvents({
      room: workspace,
      jobs: context.jobs,
      table: input.table ?? 'events',
      from: range.from,
      to: range.to,
      timezone,
      selection: { events, where: whereArgument(input.where), limit: input.limit ?? undefined },
      append: input.append,
      refresh: input.refresh,
      startedBy: context.client.name,
      now: context.now,
    });
    return firstAnswer(started, context);
  },
  say: sayJob,
  rows: (output) => output.rows ?? output.progress.rows,
});
