import { z } from 'zod';
import { AppError } from '#shared/errors.ts';
import { guessEvent } from '../../analysis/health/event-roles.ts';
import { count, notesText, paragraphs, plural, table } from '../../format/text.ts';
import { addDays } from '../../lake/day-range.ts';
import { savedReports } from '../../mixpanel/bookmarks.ts';
import { profileProperties } from '../../mixpanel/profile-properties.ts';
import { defineTool, type ToolContext } from '../../server/tool-definition.ts';
import { READS_MIXPANEL } from '../arguments.ts';
import { ROLES } from '../composed/chosen-events.ts';
import { attempt, Plan, payablePlan, planWords, Unavailable, unavailableText } from '../composed/query-plan.ts';
import { Entity, toEntity } from '../discovery/lexicon-words.ts';
import { sourceWords } from '../lake-source.ts';
import { busyEvents, type ContextSource, EVENTS_WITH_PROPERTIES, openContext, propertiesOf } from './context-events.ts';

const HISTORY_DAYS = 90;
const SHOWN_NAMES = 50;

const Named = z.object({ id: z.number().int(), name: z.string() });

const Output = z.object({
  project: z.object({ project_id: z.string(), project_name: z.string().nullable(), region: z.string() }),
  time_zone: z.string(),
  events: z
    .object({
      total: z.number().int(),
      top_events: z.array(z.string()),
      counts: z.array(z.object({ event: z.string(), count: z.number().int() })),
      counted: z.string(),
      categories: z.record(z.string(), z.array(z.string())),
    })
    .nullable(),
  properties: z.object({
    event_properties: z.number().int().nullable(),
    user_properties: z.number().int().nullable(),
    common: z.array(z.string()),
    events_looked_at: z.array(z.string()),
  }),
  funnels: z.array(Named.extend({ steps: z.number().int().nullable() })).nullable(),
  funnels_total: z.number().int().nullable(),
  cohorts: z.array(Named.extend({ count: z.number().int() })).nullable(),
  cohorts_total: z.number().int().nullable(),
  bookmarks: z.object({ total: z.number().int(), by_type: z.record(z.string(), z.number().int()) }).nullable(),
  date_range: z.object({ from_date: z.string(), to_date: z.string(), note: z.string() }),
  local_tables: z.array(
    z.object({
      table: z.string(),
      type: z.string(),
      rows: z.number().int(),
      from_date: z.string().nullable(),
      to_date: z.string().nullable(),
      missing_days: z.number().int(),
      fetched_at: z.string().nullable(),
    }),
  ),
  schemas: z.array(Entity).nullable(),
  schemas_total: z.number().int().nullable(),
  plan: Plan,
  unavailable: Unavailable,
  notes: z.array(z.string()),
});
type Output = z.output<typeof Output>;

export const context = defineTool({
  name: 'context',
  title: 'Overview of the project',
  about:
    'First step of an investigation: events with the busiest ten of the last 30 full days, properties, saved funnels, cohorts and reports, local tables. Costs up to 10 query calls, 3 when a local table has the days.',
  input: z.object({ include_schemas: z.boolean().default(false).describe('Adds the data dictionary (Lexicon)') }),
  output: Output,
  hints: READS_MIXPANEL,
  async run(input, call) {
    const source = await openContext(call);
    const plan = await payablePlan(stepsOf(source), undefined, call);
    const unavailable: Unavailable = [];
    const found = await everything(source, unavailable, input.include_schemas, call);
    const { events, funnels, cohorts, lexicon } = found;
    if (events === undefined && funnels === undefined && cohorts === undefined) throw nothing(unavailable);
    const workspace = await call.workspace();
    return {
      project: { project_id: workspace.projectId, project_name: found.name, region: workspace.account.region },
      time_zone: source.range.timezone,
      events: events === undefined ? null : { ...eventsOf(events), categories: categoriesOf(events.names) },
      properties: propertiesFound(found),
      funnels: funnels?.slice(0, SHOWN_NAMES).map(({ funnelId, name }) => ({ id: funnelId, name, steps: null })) ?? null,
      funnels_total: funnels?.length ?? null,
      cohorts: cohorts?.slice(0, SHOWN_NAMES).map(({ id, name, count: size }) => ({ id, name, count: size })) ?? null,
      cohorts_total: cohorts?.length ?? null,
      bookmarks: found.bookmarks === undefined ? null : byType(found.bookmarks),
      date_range: {
        from_date: addDays(source.range.to, 1 - HISTORY_DAYS),
        to_date: source.range.to,
        note: `the last ${HISTORY_DAYS} full days of the project (${source.range.timezone}); local_tables tells what is fetched`,
      },
      local_tables: found.tables,
      schemas: lexicon?.map(toEntity) ?? null,
      schemas_total: lexicon?.length ?? null,
      plan,
      unavailable,
      notes: notesOf(source),
    };
  },
  long: 'schemas',
  say: (output) => sayContext(output),
  rows: (output) => output.events?.total ?? 0,
});

function stepsOf({ lake }: ContextSource) {
  const from = lake === undefined ? 'live from Mixpanel' : sourceWords(lake.origin);
  const isFree = lake !== undefined;
  return [
    { what: 'events and their counts', query_calls: isFree ? 0 : 2, source: from },
    { what: `properties of the ${EVENTS_WITH_PROPERTIES} busiest events`, query_calls: isFree ? 0 : EVENTS_WITH_PROPERTIES, source: from },
    { what: 'user properties, funnels, cohorts', query_calls: 3, source: 'live from Mixpanel' },
    { what: 'saved reports, Lexicon', query_calls: 0, source: 'live from Mixpanel' },
  ];
}

async function everything(source: ContextSource, unavailable: Unavailable, withSchemas: boolean, call: ToolContext) {
  const { names, http, projectId, facts, lake } = await call.workspace();
  const part = <T>(what: string, work: () => Promise<T>): Promise<T | undefined> => attempt(what, unavailable, work);
  const [known, events, users, funnels, cohorts, bookmarks, lexicon, tables] = await Promise.all([
    facts(call.call),
    part('events', async () => {
      const busy = await busyEvents(source, call);
      const looked = busy.top.slice(0, EVENTS_WITH_PROPERTIES).map((each) => each.event);
      const properties = await part('event properties', () => propertiesOf(looked, source, call));
      return { ...busy, properties };
    }),
    part('user properties', () => profileProperties(http, call.call)),
    part('funnels', () => names.funnels(call.call)),
    part('cohorts', () => names.cohorts(call.call)),
    part('bookmarks', () => savedReports(http, projectId, undefined, call.call)),
    withSchemas ? part('Lexicon', () => names.lexicon.entries(undefined, call.call)) : undefined,
    lake().then((opened) => opened.tables()),
  ]);
  return { name: known.name, events, users, funnels, cohorts, bookmarks, lexicon, tables: tables.map(toLocal) };
}

type Found = Awaited<ReturnType<typeof everything>>;

function eventsOf({ names, top, counted }: NonNullable<Found['events']>) {
  return { total: names.length, top_events: top.map((each) => each.event), counts: top, counted };
}

/** Which events look like a stage of growth. */
function categoriesOf(names: readonly string[]): Record<string, string[]> {
  const found = ROLES.map((role) => [role, guessEvent(role, names).proposed] as const);
  return Object.fromEntries(found.filter(([, proposed]) => proposed.length > 0));
}

function propertiesFound({ events, users }: Found) {
  const sets = [...(events?.properties?.values() ?? [])];
  const [first, ...others] = sets;
  const all = new Set(sets.flatMap((each) => [...each]));
  return {
    event_properties: events?.properties === undefined ? null : all.size,
    user_properties: users?.length ?? null,
    common: [...(first ?? [])].filter((name) => others.every((each) => each.has(name))).toSorted(),
    events_looked_at: [...(events?.properties?.keys() ?? [])],
  };
}

function byType(reports: readonly { type: string }[]) {
  const groups = Map.groupBy(reports, (each) => each.type);
  return {
    total: reports.length,
    by_type: Object.fromEntries([...groups].map(([type, of]) => [type === '' ? 'unknown' : type, of.length])),
  };
}

function toLocal(each: {
  name: string;
  kind: string;
  rowCount: number;
  fromDate: string | null;
  toDate: string | null;
  missingDays: string[];
  fetchedAt: string | null;
}) {
  return {
    table: each.name,
    type: each.kind,
    rows: each.rowCount,
    from_date: each.fromDate,
    to_date: each.toDate,
    missing_days: each.missingDays.length,
    fetched_at: each.fetchedAt,
  };
}

function notesOf({ lake }: ContextSource): string[] {
  const notes = ['Mixpanel does not tell how many steps a saved funnel has; the funnel tool shows them.'];
  return lake === undefined ? notes : [...notes, ...lake.notes];
}

function nothing(unavailable: Unavailable): AppError {
  return new AppError('mixpanel', unavailable.map((each) => `${each.part}: ${each.reason}`).join(' '), {
    hint: 'workspace_info tells whether the account works.',
  });
}

function sayContext(output: Output): string {
  const { project, events, properties, bookmarks } = output;
  const name = project.project_name === null ? '' : ` ${JSON.stringify(project.project_name)}`;
  return paragraphs(
    `Project${name} (${project.project_id}, region ${project.region}), days in ${output.time_zone}. ${planWords(output.plan)}`,
    events !== null &&
      paragraphs(
        `${plural(events.total, 'event')}; the busiest (${events.counted}):`,
        table(
          ['event', 'events'],
          events.counts.map((each) => [each.event, count(each.count)]),
        ),
      ),
    ...Object.entries(events?.categories ?? {}).map(([stage, names]) => `Looks like ${stage}: ${quoted(names)}.`),
    `Properties: ${number(properties.event_properties)} on the ${properties.events_looked_at.length} busiest events (on all of them: ${properties.common.length}), ${number(properties.user_properties)} of users.`,
    listed('saved funnel', output.funnels, output.funnels_total),
    listed('cohort', output.cohorts, output.cohorts_total),
    bookmarks !== null &&
      `${plural(bookmarks.total, 'saved report')}: ${Object.entries(bookmarks.by_type)
        .map(([type, of]) => `${of} ${type}`)
        .join(', ')}.`,
    `Usual range: ${output.date_range.from_date} to ${output.date_range.to_date}, ${output.date_range.note}.`,
    tablesText(output.local_tables),
    output.schemas_total !== null && `Lexicon: ${plural(output.schemas_total, 'entry', 'entries')}.`,
    unavailableText(output.unavailable),
    notesText(output.notes),
  );
}

function number(value: number | null): string {
  return value === null ? 'an unknown number' : count(value);
}

function quoted(names: readonly string[]): string {
  return names.map((name) => JSON.stringify(name)).join(', ');
}

function listed(
  noun: string,
  rows: readonly { id: number; name: string; count?: number }[] | null,
  total: number | null,
): string | undefined {
  if (rows === null || total === null) return undefined;
  if (total === 0) return `No ${noun}s.`;
  const names = rows.map((row) => `${row.name} (id ${row.id}${row.count === undefined ? '' : `, ${plural(row.count, 'user')}`})`);
  return `${plural(total, noun)}${total > rows.length ? `, the first ${rows.length}` : ''}: ${names.join('; ')}.`;
}

function tablesText(tables: Output['local_tables']): string {
  if (tables.length === 0) return 'No local tables yet: fetch_events makes one, and questions about its days then cost no quota.';
  return table(
    ['local table', 'type', 'rows', 'from', 'to', 'missing days', 'fetched (UTC)'],
    tables.map((each) => [each.table, each.type, count(each.rows), each.from_date, each.to_date, each.missing_days, each.fetched_at]),
  );
}
