import { z } from 'zod';
import { cancelledError } from '#shared/errors.ts';
import { startFetchProfiles } from '../../jobs/start-fetch.ts';
import { defineTool } from '../../server/tool-definition.ts';
import { firstAnswer, JobAnswer, sayJob } from '../jobs/job-answer.ts';
import { ProfileArguments, toProfileSelection } from './profile-selection.ts';

export const fetchProfiles = defineTool({
  name: 'fetch_profiles',
  title: 'Fetch profiles into a local table',
  about:
    'Downloads user (or group) profiles into a local table with distinct_id, properties and last_seen. One query call per 1,000 profiles: narrow it with where, cohort_id or ids. The same call again updates the table. Answers within 20 s: the result, or a job_id for job_status.',
  input: z.object({
    table: z.string().min(1).nullish().describe('Name of the table; left out: profiles'),
    ...ProfileArguments.shape,
    append: z.boolean().default(false).describe('Add to a table that holds another selection; profiles already there are updated'),
    parallel: z.boolean().default(false).describe('Kept for old prompts: pages are always fetched in parallel'),
    workers: z.number().int().min(1).max(100).default(4).describe('Kept for old prompts; has no effect'),
  }),
  output: JobAnswer,
  hints: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  async run(input, context) {
    const selection = toProfileSelection(input, context.now());
    const workspace = await context.workspace();
    if (context.signal.aborted) throw cancelledError(); // nobody would wait for the job
    const started = await startFetchProfiles({
      room: workspace,
      jobs: context.jobs,
      table: input.table ?? 'profiles',
      selection,
      append: input.append,
      startedBy: context.client.name,
      now: context.now,
    });
    return firstAnswer(started, context);
  },
  say: sayJob,
  rows: (output) => output.rows ?? output.progress.rows,
});
