import { z } from 'zod';
import { inputError } from '#shared/errors.ts';
import { count, notesText, paragraphs, plural, table } from '../../format/text.ts';
import { defineTool } from '../../server/tool-definition.ts';
import { checkRange, FromDate, READS_LAKE, ToDate } from '../arguments.ts';
import { findSource, OriginFields, refuseWithoutLake, sourceWords } from '../lake-source.ts';

const USUAL_BUCKETS = [1, 2, 5, 10, 25, 50, 100];

export const engagementDistribution = defineTool({
  name: 'engagement_distribution',
  title: 'Users by number of events',
  about:
    'Groups users by how many events they sent in the range: 1, 2-4, 5-9 and so on, with shares. Needs a local table that holds these days; without one the answer names the fetch_events call to make.',
  input: z.object({
    from_date: FromDate,
    to_date: ToDate,
    events: z.array(z.string().min(1)).min(1).max(1_000).nullish().describe('Count only these events; left out: all'),
    buckets: z.array(z.number().int().min(1)).min(1).max(100).nullish().describe('Lower bounds; left out: 1, 2, 5, 10, 25, 50, 100'),
  }),
  output: z.object({
    from_date: z.string(),
    to_date: z.string(),
    time_zone: z.string(),
    events: z.array(z.string()).nullable(),
    total_users: z.number().int(),
    total_events: z.number().int(),
    events_without_user: z.number().int(),
    buckets: z.array(
      z.object({ bucket_min: z.number().int(), bucket_label: z.string(), user_count: z.number().int(), percentage: z.number() }),
    ),
    ...OriginFields,
    notes: z.array(z.string()),
  }),
  hints: READS_LAKE,
  async run(input, context) {
    const bounds = [...new Set(input.buckets ?? USUAL_BUCKETS)].sort((a, b) => a - b);
    if (bounds.some((bound) => !Number.isSafeInteger(bound))) throw inputError('A bucket bound is too large.', 'Use smaller numbers.');
    const range = await checkRange(input, context);
    const events = input.events === undefined || input.events === null ? undefined : [...new Set(input.events)];
    const source = await findSource(range, events, context);
    if (source.coverage === undefined) throw refuseWithoutLake('How many users sent how many events', source);
    const bucket = `CASE ${bounds
      .toReversed()
      .map((bound) => `WHEN n >= ${bound} THEN ${bound}`)
      .join(' ')} ELSE 0 END`;
    const users = await source.rows(
      `SELECT ${bucket} AS bucket, count(*), sum(n)::BIGINT FROM (
         SELECT distinct_id, count(*) AS n FROM ${source.events} WHERE distinct_id <> '' GROUP BY distinct_id) GROUP BY bucket`,
    );
    const [nobody] = await source.rows(`SELECT count(*) FROM ${source.events} WHERE coalesce(distinct_id, '') = ''`);
    const found = new Map(users.map(([from, n]) => [Number(from), Number(n)]));
    const total = users.reduce((sum, [, n]) => sum + Number(n), 0);
    const withoutUser = Number(nobody?.[0] ?? 0);
    return {
      from_date: range.from,
      to_date: range.to,
      time_zone: range.timezone,
      events: events ?? null,
      total_users: total,
      total_events: users.reduce((sum, row) => sum + Number(row[2]), 0) + withoutUser,
      events_without_user: withoutUser,
      buckets: bounds.map((bound, index) => ({
        bucket_min: bound,
        bucket_label: labelOf(bound, bounds[index + 1]),
        user_count: found.get(bound) ?? 0,
        percentage: total === 0 ? 0 : ((found.get(bound) ?? 0) / total) * 100,
      })),
      ...source.origin,
      notes: [...source.notes, ...userNotes(withoutUser, found.get(0) ?? 0, bounds[0] ?? 1)],
    };
  },
  say: (output) =>
    paragraphs(
      `Users by number of ${output.events === null ? 'events' : output.events.map((event) => JSON.stringify(event)).join(', ')}, ${output.from_date} to ${output.to_date} (${output.time_zone}), ${sourceWords(output)}: ${plural(output.total_users, 'user')}, ${plural(output.total_events, 'event')}.`,
      table(
        ['events per user', 'users', '% of users'],
        output.buckets.map((each) => [each.bucket_label, count(each.user_count), each.percentage.toFixed(2)]),
      ),
      notesText(output.notes),
    ),
  rows: (output) => output.buckets.length,
});

function labelOf(from: number, next: number | undefined): string {
  if (next === undefined) return `${from}+`;
  return next === from + 1 ? String(from) : `${from}-${next - 1}`;
}

function userNotes(withoutUser: number, below: number, least: number): string[] {
  const notes = [];
  if (withoutUser > 0)
    notes.push(`${plural(withoutUser, 'event')} without a distinct id ${withoutUser === 1 ? 'belongs' : 'belong'} to no user.`);
  if (below > 0) notes.push(`${plural(below, 'user')} with fewer than ${least} events are in total_users, but in no bucket.`);
  return notes;
}
