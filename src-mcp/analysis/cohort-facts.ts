// Two groups of users told apart by filters over events, and what both did: one statement over a local table.
// A user belongs to a group when at least one of the user's events in the range passes its filter; one can belong to both.
import type { JsonValue } from '#shared/model/json.ts';
import type { SqlFilter } from '../expression/to-sql.ts';
import { quoteText } from '../lake/names.ts';
import { type Coverage, projectDay } from './lake-coverage.ts';
import type { RatioSums } from './ratio.ts';

/** Days after the start on which coming back is looked at. */
export const RETENTION_DAYS = [1, 3, 7, 14, 30] as const;

export interface CohortQuestion {
  coverage: Coverage;
  /** The covered events as a table expression. */
  events: string;
  /** Filters over the alias e, and u when profiles are joined. */
  a: SqlFilter;
  b: SqlFilter;
  /** Profiles table as a quoted name. */
  profiles: string | undefined;
  startEvent: string;
  /** Last day of the project whose events are all here. */
  lastFullDay: string;
}

export interface CohortFacts {
  a: CohortSize;
  b: CohortSize;
  both: number;
  /** Events at which Mixpanel would refuse one of the filters. */
  refused: number;
  events: EventFacts[];
  retention: RetentionFacts[];
}

export interface CohortSize {
  users: number;
  events: number;
  /** Users whose start is the start event; for the others it is their first event in the range. */
  startedByEvent: number;
}

export interface EventFacts {
  event: string;
  eventsA: number;
  eventsB: number;
  usersA: number;
  usersB: number;
  usersBoth: number;
  /** Per start event, over users in one group only; undefined when nobody started. */
  perStart: { a: RatioSums; b: RatioSums } | undefined;
}

export interface RetentionFacts {
  day: number;
  /** Users whose day was over and in the range, and those of them who did something on it. */
  oldA: number;
  backA: number;
  oldB: number;
  backB: number;
}

export function cohortSql({ coverage, events, a, b, profiles, startEvent, lastFullDay }: CohortQuestion): string {
  const join = profiles === undefined ? '' : `LEFT JOIN ${profiles} u ON u.distinct_id = e.distinct_id`;
  const day = projectDay(coverage, 'coalesce(acquired, first)');
  const after = RETENTION_DAYS.map((each) => `(${each})`).join(', ');
  return `
    WITH e AS (SELECT * FROM ${events} WHERE distinct_id <> ''),
    users AS MATERIALIZED (
      SELECT e.distinct_id AS id, bool_or(${a.predicate}) AS a, bool_or(${b.predicate}) AS b,
        count(*) FILTER (${a.refused} OR ${b.refused}) AS refused, min(e.event_time) AS first,
        min(e.event_time) FILTER (e.event_name = ${quoteText(startEvent)}) AS acquired
      FROM e ${join} GROUP BY e.distinct_id),
    done AS MATERIALIZED (
      SELECT id, a, b, event_name, count(*) AS n FROM e JOIN users ON id = distinct_id WHERE a OR b GROUP BY id, a, b, event_name),
    starts AS (SELECT id, a, b, ${day} AS start FROM users WHERE a OR b),
    tries AS MATERIALIZED (SELECT users.id, a, b, coalesce(n, 0) AS y FROM users
      LEFT JOIN (SELECT id, n FROM done WHERE event_name = ${quoteText(startEvent)}) d ON d.id = users.id WHERE a <> b),
    active AS (SELECT DISTINCT distinct_id AS id, ${projectDay(coverage, 'event_time')} AS day FROM e SEMI JOIN starts ON id = distinct_id),
    later AS (SELECT starts.*, after FROM starts, (VALUES ${after}) days(after) WHERE start + after::INTEGER <= DATE ${quoteText(lastFullDay)})
    SELECT 'users' AS kind, NULL AS name, count(*) FILTER (a), count(*) FILTER (b), count(*) FILTER (a AND b),
      coalesce(sum(refused), 0)::BIGINT, count(*) FILTER (a AND acquired IS NOT NULL), count(*) FILTER (b AND acquired IS NOT NULL) FROM users
    UNION ALL
    SELECT 'event', event_name, coalesce(sum(n) FILTER (a), 0)::BIGINT, coalesce(sum(n) FILTER (b), 0)::BIGINT, count(*) FILTER (a),
      count(*) FILTER (b), count(*) FILTER (a AND b), 0 FROM done GROUP BY event_name
    UNION ALL
    SELECT 'tries', NULL, count(*) FILTER (a), ${sumIf('y', 'a')}, ${sumIf('y * y', 'a')},
      count(*) FILTER (b), ${sumIf('y', 'b')}, ${sumIf('y * y', 'b')} FROM tries
    UNION ALL
    SELECT 'rate', event_name, ${(['a', 'b'] as const).map((group) => ['n', 'n * n', 'n * y'].map((each) => sumIf(each, `done.${group}`)).join(', ')).join(', ')}
      FROM done JOIN tries ON tries.id = done.id GROUP BY event_name
    UNION ALL
    SELECT 'after', after::VARCHAR, count(*) FILTER (a), count(*) FILTER (a AND active.id IS NOT NULL), count(*) FILTER (b),
      count(*) FILTER (b AND active.id IS NOT NULL), 0, 0
      FROM later LEFT JOIN active ON active.id = later.id AND active.day = later.start + later.after::INTEGER GROUP BY after`;
}

function sumIf(expression: string, group: string): string {
  return `coalesce(sum(${expression}) FILTER (${group}), 0)::BIGINT`;
}

export function cohortFacts(rows: readonly JsonValue[][]): CohortFacts {
  const of = (kind: string): { name: string; n: number[] }[] =>
    rows.filter((row) => row[0] === kind).map((row) => ({ name: String(row[1]), n: row.slice(2).map(Number) }));
  const [users] = of('users');
  const [usersA = 0, usersB = 0, both = 0, refused = 0, startedA = 0, startedB = 0] = users?.n ?? [];
  const ratios = perStart(of('tries')[0]?.n ?? [], of('rate'));
  const events = of('event').map(({ name, n: [eventsA = 0, eventsB = 0, inA = 0, inB = 0, usersBoth = 0] }) => {
    return { event: name, eventsA, eventsB, usersA: inA, usersB: inB, usersBoth, perStart: ratios.get(name) };
  });
  const sum = (key: 'eventsA' | 'eventsB'): number => events.reduce((total, each) => total + each[key], 0);
  const byDay = new Map(of('after').map(({ name, n }) => [Number(name), n]));
  return {
    a: { users: usersA, events: sum('eventsA'), startedByEvent: startedA },
    b: { users: usersB, events: sum('eventsB'), startedByEvent: startedB },
    both,
    refused,
    events,
    retention: RETENTION_DAYS.map((day) => {
      const [oldA = 0, backA = 0, oldB = 0, backB = 0] = byDay.get(day) ?? [];
      return { day, oldA, backA, oldB, backB };
    }),
  };
}

function perStart(tries: readonly number[], rates: readonly { name: string; n: number[] }[]) {
  const [peopleA = 0, yA = 0, yyA = 0, peopleB = 0, yB = 0, yyB = 0] = tries;
  if (yA === 0 || yB === 0) return new Map<string, { a: RatioSums; b: RatioSums }>();
  return new Map(
    rates.map(({ name, n: [xA = 0, xxA = 0, xyA = 0, xB = 0, xxB = 0, xyB = 0] }) => [
      name,
      {
        a: { people: peopleA, x: xA, y: yA, xx: xxA, xy: xyA, yy: yyA },
        b: { people: peopleB, x: xB, y: yB, xx: xxB, xy: xyB, yy: yyB },
      },
    ]),
  );
}
