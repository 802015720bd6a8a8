// How a job is told: the same fields from the fetch tools, job_status and cancel_job.
import { z } from 'zod';
import { AppError, cancelledError, ERROR_KINDS } from '#shared/errors.ts';
import { isEnded, type JobSnapshot, JobStatus } from '#shared/model/job.ts';
import { count, notesText, paragraphs, plural } from '../../format/text.ts';
import type { ToolContext } from '../../server/tool-definition.ts';

/** A first answer must come within 20 s; longer work goes on behind its job id. */
const FIRST_ANSWER_MS = 18_000;
const LEAST_WAIT_MS = 1_000;

export const JobAnswer = z.looseObject({
  job_id: z.string(),
  status: JobStatus,
  message: z.string(),
  table: z.string(),
  progress: z.object({
    done: z.number(),
    total: z.number().nullable(),
    unit: z.string(),
    rows: z.number().int(),
    bytes: z.number().int(),
    rows_per_second: z.number().nullable(),
    eta_seconds: z.number().nullable(),
  }),
  rows: z.number().int().optional().describe('Rows of the asked days or profiles that stand in the table now'),
  notes: z.array(z.string()).optional(),
});
export type JobAnswer = z.infer<typeof JobAnswer>;

export function jobAnswer(job: JobSnapshot): JobAnswer {
  return {
    job_id: job.jobId,
    status: job.status,
    message: job.message,
    table: job.table,
    progress: {
      done: job.progress.done,
      total: job.progress.total,
      unit: job.progress.unit,
      rows: job.progress.rows,
      bytes: job.progress.bytes,
      rows_per_second: job.progress.rowsPerSecond,
      eta_seconds: job.progress.etaSeconds,
    },
    ...job.result,
    ...(job.error === null ? {} : { error: job.error }),
  };
}

/**
 * Waits for a job: the result, or where it stands when the time is up. A cancelled call cancels the job that it started, unless
 * somebody else who asked for the same work waits for it as well.
 */
export async function firstAnswer(started: { job: JobSnapshot; isNew: boolean }, context: ToolContext): Promise<JobAnswer> {
  const { jobId } = started.job;
  const stop = context.jobs.onChange((job) => {
    if (job.jobId === jobId) context.progress(job);
  });
  try {
    const job = await context.jobs.wait(jobId, patienceMs(context), context.signal);
    if (context.signal.aborted) {
      if (started.isNew && context.jobs.waiting(jobId) === 0) context.jobs.cancel(jobId);
      throw cancelledError();
    }
    if (job.status === 'failed' && job.error !== null) throw jobError(job.error);
    return jobAnswer(job);
  } finally {
    stop();
  }
}

/** What is left of the time for a first answer: a slow question for the project's zone has used some of it. */
function patienceMs({ now, startedMs }: ToolContext): number {
  return Math.max(LEAST_WAIT_MS, FIRST_ANSWER_MS - (now() - startedMs));
}

function jobError(error: NonNullable<JobSnapshot['error']>): AppError {
  const kind = ERROR_KINDS.find((known) => known === error.kind) ?? 'internal';
  return new AppError(kind, error.message, { hint: error.hint });
}

export function sayJob(answer: JobAnswer): string {
  const { progress } = answer;
  const of = progress.total === null ? '' : ` of ${count(progress.total)}`;
  const pace = [
    progress.rows > 0 ? `${plural(progress.rows, 'row')} so far` : '',
    progress.rows_per_second === null ? '' : `${count(progress.rows_per_second)} rows/s`,
    progress.eta_seconds === null ? '' : `about ${progress.eta_seconds} s left`,
  ].filter((each) => each !== '');
  const notes = notesText(answer.notes ?? []);
  if (!isEnded(answer.status)) {
    return paragraphs(
      `The job ${answer.job_id} is ${answer.status}: ${count(progress.done)}${of} ${progress.unit} done${pace.length === 0 ? '' : ` (${pace.join(', ')})`}. ${answer.message}`,
      `Ask job_status with job_id ${JSON.stringify(answer.job_id)} for more; cancel_job stops it and keeps what is complete.`,
    );
  }
  const stands =
    answer.rows === undefined || 'path' in answer
      ? ''
      : ` ${plural(answer.rows, 'row')} of what was asked for now stand in the table ${JSON.stringify(answer.table)}; ask them with sql.`;
  return paragraphs(`Job ${answer.job_id} ${answer.status}: ${answer.message}${stands}`, notes);
}
