// What one user did lately, the newest first.
import { z } from 'zod';
import { JsonRecord } from '#shared/model/json.ts';
import type { TemplateDefinition } from '../server/resource-definition.ts';
import { projectClock, wholeDays } from './days.ts';

const DAYS = 90;
const MAX_EVENTS = 100;

const Feed = z.object({
  events: z.array(JsonRecord),
  time_zone: z.string(),
  notes: z.array(z.string()),
});

export const userJourney: TemplateDefinition = {
  uriTemplate: 'users://{id}/journey',
  pattern: /^users:\/\/(?<id>.+)\/journey$/,
  name: 'user-journey',
  title: 'Journey of a user',
  description:
    'The events of one distinct id over the last 90 whole days and today so far: counts per event, and the newest 100 events. Percent-encode the id. Costs one query call.',
  mimeType: 'application/json',
  variables: { id: undefined },
  async read({ id = '' }, context) {
    const clock = await projectClock(context);
    const { from } = wholeDays(clock.today, DAYS);
    const asked = { distinct_id: id, from_date: from, to_date: clock.today, limit: 0 };
    const feed = Feed.parse(await context.ask('activity_feed', asked));
    const counts = Map.groupBy(feed.events, (each) => String(each.event));
    const breakdown = [...counts].map(([event, all]) => ({ event, count: all.length })).sort((a, b) => b.count - a.count);
    const newest = feed.events.toReversed().slice(0, MAX_EVENTS);
    const isCut = newest.length < feed.events.length;
    return {
      long: 'events',
      rest: 'activity_feed with from_date and to_date gives the others.',
      value: {
        distinct_id: id,
        period: { from_date: from, to_date: clock.today },
        time_zone: feed.time_zone,
        summary: {
          total_events: feed.events.length,
          unique_events: breakdown.length,
          event_breakdown: Object.fromEntries(breakdown.map(({ event, count }) => [event, count])),
        },
        events: newest,
        truncated: isCut,
        notes: [
          // Said of the feed's own order, which is turned round here.
          ...feed.notes.filter((note) => !note.startsWith('Events without a time')),
          'Events stand newest first; those without a time stand last.',
          ...(isCut ? [`The newest ${MAX_EVENTS} of ${feed.events.length} events; activity_feed gives the others.`] : []),
        ],
      },
    };
  },
};
