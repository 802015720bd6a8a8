import { z } from 'zod';
import type { JsonValue } from '#shared/model/json.ts';
import { DEFAULT_LIMITS } from '#shared/model/settings.ts';
import { count, paragraphs, plural } from '../../format/text.ts';
import { startFetchEvents } from '../../jobs/start-fetch.ts';
import { defineTool, type ToolContext } from '../../server/tool-definition.ts';
import { type Range, zoneWords } from '../arguments.ts';
import { rangeOrLastDays } from '../default-range.ts';
import { firstAnswer, type JobAnswer, sayJob } from '../jobs/job-answer.ts';
import { Estimate, estimateFetch } from './estimate-fetch.ts';

const DEFAULT_DAYS = 30;
/** As the settings are built; the schema tells it, the person's own number takes its place. */
const USUAL_THRESHOLD = DEFAULT_LIMITS.askFromEvents;
const MAX_SAMPLE = 100_000;
const QUESTION = 'confirm_large_fetch';

export const safeLargeFetch = defineTool({
  name: 'safe_large_fetch',
  title: 'Fetch events, asking before a large download',
  about:
    'Counts how many events a fetch would bring (real counts of each day), asks the person when it is large (in the client, else in the Mixlake window), then fetches like fetch_events. Where nobody can be asked, nothing starts and the answer says how to go on. Costs one query call, then exports.',
  input: z.object({
    from_date: z.string().nullish().describe('First day, YYYY-MM-DD; left out: the last 30 full days'),
    to_date: z.string().nullish().describe('Last day, YYYY-MM-DD'),
    events: z.array(z.string().min(1)).min(1).nullish().describe('Only these events'),
    table: z.string().min(1).nullish().describe('Name of the table; left out: events'),
    confirmation_threshold: z
      .number()
      .int()
      .min(0)
      .optional()
      .meta({ default: USUAL_THRESHOLD })
      .describe('Ask from so many events on; left out: as the person has set'),
  }),
  output: z.looseObject({
    status: z.string(),
    estimated_count: z.number().int(),
    actual_count: z.number().int(),
    table_name: z.string().nullable(),
    message: z.string(),
    estimation: Estimate,
  }),
  hints: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  asks: true,
  async run(input, context) {
    const range = await rangeOrLastDays(input, { days: DEFAULT_DAYS, endingWith: 'yesterday' }, context);
    const estimation = await estimateFetch(range, input.events ?? undefined, context);
    const table = input.table ?? 'events';
    const threshold = input.confirmation_threshold ?? (await context.workspace()).limits().askFromEvents;
    const plan = { estimation, range, table, threshold };
    const decision = await decide(plan, context);
    const about = { estimated_count: estimation.estimated_count, estimation };
    if ('message' in decision) return { status: decision.status, actual_count: 0, table_name: null, message: decision.message, ...about };
    const consent = decision.status === 'go' ? undefined : consentInWindow(plan, context);
    const job = await fetchNow({ range, events: input.events ?? undefined, table, limit: decision.limit, consent }, context);
    return { ...job, actual_count: job.rows ?? 0, table_name: job.table, ...about };
  },
  say: (output) => {
    const { estimation } = output;
    const size = `${plural(estimation.estimated_count, 'event')} in ${plural(estimation.days_in_range, 'day')} (${estimation.source}, confidence ${estimation.confidence}${estimation.error === null ? '' : `: ${estimation.error}`})`;
    return paragraphs(`Estimate: ${size}.`, isJob(output) ? sayJob(output) : output.message);
  },
  rows: (output) => output.actual_count,
});

interface Plan {
  estimation: Estimate;
  range: Range;
  table: string;
  threshold: number;
}

/** `ask-in-window`: the fetch is a job that waits for the person there. */
type Decision =
  | { status: 'go' | 'ask-in-window'; limit: number | undefined }
  | { status: 'declined' | 'cancelled' | 'needs_confirmation'; message: string };

/** Nothing is fetched without a yes when it is large, or when nobody can say how large it is. */
async function decide(plan: Plan, context: ToolContext): Promise<Decision> {
  const { estimation, range, table, threshold } = plan;
  const isUnknown = estimation.confidence === 'low';
  if (!isUnknown && estimation.estimated_count < threshold) return { status: 'go', limit: undefined };
  const size = sizeWords(estimation);
  const reply = await context.dialogue.ask(QUESTION, {
    message: `Download ${size} from ${range.from} to ${range.to} (${zoneWords(range)}) into the local table ${JSON.stringify(table)}? This may take minutes and some of the 60 exports an hour.`,
    fields: {
      proceed: { type: 'boolean', title: 'Download', default: false },
      new_limit: {
        type: 'integer',
        title: 'Only a sample of so many events',
        description: 'Leave empty for all',
        minimum: 1,
        maximum: MAX_SAMPLE,
      },
    },
    required: ['proceed'],
  });
  switch (reply.action) {
    case 'accept':
      if (reply.content.proceed !== true) return { status: 'declined', message: 'The person said no. Nothing was fetched.' };
      return { status: 'go', limit: sampleSize(reply.content.new_limit) };
    case 'decline':
      return { status: 'declined', message: 'The person said no. Nothing was fetched.' };
    case 'cancel':
      return { status: 'cancelled', message: 'The question was closed without an answer. Nothing was fetched.' };
    case 'unavailable':
      if (context.approvals.isWatched()) return { status: 'ask-in-window', limit: undefined };
      return { status: 'needs_confirmation', message: howToGoOn(plan, size) };
  }
}

function consentInWindow(plan: Plan, context: ToolContext): (signal: AbortSignal) => Promise<void> {
  const { estimation, range, table } = plan;
  return async (signal) => {
    const { projectId } = await context.workspace();
    await context.approvals.ask(
      {
        question: `Download ${sizeWords(estimation)} into the table ${JSON.stringify(table)}?`,
        facts: [
          `${range.from} to ${range.to}, ${plural(estimation.days_in_range, 'day')} (${zoneWords(range)})`,
          `The estimate is from ${estimation.source}, confidence ${estimation.confidence}.`,
          'This may take minutes and uses some of the 60 exports an hour.',
        ],
        client: context.client.name,
        tool: 'safe_large_fetch',
        projectId,
      },
      signal,
    );
  };
}

function sizeWords(estimation: Estimate): string {
  return estimation.confidence === 'low' ? 'an unknown number of events' : `about ${count(estimation.estimated_count)} events`;
}

function howToGoOn({ estimation, range, table }: Plan, size: string): string {
  const threshold =
    estimation.confidence === 'low'
      ? 'fetch_events with the same days'
      : `safe_large_fetch again with "confirmation_threshold": ${estimation.estimated_count + 1}`;
  return `Nothing was fetched: this would download ${size} (${range.from} to ${range.to}) into ${JSON.stringify(table)}, and this client cannot show a question. Ask the person; if they agree, call ${threshold}. A smaller fetch: fewer days, "events", or fetch_events with "limit" for a sample.`;
}

function sampleSize(value: JsonValue | undefined): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MAX_SAMPLE ? value : undefined;
}

interface Fetch {
  range: Range;
  events: string[] | undefined;
  table: string;
  limit: number | undefined;
  consent: ((signal: AbortSignal) => Promise<void>) | undefined;
}

async function fetchNow({ range, events, table, limit, consent }: Fetch, context: ToolContext): Promise<JobAnswer> {
  const workspace = await context.workspace();
  const { timezone } = await workspace.facts(context.call);
  const started = await startFetchEvents({
    room: workspace,
    jobs: context.jobs,
    table,
    from: range.from,
    to: range.to,
    timezone,
    selection: { events, where: undefined, limit },
    append: false,
    startedBy: context.client.name,
    now: context.now,
    consent,
  });
  return firstAnswer(started, context);
}

function isJob(output: object): output is JobAnswer {
  return 'job_id' in output;
}
