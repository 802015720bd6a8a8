import { z } from 'zod';
import { defineTool } from '../../server/tool-definition.ts';
import { JobAnswer, jobAnswer, sayJob } from './job-answer.ts';

const WAIT_MS = 5_000;

export const cancelJob = defineTool({
  name: 'cancel_job',
  title: 'Cancel a job',
  about:
    'Stops a running fetch. Days that were complete stay in the table; the same fetch later goes on from there. Cancelling an ended job changes nothing.',
  input: z.object({ job_id: z.string().min(1).describe('Example: job_4f1c2a9be07d') }),
  output: JobAnswer,
  hints: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async run({ job_id }, context) {
    context.jobs.cancel(job_id);
    return jobAnswer(await context.jobs.wait(job_id, WAIT_MS, context.signal));
  },
  say: sayJob,
});
