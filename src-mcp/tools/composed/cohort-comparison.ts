import { z } from 'zod';
import { inputError } from '#shared/errors.ts';
import { type CohortFacts, type CohortSize, cohortFacts, cohortSql } from '../../analysis/cohort-facts.ts';
import { type ComparedEvent, compareEvents, compareRetention, isSignificant, SIGNIFICANCE } from '../../analysis/compare-cohorts.ts';
import { lastFullDay } from '../../analysis/lake-coverage.ts';
import { canonicalText } from '../../expression/canonical.ts';
import { parseFilter } from '../../expression/expressions.ts';
import { filterSql } from '../../expression/to-sql.ts';
import { type Expression, propertiesOf } from '../../expression/tree.ts';
import { quoteName } from '../../lake/names.ts';
import { defineTool, type ToolContext } from '../../server/tool-definition.ts';
import { Detail, READS_LAKE } from '../arguments.ts';
import { rangeOrLastDays } from '../default-range.ts';
import { findSource, type LakeSource, refuseWithoutLake } from '../lake-source.ts';
import { profilesFor } from '../profiles-source.ts';
import { ComparedEventOutput, eventOutput, interpretation, percentOf, sayComparison } from './cohort-words.ts';

const DEFAULT_DAYS = 30;
const DIMENSIONS = ['event_frequency', 'retention', 'top_events'] as const;
const TOP_EVENTS = 10;
const FREQUENT_EVENTS = 20;
const MOST_EVENTS = 10_000;
const Filter = z.string().min(1);

const Cohort = z.object({
  name: z.string(),
  filter: z.string(),
  user_count: z.number().int(),
  metrics: z.record(z.string(), z.number().nullable()),
});
const Counts = z.record(z.string(), z.number().int());
const Top = z.array(z.object({ event: z.string(), count: z.number().int() }));
const Difference = z.object({
  event: z.string(),
  cohort_a_count: z.number().int(),
  cohort_b_count: z.number().int(),
  ratio: z.number().nullable(),
  interpretation: z.string(),
});
const Retention = z.object({
  day: z.number().int(),
  cohort_a_old_enough: z.number().int(),
  cohort_a_percentage: z.number().nullable(),
  cohort_b_old_enough: z.number().int(),
  cohort_b_percentage: z.number().nullable(),
});

export const cohortComparison = defineTool({
  name: 'cohort_comparison',
  title: 'Compare two groups of users',
  about:
    'Compares users who match filter A with those who match B: events per user, share of users per event with 95 % interval and p-value, retention, top events. Needs a local table with the days (user["x"]: profiles too).',
  input: z.object({
    cohort_a_filter: Filter.describe('Users with an event for which this holds. Example: properties["plan"] == "pro"'),
    cohort_b_filter: Filter.describe('The same for group B. Example: properties["plan"] != "pro"'),
    cohort_a_name: z.string().min(1).default('Cohort A').describe('Name of group A in the answer'),
    cohort_b_name: z.string().min(1).default('Cohort B').describe('Name of group B in the answer'),
    from_date: z.string().nullish().describe('First day, YYYY-MM-DD; left out: 30 days'),
    to_date: z.string().nullish().describe('Last day, YYYY-MM-DD; left out: yesterday'),
    acquisition_event: z.string().min(1).default('signup').describe("A user's start, where it happened; else the first event"),
    compare_dimensions: z.array(z.enum(DIMENSIONS)).min(1).nullish().describe('Left out: all three'),
    detail: Detail,
  }),
  output: z.object({
    cohort_a: Cohort,
    cohort_b: Cohort,
    users_in_both: z.number().int(),
    acquisition_event: z.string(),
    period: z.object({ from_date: z.string(), to_date: z.string(), time_zone: z.string() }),
    comparisons: z.object({
      event_frequency: z.object({ cohort_a_frequency: Counts, cohort_b_frequency: Counts, differences: z.array(Difference) }).optional(),
      retention: z
        .object({
          cohort_a_users: z.number().int(),
          cohort_b_users: z.number().int(),
          user_ratio: z.number().nullable(),
          days: z.array(Retention),
          note: z.string(),
        })
        .optional(),
      top_events: z.object({ cohort_a_top_events: Top, cohort_b_top_events: Top }).optional(),
    }),
    statistical_significance: z.object({ method: z.string(), level: z.number(), tests: z.number().int(), significant: z.number().int() }),
    key_differences: z.array(z.string()),
    events_total: z.number().int(),
    events: z.array(ComparedEventOutput),
    api_calls_used: z.number().int(),
    source: z.string(),
    table: z.string().nullable(),
    fetched_at: z.string().nullable(),
    notes: z.array(z.string()),
  }),
  hints: READS_LAKE,
  long: 'events',
  async run(input, context) {
    const trees = [parseFilter(input.cohort_a_filter), parseFilter(input.cohort_b_filter)] as const;
    const range = await rangeOrLastDays(input, { days: DEFAULT_DAYS, endingWith: 'yesterday' }, context);
    const source = await findSource(range, undefined, context);
    if (source.coverage === undefined) throw refuseWithoutLake('A comparison of two groups of users', source);
    const lastDay = lastFullDay(source.coverage, range);
    const { facts, profileNotes } = await askLake({ source, trees, startEvent: input.acquisition_event, lastDay }, context);
    refuseEmpty(facts, input);
    const names = { a: input.cohort_a_name, b: input.cohort_b_name };
    const events = compareEvents(facts);
    const found = events.filter(isSignificant);
    const wanted = new Set(input.compare_dimensions ?? DIMENSIONS);
    return {
      cohort_a: { name: names.a, filter: canonicalText(trees[0]), user_count: facts.a.users, metrics: metricsOf(facts.a) },
      cohort_b: { name: names.b, filter: canonicalText(trees[1]), user_count: facts.b.users, metrics: metricsOf(facts.b) },
      users_in_both: facts.both,
      acquisition_event: input.acquisition_event,
      period: { from_date: range.from, to_date: range.to, time_zone: range.timezone },
      comparisons: {
        ...(wanted.has('event_frequency') ? { event_frequency: frequencyOf(events, names) } : {}),
        ...(wanted.has('retention') ? { retention: retentionOf(facts, input.acquisition_event, lastDay) } : {}),
        ...(wanted.has('top_events') ? { top_events: topEventsOf(events) } : {}),
      },
      statistical_significance: {
        method: 'two-proportion test per event on users in one group only, p-values adjusted by Benjamini and Hochberg',
        level: SIGNIFICANCE,
        tests: events.filter((each) => each.adjustedP !== null).length,
        significant: found.length,
      },
      key_differences: found.slice(0, 3).map((each) => interpretation(each, names)),
      events_total: events.length,
      events: events.map((each) => eventOutput(each, input.acquisition_event)),
      api_calls_used: 0,
      ...source.origin,
      notes: [...source.notes, ...profileNotes, ...overlapNotes(facts, names), ...smallNotes(events)],
    };
  },
  say: sayComparison,
  rows: (output) => output.events.length,
});

interface Ask {
  source: LakeSource;
  trees: readonly [Expression, Expression];
  startEvent: string;
  lastDay: string;
}

async function askLake(
  { source, trees, startEvent, lastDay }: Ask,
  context: ToolContext,
): Promise<{ facts: CohortFacts; profileNotes: string[] }> {
  const homes = new Set(trees.flatMap((tree) => propertiesOf(tree).map((each) => each.home)));
  if (homes.has('behaviors'))
    throw inputError('behaviors["…"] only exists in the where of fetch_profiles.', 'Use properties["…"] or user["…"].');
  const profiles = homes.has('user') ? await profilesFor(context) : undefined;
  const place = { ...source.place('e'), profiles: profiles === undefined ? undefined : 'u' };
  const sql = cohortSql({
    coverage: source.coverage,
    events: source.events,
    a: filterSql(trees[0], place),
    b: filterSql(trees[1], place),
    profiles: profiles === undefined ? undefined : quoteName(profiles.table),
    startEvent,
    lastFullDay: lastDay,
  });
  const facts = cohortFacts(await source.rows(sql, { maxRows: MOST_EVENTS }));
  if (facts.refused > 0) {
    throw inputError(
      `A filter puts and or or beside a value that is neither true nor false, on ${facts.refused} events; Mixpanel refuses that.`,
      'Compare the value, for example properties["paid"] == true and properties["plan"] == "pro".',
    );
  }
  return { facts, profileNotes: profiles?.notes ?? [] };
}

function refuseEmpty(facts: CohortFacts, input: { cohort_a_filter: string; cohort_b_filter: string }): void {
  const empty = [facts.a.users === 0 && input.cohort_a_filter, facts.b.users === 0 && input.cohort_b_filter].filter(
    (each) => each !== false,
  );
  if (empty.length === 0) return;
  throw inputError(
    `No user has an event for which ${empty.join(' or ')} holds in these days.`,
    'Check names and values: list_properties and list_property_values show them, letter case counts.',
  );
}

function metricsOf(size: CohortSize): Record<string, number | null> {
  return { events: size.events, events_per_user: size.users === 0 ? null : size.events / size.users };
}

function frequencyOf(events: readonly ComparedEvent[], names: { a: string; b: string }) {
  const frequent = events.toSorted((x, y) => y.eventsA + y.eventsB - x.eventsA - x.eventsB).slice(0, FREQUENT_EVENTS);
  return {
    cohort_a_frequency: Object.fromEntries(frequent.map((each) => [each.event, each.eventsA])),
    cohort_b_frequency: Object.fromEntries(frequent.map((each) => [each.event, each.eventsB])),
    differences: events
      .filter(isSignificant)
      .slice(0, TOP_EVENTS)
      .map((each) => ({
        event: each.event,
        cohort_a_count: each.eventsA,
        cohort_b_count: each.eventsB,
        ratio: each.ratio,
        interpretation: interpretation(each, names),
      })),
  };
}

function retentionOf(facts: CohortFacts, startEvent: string, lastDay: string) {
  const started = facts.a.startedByEvent + facts.b.startedByEvent;
  const start =
    started === 0
      ? `nobody here did ${JSON.stringify(startEvent)} in these days, so a user's start is the first event`
      : `a user's start is ${JSON.stringify(startEvent)} (${facts.a.startedByEvent} users of A, ${facts.b.startedByEvent} of B), else the first event`;
  return {
    cohort_a_users: facts.a.users,
    cohort_b_users: facts.b.users,
    user_ratio: facts.b.users === 0 ? null : facts.a.users / facts.b.users,
    days: compareRetention(facts).map((each) => ({
      day: each.day,
      cohort_a_old_enough: each.oldA,
      cohort_a_percentage: percentOf(each.shareA),
      cohort_b_old_enough: each.oldB,
      cohort_b_percentage: percentOf(each.shareB),
    })),
    note: `Share of users with any event on exactly that day after their start, of users for whom that day was over by ${lastDay}; ${start} in the range.`,
  };
}

function topEventsOf(events: readonly ComparedEvent[]) {
  const top = (key: 'eventsA' | 'eventsB') =>
    events
      .filter((each) => each[key] > 0)
      .toSorted((x, y) => y[key] - x[key] || (x.event < y.event ? -1 : 1))
      .slice(0, TOP_EVENTS)
      .map((each) => ({ event: each.event, count: each[key] }));
  return { cohort_a_top_events: top('eventsA'), cohort_b_top_events: top('eventsB') };
}

function smallNotes(events: readonly ComparedEvent[]): string[] {
  const untested = events.filter((each) => each.tested !== null && each.adjustedP === null).length;
  return untested === 0 ? [] : [`${untested} events have no p-value: too few (or nearly all) users did them for the test to hold.`];
}

function overlapNotes(facts: CohortFacts, names: { a: string; b: string }): string[] {
  if (facts.both === 0) return [];
  const notes = [
    `${facts.both} users belong to both groups (${((facts.both / facts.a.users) * 100).toFixed(1)} % of ${names.a}, ${((facts.both / facts.b.users) * 100).toFixed(1)} % of ${names.b}): they count in both, and are left out of differences and p-values.`,
  ];
  if (facts.both === facts.a.users || facts.both === facts.b.users) {
    notes.push('One group lies wholly inside the other, so nothing can be tested; exclude one filter from the other with "and not (…)".');
  }
  return notes;
}
