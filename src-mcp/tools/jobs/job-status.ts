import { z } from 'zod';
import { defineTool } from '../../server/tool-definition.ts';
import { READS_LAKE } from '../arguments.ts';
import { JobAnswer, jobAnswer, sayJob } from './job-answer.ts';

/** Long enough to save a round of asking, short enough for every client. */
const MAX_WAIT_SECONDS = 15;

export const jobStatus = defineTool({
  name: 'job_status',
  title: 'Status of a job',
  about:
    'Tells how far a running fetch is, or how it ended: rows, days done and missing, and why. Works with the job_id that fetch_events and fetch_profiles give. Costs no quota.',
  input: z.object({
    job_id: z.string().min(1).describe('Example: job_4f1c2a9be07d'),
    wait_seconds: z.number().min(0).max(MAX_WAIT_SECONDS).default(0).describe('Wait up to this long for the job to end'),
  }),
  output: JobAnswer,
  hints: READS_LAKE,
  async run({ job_id, wait_seconds }, context) {
    return jobAnswer(await context.jobs.wait(job_id, wait_seconds * 1000, context.signal));
  },
  say: sayJob,
});
