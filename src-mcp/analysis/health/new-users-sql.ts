// People who did an event in a period, from their first time on, and who of them did something within some days after it: one
// statement over a local table. Days after the start are 24 hours each, counted from the very moment, as Mixpanel's retention does.
import type { JsonValue } from '#shared/model/json.ts';
import { addDays } from '../../lake/day-range.ts';
import { quoteText } from '../../lake/names.ts';
import { type Coverage, projectDay } from '../lake-coverage.ts';
import type { Share } from '../proportions.ts';

/** Key of the rows that count who started when; no follow has it. */
const STARTS = '';

/** Something done at least `from` and less than `to` days after the start. */
export interface Follow {
  key: string;
  /** Left out: anything. */
  event?: string | undefined;
  from: number;
  to: number;
}

export interface NewUsersQuestion {
  coverage: Coverage;
  /** The covered events as a table expression; they must reach as far as `until`. */
  events: string;
  event: string;
  from: string;
  to: string;
  /** The last day that is over and known. */
  until: string;
  follows: readonly Follow[];
}

export interface NewUsers {
  users: number;
  /** Day to people who started on it. */
  starts: Map<string, number>;
  /** Of those who started long enough ago: by day of starting. */
  follows: Map<string, Map<string, Share>>;
}

/** All days of starting together: large cohorts count more than small ones. */
export function together(byStart: ReadonlyMap<string, Share> | undefined): Share {
  const shares = [...(byStart?.values() ?? [])];
  return { hits: shares.reduce((sum, { hits }) => sum + hits, 0), of: shares.reduce((sum, share) => sum + share.of, 0) };
}

/** The last day of starting for whom all of the days are over by `until`. */
export function lastStart(follow: Follow, { to, until }: { to: string; until: string }): string {
  const last = addDays(until, -follow.to);
  return last < to ? last : to;
}

export function newUsersSql(question: NewUsersQuestion): string {
  const { coverage, events, event, from, to, follows } = question;
  const started = projectDay(coverage, 'start');
  const parts = follows.map((follow) => {
    const name = follow.event === undefined ? '' : ` AND e.event_name = ${quoteText(follow.event)}`;
    return `SELECT ${quoteText(follow.key)}, ${started}::VARCHAR, count(*), count(hit.id) FROM born LEFT JOIN (
        SELECT DISTINCT born.id FROM born JOIN e ON e.distinct_id = born.id AND e.event_time >= born.start + INTERVAL ${follow.from} DAY
          AND e.event_time < born.start + INTERVAL ${follow.to} DAY${name}) hit ON hit.id = born.id
      WHERE ${started} <= DATE ${quoteText(lastStart(follow, question))} GROUP BY ALL`;
  });
  return `
    WITH e AS (SELECT distinct_id, event_name, event_time FROM ${events} WHERE distinct_id <> ''),
    born AS MATERIALIZED (
      SELECT distinct_id AS id, min(event_time) AS start FROM e WHERE event_name = ${quoteText(event)}
        AND ${projectDay(coverage, 'event_time')} BETWEEN DATE ${quoteText(from)} AND DATE ${quoteText(to)} GROUP BY distinct_id)
    ${[`SELECT ${quoteText(STARTS)} AS key, ${started}::VARCHAR AS day, count(*) AS people, 0 AS hits FROM born GROUP BY ALL`, ...parts].join('\n    UNION ALL ')}`;
}

export function newUsersOf(rows: readonly JsonValue[][], follows: readonly Follow[]): NewUsers {
  const of = (key: string): [string, Share][] =>
    rows.filter((row) => row[0] === key).map((row) => [String(row[1]), { hits: Number(row[3]), of: Number(row[2]) }]);
  const starts = new Map(of(STARTS).map(([day, { of: people }]) => [day, people]));
  return {
    users: [...starts.values()].reduce((sum, people) => sum + people, 0),
    starts,
    follows: new Map(follows.map(({ key }) => [key, new Map(of(key))])),
  };
}
