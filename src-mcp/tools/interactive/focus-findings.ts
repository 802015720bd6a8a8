// What guided_analysis looks at for each focus: a few questions with whole answers, each sentence with its numbers. Nothing is assumed
// of the project's event names: what stands for a sign-up or a payment is looked up, and said.
import { z } from 'zod';
import { inputError } from '#shared/errors.ts';
import { JsonRecord } from '#shared/model/json.ts';
import { compareSegments } from '../../analysis/funnels/funnel-facts.ts';
import { guessEvent, type Role } from '../../analysis/health/event-roles.ts';
import { together } from '../../analysis/health/new-users-sql.ts';
import { wilson } from '../../analysis/proportions.ts';
import { compareWithFit } from '../../analysis/series/expectation.ts';
import { fitSeasonal } from '../../analysis/series/seasonal-fit.ts';
import { count, percent } from '../../format/text.ts';
import { addDays } from '../../lake/day-range.ts';
import { funnel as askFunnel, OVERALL } from '../../mixpanel/funnels.ts';
import type { ToolContext } from '../../server/tool-definition.ts';
import { checkRange, onArgument, type Range } from '../arguments.ts';
import { comingBack, openGrowth } from '../composed/growth.ts';
import { dailyEvents } from '../daily-events.ts';
import { dailySeries } from '../daily-series.ts';
import { weekday } from '../diagnosis.ts';
import { expectationWords, pWords } from '../diagnosis-words.ts';
import { sourceWords } from '../lake-source.ts';
import { usefulDimensions } from '../useful-dimensions.ts';

export const FOCUS_AREAS = ['conversion', 'retention', 'engagement', 'revenue'] as const;
export type FocusArea = (typeof FOCUS_AREAS)[number];

const MAX_FUNNELS = 3;
const MAX_EVENTS = 5;
const MAX_SEGMENTS = 4;
const MAX_VALUES = 8;
const HISTORY_DAYS = 42;
const MIN_PEOPLE = 30;
const RETENTION_DAYS = [1, 7, 30] as const;

const Offered = z.object({ name: z.string(), property: z.string() });
export type OfferedSegment = z.output<typeof Offered>;

const Findings = z.object({
  sentences: z.array(z.string()),
  data: JsonRecord,
  /** What can be broken down. */
  subject: z.object({ event: z.string().nullable(), funnelId: z.number().nullable(), name: z.string() }).nullable(),
  segments: z.array(Offered),
  suggestions: z.array(z.string()),
  notes: z.array(z.string()),
});
export type FocusFindings = z.output<typeof Findings>;
export const FocusFindings = (value: unknown): FocusFindings => Findings.parse(value);

export async function analyseFocus(focus: FocusArea, range: Range, context: ToolContext): Promise<FocusFindings> {
  switch (focus) {
    case 'conversion':
      return conversion(range, context);
    case 'retention':
      return retention(range, context);
    case 'engagement':
      return engagement(range, context);
    case 'revenue':
      return revenue(range, context);
  }
}

async function conversion(range: Range, context: ToolContext): Promise<FocusFindings> {
  const { names, http } = await context.workspace();
  const saved = await names.funnels(context.call);
  if (saved.length === 0) {
    throw inputError(
      'The project has no saved funnels, so there is no conversion to look at.',
      'Save a funnel in Mixpanel, or take the focus retention or engagement.',
    );
  }
  const runs = await Promise.all(
    saved.slice(0, MAX_FUNNELS).map(async ({ funnelId, name }) => {
      const found = await askFunnel(http, { funnelId, fromDate: range.from, toDate: range.to, unit: 'range' }, context.call);
      const steps = found.find((each) => each.segment === OVERALL)?.steps ?? [];
      return {
        funnel_id: funnelId,
        name,
        entered: steps[0]?.count ?? 0,
        converted: steps.at(-1)?.count ?? 0,
        first: steps[0]?.event ?? null,
      };
    }),
  );
  const busiest = runs.toSorted((a, b) => b.entered - a.entered)[0];
  const notes =
    saved.length > MAX_FUNNELS ? [`The project has ${saved.length} saved funnels; the first ${MAX_FUNNELS} by name were looked at.`] : [];
  return {
    sentences: runs.map((each) =>
      each.entered === 0
        ? `Funnel ${JSON.stringify(each.name)} (${each.funnel_id}): nobody entered.`
        : `Funnel ${JSON.stringify(each.name)} (${each.funnel_id}): ${shareWords(each.converted, each.entered)} converted.`,
    ),
    data: { funnels: runs.map(({ first: _first, ...each }) => each) },
    subject: busiest === undefined ? null : { event: null, funnelId: busiest.funnel_id, name: busiest.name },
    segments: busiest?.first ? await offered(busiest.first, context) : [],
    suggestions: runs.flatMap((each) =>
      each.entered === 0
        ? []
        : [`funnel_optimization_report with {"funnel_id": ${each.funnel_id}} finds where ${JSON.stringify(each.name)} loses people.`],
    ),
    notes,
  };
}

async function retention(range: Range, context: ToolContext): Promise<FocusFindings> {
  const found = await eventFor('acquisition', context);
  const growth = await openGrowth({ from_date: range.from, to_date: range.to }, context);
  const back = await comingBack(
    { event: found.event, range: growth.period, returnEvent: undefined, days: RETENTION_DAYS },
    growth,
    context,
  );
  const shares = RETENTION_DAYS.map((day) => ({ day, ...together(back.follows.get(String(day))) }));
  return {
    sentences: [
      `${count(back.users)} people did ${JSON.stringify(found.event)} (${sourceWords(growth.origin)}).`,
      ...shares.map(({ day, hits, of }) =>
        of === 0
          ? `Day ${day}: nobody's day ${day} is over yet.`
          : `Day ${day}: ${shareWords(hits, of)} came back (with any event), of those whose day ${day} is over.`,
      ),
    ],
    data: {
      retention_data: {
        born_event: found.event,
        people: back.users,
        days: shares.map(({ day, hits, of }) => ({ day, came_back: hits, of })),
      },
    },
    subject: { event: found.event, funnelId: null, name: found.event },
    segments: await offered(found.event, context),
    suggestions: [
      `retention with {"born_event": ${JSON.stringify(found.event)}} shows it cohort by cohort.`,
      'cohort_comparison compares those who came back with those who did not, event by event.',
    ],
    notes: [...found.notes, ...growth.notes],
  };
}

async function engagement(range: Range, context: ToolContext): Promise<FocusFindings> {
  const wide = await checkRange({ from_date: addDays(range.from, -HISTORY_DAYS), to_date: range.to }, context);
  const found = await dailyEvents(wide, context);
  const start = found.days.indexOf(range.from);
  const busiest = [...found.segments]
    .map(([event, counts]) => ({ event, counts, total: total(counts.slice(start)) }))
    .toSorted((a, b) => b.total - a.total)
    .slice(0, MAX_EVENTS);
  const [top] = busiest;
  if (top === undefined || top.total === 0)
    throw inputError(`No events were seen from ${range.from} to ${range.to}.`, 'Take another period.');
  return {
    sentences: busiest.map(({ event, counts }) => `${JSON.stringify(event)}: ${periodWords(counts, start, found.days)}`),
    data: { event_counts: Object.fromEntries(busiest.map((each) => [each.event, each.total])), source: sourceWords(found.origin) },
    subject: { event: top.event, funnelId: null, name: top.event },
    segments: await offered(top.event, context),
    suggestions: [
      'scan finds single days that stray.',
      `frequency with {"event": ${JSON.stringify(top.event)}} shows on how many days people do it.`,
    ],
    notes: found.isWhole ? [] : ['The project has more event names than were counted; the rarest are missing.'],
  };
}

async function revenue(range: Range, context: ToolContext): Promise<FocusFindings> {
  const found = await eventFor('revenue', context);
  const wide = await checkRange({ from_date: addDays(range.from, -HISTORY_DAYS), to_date: range.to }, context);
  const series = await dailySeries({ event: found.event, range: wide }, context);
  const start = series.days.indexOf(range.from);
  return {
    sentences: [`${JSON.stringify(found.event)}: ${periodWords(series.total, start, series.days)} (${sourceWords(series.origin)})`],
    data: {
      revenue_events: found.proposed,
      revenue_trend: Object.fromEntries(series.days.slice(start).map((day, index) => [day, series.total[start + index] ?? 0])),
    },
    subject: { event: found.event, funnelId: null, name: found.event },
    segments: await offered(found.event, context),
    suggestions: [
      `segmentation_sum with {"event": ${JSON.stringify(found.event)}, "on": "<amount property>"} adds up money; list_properties names the property.`,
    ],
    notes: found.notes,
  };
}

interface RoleEvent {
  event: string;
  proposed: string[];
  notes: string[];
}

/** The project's own event for a role; several that fit are all named, and the first is taken. */
async function eventFor(role: Role, context: ToolContext): Promise<RoleEvent> {
  const { names } = await context.workspace();
  const guess = guessEvent(role, await names.events(context.call));
  const event = guess.best ?? guess.proposed[0];
  if (event === undefined) {
    throw inputError(
      `No event of the project looks like ${role} by its name.`,
      'list_events shows all names; retention and segmentation take any of them.',
    );
  }
  const others = guess.proposed.filter((name) => name !== event);
  return {
    event,
    proposed: guess.proposed,
    notes: [
      `${JSON.stringify(event)} was taken for ${role}, by its name${others.length === 0 ? '' : `; it could also be ${others.map((name) => JSON.stringify(name)).join(', ')}`}.`,
    ],
  };
}

async function offered(event: string, context: ToolContext): Promise<OfferedSegment[]> {
  const properties = await usefulDimensions(event, false, context);
  return properties.slice(0, MAX_SEGMENTS).map((property) => ({ name: property, property }));
}

export const Breakdown = z.object({
  segment_property: z.string(),
  findings: z.array(z.string()),
  breakdown: z.record(z.string(), z.number()),
});
export type Breakdown = z.output<typeof Breakdown>;

export async function breakDown(findings: FocusFindings, segment: OfferedSegment, range: Range, context: ToolContext): Promise<Breakdown> {
  const { subject } = findings;
  if (subject === null) throw inputError('There is nothing to break down.', 'Take another focus.');
  if (subject.funnelId !== null) return funnelBreakdown(subject.funnelId, segment, range, context);
  const series = await dailySeries({ event: subject.event ?? subject.name, range, on: segment.property }, context);
  const whole = total(series.total);
  const values = [...series.segments].map(([value, counts]) => ({ value, n: total(counts) })).toSorted((a, b) => b.n - a.n);
  return {
    segment_property: segment.property,
    findings: values.slice(0, MAX_VALUES).map(({ value, n }) => `${value}: ${count(n)} events, ${percent(n / Math.max(1, whole))}`),
    breakdown: Object.fromEntries(values.slice(0, MAX_VALUES).map(({ value, n }) => [value, n])),
  };
}

async function funnelBreakdown(id: number, { property }: OfferedSegment, range: Range, context: ToolContext): Promise<Breakdown> {
  const { http } = await context.workspace();
  const runs = await askFunnel(
    http,
    { funnelId: id, fromDate: range.from, toDate: range.to, unit: 'range', on: onArgument(property) },
    context.call,
  );
  const rates = runs
    .filter((each) => each.segment !== OVERALL)
    .map(({ segment, steps }) => ({ property, segment, entered: steps[0]?.count ?? 0, converted: steps.at(-1)?.count ?? 0 }))
    .toSorted((a, b) => b.entered - a.entered);
  const tested = new Map(compareSegments(rates, MIN_PEOPLE).map((each) => [each.segment, each]));
  return {
    segment_property: property,
    findings: rates.slice(0, MAX_VALUES).map(({ segment, entered, converted }) => {
      const apart = tested.get(segment);
      const words =
        apart === undefined
          ? 'too few people to compare'
          : `others ${percent(apart.otherRate)}, p = ${pWords(apart.adjustedP)} after correction`;
      return `${segment}: ${entered === 0 ? 'nobody entered' : `${shareWords(converted, entered)} converted`} (${words})`;
    }),
    breakdown: Object.fromEntries(
      rates.slice(0, MAX_VALUES).map(({ segment, entered, converted }) => [segment, entered === 0 ? 0 : converted / entered]),
    ),
  };
}

function shareWords(hits: number, of: number): string {
  const { low, high } = wilson({ hits, of });
  return `${count(hits)} of ${count(of)} (${percent(hits / of)}; 95 % interval ${percent(low)} to ${percent(high)})`;
}

/** A period against what the weeks before let expect. */
function periodWords(counts: readonly number[], start: number, days: readonly string[]): string {
  const actual = total(counts.slice(start));
  const seen = counts.slice(0, start).findIndex((each) => each > 0);
  const from = Math.max(0, seen);
  const fit = fitSeasonal(counts.slice(from, start), weekday(days[from] ?? days[0] ?? '2026-01-05'));
  if (fit === undefined || seen < 0) return `${count(actual)} events; too little history to compare with.`;
  const positions = counts.slice(start).map((_, index) => start - from + index);
  const expectation = compareWithFit(fit, positions, actual);
  return `${expectationWords(expectation)}${expectation.isOutside ? '' : ', within what is usual'}.`;
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, each) => sum + each, 0);
}
