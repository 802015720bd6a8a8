import { isAbort } from '#shared/errors.ts';
import { addDays, todayIn } from '../../lake/day-range.ts';
import { exportEvents } from '../../mixpanel/export.ts';
import type { ToolContext } from '../../server/tool-definition.ts';
import { readEvents, type StreamedEvent } from './read-events.ts';

const SAMPLE_EVENTS = 500;
/** As far back as Mixpanel looks for the names of properties. */
const SAMPLE_DAYS = 31;
const MAX_WAIT_MS = 3_000;

/** Some recent events of one kind, for what they look like; none when they cannot be had now. Costs one export. */
export async function sampledEvents(event: string, context: ToolContext): Promise<StreamedEvent[]> {
  const { http, facts } = await context.workspace();
  const { timezone } = await facts(context.call);
  const yesterday = addDays(todayIn(timezone ?? 'UTC', context.now()), -1);
  const asked = { fromDate: addDays(yesterday, 1 - SAMPLE_DAYS), toDate: yesterday, events: [event], limit: SAMPLE_EVENTS };
  try {
    const body = await exportEvents(http, asked, { ...context.call, maxWaitMs: MAX_WAIT_MS });
    // Types are wanted, not digits: a large integer is a number here.
    return (await readEvents(body, context.signal, { parse: JSON.parse })).events;
  } catch (error) {
    if (isAbort(error)) throw error;
    return []; // the question was about something else; it is answered without the sample
  }
}
