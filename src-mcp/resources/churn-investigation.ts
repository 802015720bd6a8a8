// The recipe of a search for the reasons why users leave, with this project's events, dates, and SQL that runs as it stands.
import type { JsonObject } from '#shared/model/json.ts';
import { addDays } from '../lake/day-range.ts';
import type { ResourceDefinition } from '../server/resource-definition.ts';
import { type Period, projectClock, wholeDays } from './days.ts';
import { type KeyEvents, keyEvents } from './key-events.ts';

const DAYS = 30;
/** Who has done nothing for so long counts as gone in the queries. */
const SILENT_DAYS = 14;
const WEEKS = 4;

export const churnInvestigation: ResourceDefinition = {
  uri: 'recipes://churn-investigation',
  name: 'churn-investigation',
  title: 'Recipe: why users leave',
  description:
    "A playbook in five phases to find out why users leave, over the last 30 whole days, with this project's events and ready SQL. Costs up to two query calls to prepare.",
  mimeType: 'application/json',
  async read(context) {
    const clock = await projectClock(context);
    const period = wholeDays(clock.today, DAYS);
    const events = await keyEvents(context);
    return {
      value: {
        name: 'Churn investigation',
        description: `Finds who leaves, when, and what they did before. In the queries a user who did nothing for ${SILENT_DAYS} days is gone; change that to your product.`,
        time_zone: clock.timeZone,
        analysis_period: { ...period },
        phases: phases(period, events),
        benchmarks: {
          about: 'Rules of thumb for consumer products; your own last quarter is the better measure.',
          d1_retention: '40-60 %',
          d7_retention: '20-30 %',
          d30_retention: '10-20 %',
          monthly_churn_b2b: 'below 5 %',
          monthly_churn_b2c: 'below 10 %',
        },
        notes: [...clock.notes, ...events.notes, 'event_time in local tables is UTC, so the bounds of days in the SQL are UTC as well.'],
      },
    };
  },
};

function phases(period: Period, events: KeyEvents): JsonObject[] {
  return [define(), measure(period, events), compare(period), behaviour(period), rank()].map((phase, index) => ({
    phase: index + 1,
    ...phase,
  }));
}

function define(): JsonObject {
  return {
    name: 'Say what leaving means',
    description: 'Days of silence that are normal for one product are the end for another.',
    questions: [
      'How often does a contented user come back: daily, weekly, monthly?',
      'Which event proves that somebody got value, and not just opened the app?',
      'Is there a clear end (cancelled, account deleted), or only silence?',
      'Do paying and free users need definitions of their own?',
    ],
  };
}

function measure({ from, to }: Period, events: KeyEvents): JsonObject {
  return {
    name: 'Measure the base rate',
    description: 'Of the people who started in each week, which share came back in the weeks after. Weeks that are not over are null.',
    queries: [
      {
        description: `From ${JSON.stringify(events.start)} to ${JSON.stringify(events.busiest[0])}, by week`,
        tool: 'retention',
        params: {
          born_event: events.start,
          return_event: events.busiest[0],
          from_date: from,
          to_date: to,
          unit: 'week',
          interval_count: WEEKS,
        },
      },
    ],
  };
}

function compare({ from, to }: Period): JsonObject {
  return {
    name: 'Compare those who left with those who stayed',
    description: 'Fetch the days once, then ask as often as you like.',
    queries: [
      {
        description: 'The raw events of the period, into the local table events',
        tool: 'fetch_events',
        params: { from_date: from, to_date: to },
      },
      { description: 'How many left, and how active they were before', tool: 'sql', params: { query: leaversSql(to) } },
      {
        description:
          'Two groups by a property, with confidence intervals and p-values: for example cohort_a_filter user["plan"] == "free" and cohort_b_filter user["plan"] != "free"',
        tool: 'cohort_comparison',
      },
    ],
  };
}

function behaviour({ to }: Period): JsonObject {
  return {
    name: 'Look at what happened before',
    description: 'The last thing people did before they fell silent, against how often everybody else does it last.',
    questions: [
      'Is the last event a failure, a price page, or simply the daily use?',
      'Do leavers lack one step that those who stay have done?',
    ],
    queries: [
      { description: 'Last event of each user, and the share that fell silent after it', tool: 'sql', params: { query: lastEventSql(to) } },
      { description: 'The journey of one of them: take a distinct_id from the table', tool: 'activity_feed' },
    ],
  };
}

function rank(): JsonObject {
  return {
    name: 'Rank what to do',
    description: 'Impact (users concerned times how much it could help), times confidence, divided by effort. Begin with the highest.',
    questions: [
      'How many users does the finding concern in a month?',
      'Is it a cause, or only seen together with leaving? What experiment would tell?',
      'Which number shows in four weeks whether it worked?',
    ],
  };
}

function silentSince(to: string): string {
  return `TIMESTAMP '${addDays(to, 1 - SILENT_DAYS)} 00:00:00'`;
}

function leaversSql(to: string): string {
  return [
    'WITH per_user AS (',
    '  SELECT distinct_id, max(event_time) AS last_seen, count(*) AS events, count(DISTINCT CAST(event_time AS DATE)) AS active_days',
    "  FROM events WHERE distinct_id <> '' GROUP BY distinct_id",
    ')',
    `SELECT last_seen < ${silentSince(to)} AS has_left, count(*) AS users,`,
    '  round(avg(events), 1) AS events_per_user, round(avg(active_days), 1) AS active_days_per_user',
    'FROM per_user GROUP BY has_left ORDER BY has_left',
  ].join('\n');
}

function lastEventSql(to: string): string {
  return [
    'WITH per_user AS (',
    '  SELECT distinct_id, max_by(event_name, event_time) AS last_event, max(event_time) AS last_seen',
    "  FROM events WHERE distinct_id <> '' GROUP BY distinct_id",
    ')',
    `SELECT last_event, count(*) AS users, count(*) FILTER (WHERE last_seen < ${silentSince(to)}) AS left_after_it,`,
    '  round(100.0 * left_after_it / users, 1) AS left_percent',
    'FROM per_user GROUP BY last_event ORDER BY left_after_it DESC LIMIT 20',
  ].join('\n');
}
