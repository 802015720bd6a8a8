import { z } from 'zod';
import { notesText, paragraphs, plural } from '../../format/text.ts';
import { savedFlow } from '../../mixpanel/flows.ts';
import { funnel } from '../../mixpanel/funnels.ts';
import { type ReportValue, type SavedReport, savedReport } from '../../mixpanel/insights.ts';
import { savedRetention } from '../../mixpanel/retention.ts';
import { defineTool, type ToolContext } from '../../server/tool-definition.ts';
import { Detail, type Range, READS_MIXPANEL, rangeNotes } from '../arguments.ts';
import { rangeOrLastDays } from '../default-range.ts';
import { isUnknownReport, notASavedReport } from './report-errors.ts';
import { NO_AXIS, ReportSeries, rankSeries, reportTable, seriesNotes, toReportSeries } from './report-series.ts';

/** Full days of a funnel when no dates are given. */
const DEFAULT_DAYS = 30;
const OWN_DAYS = 'The report itself decides about its days; from_date and to_date have no effect on it.';

const Input = z.object({
  bookmark_id: z.number().int().positive().describe('Id from list_bookmarks'),
  bookmark_type: z.enum(['insights', 'funnels', 'retention', 'flows']).default('insights').describe('Type from list_bookmarks'),
  from_date: z.string().nullish().describe('First day, for funnels; left out: 30 full days'),
  to_date: z.string().nullish().describe('Last day, for funnels; left out: yesterday'),
  detail: Detail,
});
type Asked = z.output<typeof Input>;

/** What a report gave, with what must be said of its days. */
interface Run extends SavedReport {
  notes: string[];
}

export const querySavedReport = defineTool({
  name: 'query_saved_report',
  title: 'Run a saved report',
  about:
    'Runs a saved insights, funnel, retention or flows report and gives its numbers as series by name; headers name the levels. list_bookmarks gives id and type. Live; one query call, two where Mixpanel wants the other endpoint.',
  input: Input,
  output: z.object({
    bookmark_id: z.number().int(),
    report_type: z.enum(['insights', 'funnel', 'retention', 'flows']),
    computed_at: z.string().nullable(),
    from_date: z.string().nullable(),
    to_date: z.string().nullable(),
    time_zone: z.string(),
    headers: z.array(z.string()),
    series_total: z.number().int(),
    series: ReportSeries,
    notes: z.array(z.string()),
  }),
  hints: READS_MIXPANEL,
  async run(input, context) {
    const { timezone } = await (await context.workspace()).facts(context.call);
    const report = await runReport(input, context).catch((error: unknown) => {
      throw notASavedReport(error, input.bookmark_id, input.bookmark_type);
    });
    const series = toReportSeries(report.values);
    return {
      bookmark_id: input.bookmark_id,
      report_type: typeOf(report.headers),
      computed_at: report.computedAt,
      from_date: report.fromDate,
      to_date: report.toDate,
      time_zone: timezone ?? 'project time zone',
      headers: report.headers,
      series_total: Object.keys(series).length,
      series,
      notes: [...report.notes, ...seriesNotes(series, typeOf(report.headers))],
    };
  },
  long: 'series',
  rank: (output) => rankSeries(output.series, output.report_type),
  say: (output) =>
    paragraphs(
      `Saved report ${output.bookmark_id} (${output.report_type})${output.from_date === null ? '' : `, ${output.from_date} to ${output.to_date ?? '?'}`} (${output.time_zone}), ${output.computed_at === null ? '' : `computed at ${output.computed_at}, `}${plural(output.series_total, 'series', 'series')}.`,
      output.headers.length > 0 && `Levels of the names: ${output.headers.join(' / ')}.`,
      output.series_total === 0 ? 'The report has no numbers.' : reportTable(output.series, rankSeries(output.series, output.report_type)),
      notesText(output.notes),
    ),
  rows: (output) => output.series_total,
});

function typeOf(headers: readonly string[]): 'insights' | 'funnel' | 'retention' | 'flows' {
  if (headers.includes('$flows')) return 'flows';
  if (headers.includes('$funnel')) return 'funnel';
  return headers.includes('$retention') ? 'retention' : 'insights';
}

async function runReport(input: Asked, context: ToolContext): Promise<Run> {
  const { http } = await context.workspace();
  const id = input.bookmark_id;
  switch (input.bookmark_type) {
    case 'flows':
      return { ...(await flowReport(id, context)), notes: ownDays(input) };
    case 'funnels':
      return orElse(
        () => funnelReport(input, context),
        async () => ({ ...(await savedReport(http, id, context.call)), notes: ownDays(input) }),
      );
    case 'retention':
      return orElse(
        async () => ({ ...(await savedReport(http, id, context.call)), notes: ownDays(input) }),
        () => retentionReport(input, context),
      );
    case 'insights':
      return { ...(await savedReport(http, id, context.call)), notes: ownDays(input) };
  }
}

/** Mixpanel answers for some reports under one endpoint and for some under the other; the first refusal decides the words. */
async function orElse(first: () => Promise<Run>, second: () => Promise<Run>): Promise<Run> {
  try {
    return await first();
  } catch (error) {
    if (!isUnknownReport(error)) throw error;
    return await second().catch((other: unknown) => {
      throw isUnknownReport(other) ? error : other;
    });
  }
}

function ownDays(input: Asked): string[] {
  return input.from_date || input.to_date ? [OWN_DAYS] : [];
}

async function funnelReport(input: Asked, context: ToolContext): Promise<Run> {
  const { http } = await context.workspace();
  const range = await fullDays(input, context);
  const asked = { funnelId: input.bookmark_id, fromDate: range.from, toDate: range.to, unit: 'range' as const };
  const [run] = await funnel(http, asked, context.call);
  const steps = run?.steps ?? [];
  const first = steps[0]?.count ?? 0;
  const values = steps.flatMap((step, index): ReportValue[] => {
    const before = index === 0 ? first : (steps[index - 1]?.count ?? 0);
    const path = (what: string): string[] => [`Funnel ${input.bookmark_id}`, what, `${index + 1}. ${step.event}`, NO_AXIS];
    return [
      { path: path('count'), value: step.count },
      { path: path('step_conv_ratio'), value: before === 0 ? null : step.count / before },
      { path: path('overall_conv_ratio'), value: first === 0 ? null : step.count / first },
      { path: path('avg_time'), value: step.avgSeconds },
    ];
  });
  const notes = [
    ...rangeNotes(range),
    'Everybody counts once over the whole range; ratios are shares from 0 to 1, avg_time is in seconds from the step before.',
  ];
  return { computedAt: null, fromDate: range.from, toDate: range.to, headers: ['$funnel'], values, notes };
}

async function retentionReport(input: Asked, context: ToolContext): Promise<Run> {
  const { http } = await context.workspace();
  const range = await fullDays(input, context);
  const cohorts = await savedRetention(http, { bookmarkId: input.bookmark_id, fromDate: range.from, toDate: range.to }, context.call);
  const values = cohorts.flatMap(({ date, size, counts }): ReportValue[] => [
    { path: [date, 'first'], value: size },
    { path: [date, 'counts'], value: counts },
  ]);
  return { computedAt: null, fromDate: range.from, toDate: range.to, headers: ['$retention'], values, notes: rangeNotes(range) };
}

async function flowReport(id: number, context: ToolContext): Promise<SavedReport> {
  const { http } = await context.workspace();
  const flow = await savedFlow(http, id, context.call);
  const values = flow.steps.flatMap(({ nodes }, index) =>
    nodes.flatMap((node): ReportValue[] => {
      const path = (key: string): string[] => [`${index + 1}. step`, node.event, key];
      return [
        { path: path('count'), value: node.count },
        ...node.edges.map((edge) => ({ path: path(`then ${edge.event}`), value: edge.count })),
      ];
    }),
  );
  return { computedAt: flow.computedAt, fromDate: null, toDate: null, headers: ['$flows', '$event'], values };
}

function fullDays(input: Asked, context: ToolContext): Promise<Range> {
  return rangeOrLastDays(input, { days: DEFAULT_DAYS, endingWith: 'yesterday' }, context);
}
