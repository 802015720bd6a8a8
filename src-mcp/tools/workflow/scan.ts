import { z } from 'zod';
import { scanSeries } from '../../analysis/series/anomalies.ts';
import { cellText, count, notesText, paragraphs, plural, table } from '../../format/text.ts';
import { addDays } from '../../lake/day-range.ts';
import { defineTool } from '../../server/tool-definition.ts';
import { checkRange, READS_MIXPANEL, rangeNotes } from '../arguments.ts';
import { dailyEvents } from '../daily-events.ts';
import { rangeOrLastDays } from '../default-range.ts';
import { weekday } from '../diagnosis.ts';
import { changePercent, pWords, round } from '../diagnosis-words.ts';
import { sourceWords } from '../lake-source.ts';
import { anomalyId } from './anomaly-id.ts';

const DEFAULT_DAYS = 14;
const HISTORY_DAYS = 42;
const DEFAULT_EVENTS = 10;
/** How often a scan of quiet data reports anything at all. */
const FALSE_ALARMS = { high: 0.2, medium: 0.05, low: 0.01 } as const;

export const scan = defineTool({
  name: 'scan',
  title: 'Find unusual days',
  about:
    'Finds days on which events strayed from what weekdays and trend let expect, worst first, with a stated rate of false alarms; the unfinished day is left out. investigate takes the ids. Free from a local table, else up to 3 query calls.',
  input: z.object({
    from_date: z.string().nullish().describe('First day, YYYY-MM-DD; left out: the last 14 full days'),
    to_date: z.string().nullish().describe('Last day, YYYY-MM-DD'),
    events: z.array(z.string().min(1)).min(1).max(100).nullish().describe('Left out: the 10 most frequent'),
    sensitivity: z
      .enum(['high', 'medium', 'low'])
      .default('medium')
      .describe('False alarms in scans of quiet data: high 20 %, medium 5 %, low 1 %'),
  }),
  output: z.object({
    period: z.object({ from_date: z.string(), to_date: z.string() }),
    time_zone: z.string(),
    anomalies: z.array(
      z.object({
        id: z.string(),
        type: z.string(),
        severity: z.string(),
        category: z.string(),
        summary: z.string(),
        event: z.string(),
        dimension: z.string().nullable(),
        dimension_value: z.string().nullable(),
        detected_at: z.string(),
        magnitude: z.number(),
        confidence: z.number(),
        context: z.object({ current: z.number(), baseline: z.number(), low: z.number(), high: z.number(), p_value: z.number() }),
      }),
    ),
    anomalies_total: z.number().int(),
    scan_coverage: z.object({
      events_scanned: z.number().int(),
      events: z.array(z.string()),
      tests: z.number().int(),
      not_judged: z.array(z.string()),
    }),
    baseline_stats: z.object({ history_days: z.number().int(), false_alarm_rate: z.number() }),
    source: z.string(),
    notes: z.array(z.string()),
  }),
  hints: READS_MIXPANEL,
  long: 'anomalies',
  async run(input, context) {
    const asked = await rangeOrLastDays(input, { days: DEFAULT_DAYS, endingWith: 'yesterday' }, context);
    // A day that is not over would look like a drop.
    const to = asked.endsToday && asked.from < asked.to ? addDays(asked.to, -1) : asked.to;
    const range = await checkRange({ from_date: addDays(asked.from, -HISTORY_DAYS), to_date: to }, context);
    const found = await dailyEvents(range, context, input.events ?? undefined);
    const events = input.events ?? mostFrequent(found.segments);
    const falseAlarms = FALSE_ALARMS[input.sensitivity];
    const recent = found.days.filter((day) => day >= asked.from).length;
    const series = events.map((event) => ({ name: event, counts: found.segments.get(event) ?? found.days.map(() => 0) }));
    const result = scanSeries(series, recent, falseAlarms, weekday(found.days[0] ?? asked.from));
    const anomalies = result.anomalies
      .map(({ name: event, at, expectation, adjustedP }) => {
        const date = found.days[at] ?? '';
        const type = expectation.change < 0 ? ('drop' as const) : ('spike' as const);
        return {
          id: anomalyId({ event, type, date }),
          type,
          severity: severityOf(expectation.change),
          category: 'volume',
          summary: `${JSON.stringify(event)} on ${date}: ${count(expectation.actual)} instead of about ${count(round(expectation.expected))} (${changePercent(expectation.change)}; usual ${count(round(expectation.low))} to ${count(round(expectation.high))}; p = ${pWords(adjustedP)} after correction).`,
          event,
          dimension: null,
          dimension_value: null,
          detected_at: date,
          magnitude: round(Math.abs(expectation.change) * 100, 1),
          confidence: round(1 - adjustedP, 4),
          context: {
            current: expectation.actual,
            baseline: round(expectation.expected, 1),
            low: round(expectation.low, 1),
            high: round(expectation.high, 1),
            p_value: adjustedP,
          },
        };
      })
      .sort((a, b) => a.context.p_value - b.context.p_value || b.magnitude - a.magnitude);
    const notes = rangeNotes({ ...range, endsToday: false });
    if (to !== asked.to) notes.push(`${asked.to} is today and not over yet; it was left out.`);
    if (result.unjudged.length > 0)
      notes.push(
        `Too few events or days to judge: ${result.unjudged
          .slice(0, 20)
          .map((name) => JSON.stringify(name))
          .join(', ')}.`,
      );
    return {
      period: { from_date: asked.from, to_date: to },
      time_zone: range.timezone,
      anomalies,
      anomalies_total: anomalies.length,
      scan_coverage: { events_scanned: events.length, events: [...events], tests: result.tests, not_judged: result.unjudged },
      baseline_stats: { history_days: HISTORY_DAYS, false_alarm_rate: falseAlarms },
      source: sourceWords(found.origin),
      notes,
    };
  },
  say: (output) =>
    paragraphs(
      `${output.anomalies_total === 0 ? 'No unusual day' : plural(output.anomalies_total, 'unusual day')} among ${plural(output.scan_coverage.events_scanned, 'event')} from ${output.period.from_date} to ${output.period.to_date} (${output.time_zone}), ${output.source}. ${count(output.scan_coverage.tests)} days were tested; ${output.baseline_stats.false_alarm_rate * 100} of 100 scans of quiet data report anything.`,
      output.anomalies.length > 0 &&
        table(
          ['day', 'event', 'what', 'severity', 'id for investigate'],
          output.anomalies.map((each) => [each.detected_at, cellText(each.event), each.summary, each.severity, each.id]),
        ),
      notesText(output.notes),
    ),
  rows: (output) => output.anomalies.length,
});

function mostFrequent(segments: ReadonlyMap<string, readonly number[]>): string[] {
  const size = (counts: readonly number[]): number => counts.reduce((sum, each) => sum + each, 0);
  return [...segments]
    .sort(([a, x], [b, y]) => size(y) - size(x) || (a < b ? -1 : 1))
    .slice(0, DEFAULT_EVENTS)
    .map(([event]) => event);
}

/** By size, as mp_mcp graded it; whether it is real is what the p-value says. */
function severityOf(change: number): string {
  const size = Math.abs(change);
  return size >= 0.4 ? 'critical' : size >= 0.25 ? 'high' : size >= 0.15 ? 'medium' : 'low';
}
