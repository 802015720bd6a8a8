// Questions about one event that are asked again and again, ready to be read.
import type { TemplateDefinition } from '../server/resource-definition.ts';
import { projectClock, wholeDays, wholeWeeks } from './days.ts';

const RETENTION_WEEKS = 12;
const MAX_DAYS = 365;
/** Taken for a number below 1, and for what is no number. */
const SHORTEST_DAYS = 7;
const DEFAULT_DAYS = 30;

export const weeklyRetention: TemplateDefinition = {
  uriTemplate: 'analysis://retention/{event}/weekly',
  pattern: /^analysis:\/\/retention\/(?<event>.+)\/weekly$/,
  name: 'weekly-retention',
  title: 'Weekly retention of an event',
  description:
    'Of the people who did the event in each of the last 12 whole weeks, which share did it again in the weeks after. Percent-encode the name. Costs one query call.',
  mimeType: 'application/json',
  variables: { event: 'events' },
  async read({ event = '' }, context) {
    const clock = await projectClock(context);
    const { from, to } = wholeWeeks(clock.today, RETENTION_WEEKS);
    const args = { born_event: event, from_date: from, to_date: to, unit: 'week', interval_count: RETENTION_WEEKS };
    return {
      value: {
        event,
        period: 'weekly',
        from_date: from,
        to_date: to,
        weeks: RETENTION_WEEKS,
        time_zone: clock.timeZone,
        data: await context.ask('retention', args),
        notes: clock.notes,
      },
    };
  },
};

export const dailyTrend: TemplateDefinition = {
  uriTemplate: 'analysis://trends/{event}/{days}',
  pattern: /^analysis:\/\/trends\/(?<event>.+)\/(?<days>[^/]+)$/,
  name: 'daily-trend',
  title: 'Daily trend of an event',
  description:
    'The event counted per day over the last days (1 to 365), today left out because it is not over. Percent-encode the name. Costs one query call.',
  mimeType: 'application/json',
  variables: { event: 'events', days: ['7', '14', '30', '60', '90'] },
  async read({ event = '', days: asked = '' }, context) {
    const clock = await projectClock(context);
    const days = daysFrom(asked);
    const { from, to } = wholeDays(clock.today, days);
    const corrected = String(days) === asked ? [] : [`${JSON.stringify(asked)} days were asked for; ${days} are shown (1 to ${MAX_DAYS}).`];
    return {
      value: {
        event,
        days,
        from_date: from,
        to_date: to,
        unit: 'day',
        time_zone: clock.timeZone,
        data: await context.ask('segmentation', { event, from_date: from, to_date: to, unit: 'day' }),
        notes: [...clock.notes, ...corrected],
      },
    };
  },
};

function daysFrom(text: string): number {
  const number = Number.parseInt(text, 10);
  if (Number.isNaN(number)) return DEFAULT_DAYS;
  if (number < 1) return SHORTEST_DAYS;
  return Math.min(number, MAX_DAYS);
}
