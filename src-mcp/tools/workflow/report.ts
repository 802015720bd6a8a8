import { z } from 'zod';
import { Json } from '#shared/model/json.ts';
import { compareWithFit, type Expectation } from '../../analysis/series/expectation.ts';
import { fitSeasonal } from '../../analysis/series/seasonal-fit.ts';
import { bullets, count, paragraphs } from '../../format/text.ts';
import { addDays, daysBetween } from '../../lake/day-range.ts';
import { defineTool } from '../../server/tool-definition.ts';
import { checkRange, FromDate, type Range, READS_MIXPANEL, rangeNotes, ToDate } from '../arguments.ts';
import { type DailySeries, dailySeries } from '../daily-series.ts';
import { weekday } from '../diagnosis.ts';
import { changePercent, expectationWords, round } from '../diagnosis-words.ts';
import { refuseUnknownEvent } from '../known-names.ts';
import { sourceWords } from '../lake-source.ts';
import { slackBlocks } from './slack-blocks.ts';

const HISTORY_DAYS = 42;
const Recommendation = z.object({
  action: z.string(),
  priority: z.string(),
  impact: z.string(),
  effort: z.string(),
  owner: z.string().nullable(),
});

/** As investigate and mp_mcp's own tools write them; all names of a field are read. */
const Factor = z.looseObject({
  factor: z.string().optional(),
  dimension: z.string().optional(),
  value: z.union([z.string(), z.number(), z.boolean()]).optional(),
  dimension_value: z.union([z.string(), z.number(), z.boolean()]).optional(),
  description: z.string().optional(),
  evidence: z.string().optional(),
  impact: z.union([z.number(), z.string()]).optional(),
  contribution: z.union([z.number(), z.string()]).nullish(),
});
type Factor = z.output<typeof Factor>;

/** Words for an impact, in percent of the change, as mp_mcp read them. */
const IMPACT_WORDS: Record<string, number> = { critical: 40, high: 30, medium: 20, low: 10 };
const OTHER_WORD = 15;

export const report = defineTool({
  name: 'report',
  title: 'Write up a finding',
  about:
    'Writes a finding as a report (Markdown, and Slack blocks on demand): what happened to an event in a period against weekdays and trend, the causes you found, what to do. Every number is computed. Free from a local table, else one query call.',
  input: z.object({
    event: z.string().min(1).describe('Event name. Example: Sign Up'),
    anomaly_type: z.enum(['drop', 'spike', 'trend_change']).describe('What it was taken for; the numbers have the last word'),
    from_date: FromDate,
    to_date: ToDate,
    root_cause: z.string().min(1).max(2_000).nullish().describe('In words, from investigate'),
    factors: z.array(Factor).max(50).nullish().describe('contributing_factors of investigate'),
    include_slack_blocks: z.boolean().default(false).describe('Adds Slack Block Kit blocks'),
  }),
  output: z.object({
    title: z.string(),
    generated_at: z.string(),
    period_analyzed: z.object({ from_date: z.string(), to_date: z.string() }),
    time_zone: z.string(),
    summary: z.string(),
    key_findings: z.array(z.string()),
    sections: z.array(z.object({ title: z.string(), content: z.string(), data: Json })),
    recommendations: z.array(Recommendation),
    methodology: z.string(),
    queries_run: z.number().int(),
    suggested_follow_ups: z.array(z.string()),
    markdown: z.string(),
    slack_blocks: z.array(Json).nullable(),
  }),
  hints: READS_MIXPANEL,
  async run(input, context) {
    const period = await checkRange(input, context);
    const range = await checkRange({ from_date: addDays(period.from, -HISTORY_DAYS), to_date: period.to }, context);
    const series = await dailySeries({ event: input.event, range }, context);
    if (series.total.every((each) => each === 0)) await refuseUnknownEvent(input.event, context);
    const whole = expectationOf(series, period);
    const direction = whole.change < 0 ? 'drop' : 'rise';
    const factors = (input.factors ?? []).map(factorOf).sort((a, b) => b.percent - a.percent);
    const title = `${JSON.stringify(input.event)}: ${direction} of ${Math.abs(round(whole.change * 100, 1))} %, ${period.from} to ${period.to}`;
    const summary = summaryOf(input.event, period, whole, input.root_cause ?? undefined);
    const findings = [summary, ...(disagreement(input.anomaly_type, whole) ?? []), ...factors.slice(0, 5).map((factor) => factor.words)];
    const recommendations = factors.length > 0 ? factors.slice(0, 5).map(recommendationOf) : generalAdvice(input.event, whole);
    const methodology =
      `Expected from the ${HISTORY_DAYS} days before (days in ${period.timezone}) with weekdays, trend and earlier outliers weighed down; numbers ${sourceWords(series.origin)}. ${rangeNotes(period).join(' ')}`.trim();
    const sections = [
      { title: 'What happened', content: summary, data: dailyData(series, period) },
      ...(input.root_cause ? [{ title: 'Cause', content: input.root_cause, data: null }] : []),
      ...(factors.length > 0 ? [{ title: 'Factors', content: bullets(factors.map((factor) => factor.words)), data: null }] : []),
      { title: 'What to do', content: bullets(recommendations.map((each) => `${each.action} (${each.priority})`)), data: null },
      { title: 'How this was computed', content: methodology, data: null },
    ];
    return {
      title,
      generated_at: new Date(context.now()).toISOString(),
      period_analyzed: { from_date: period.from, to_date: period.to },
      time_zone: period.timezone,
      summary,
      key_findings: findings,
      sections,
      recommendations,
      methodology,
      queries_run: series.origin.table === null ? 1 : 0,
      suggested_follow_ups: followUps(input.event, period, whole),
      markdown: markdownOf(title, sections),
      slack_blocks: input.include_slack_blocks
        ? slackBlocks({ title, summary, findings, recommendations: recommendations.map((each) => each.action) })
        : null,
    };
  },
  say: ({ markdown }) => markdown,
  rows: ({ key_findings }) => key_findings.length,
});

function expectationOf(series: DailySeries, period: Range): Expectation {
  const from = series.days.indexOf(period.from);
  const start = Math.max(
    0,
    series.total.findIndex((each) => each > 0),
  );
  const days = daysBetween(period.from, period.to);
  const actual = days.reduce((sum, _, index) => sum + (series.total[from + index] ?? 0), 0);
  const history = series.total.slice(start, from);
  const fit = fitSeasonal(history, weekday(series.days[start] ?? period.from));
  if (fit !== undefined)
    return compareWithFit(
      fit,
      days.map((_, index) => from - start + index),
      actual,
    );
  // Too little history for more than "as before".
  const mean = history.length === 0 ? actual / days.length : history.reduce((sum, each) => sum + each, 0) / history.length;
  const expected = Math.max(mean * days.length, 0.05);
  return {
    expected,
    low: 0,
    high: Number.MAX_SAFE_INTEGER,
    actual,
    change: (actual - expected) / expected,
    z: 0,
    pValue: 1,
    isOutside: false,
  };
}

function summaryOf(event: string, period: Range, whole: Expectation, rootCause: string | undefined): string {
  const days = daysBetween(period.from, period.to).length;
  const when = days === 1 ? `on ${period.from}` : `from ${period.from} to ${period.to} (${days} days)`;
  const size =
    whole.high === Number.MAX_SAFE_INTEGER
      ? `${count(whole.actual)}; there is too little history to say what was expected`
      : expectationWords(whole);
  const verdict = whole.isOutside ? 'This is outside what is usual.' : 'This is within what is usual.';
  return paragraphs(`${JSON.stringify(event)} ${when}: ${size}. ${verdict}${rootCause === undefined ? '' : ` Cause: ${rootCause}`}`);
}

/** What was said and what the numbers show may differ; the reader must know. */
function disagreement(said: 'drop' | 'spike' | 'trend_change', whole: Expectation): string[] | undefined {
  if (said === 'drop' && whole.change > 0)
    return [`It was reported as a drop, but the count was higher than expected (${changePercent(whole.change)}).`];
  if (said === 'spike' && whole.change < 0)
    return [`It was reported as a spike, but the count was lower than expected (${changePercent(whole.change)}).`];
  return undefined;
}

interface ReadFactor {
  name: string;
  percent: number;
  isMeasured: boolean;
  words: string;
}

function factorOf(factor: Factor): ReadFactor {
  const value = factor.value ?? factor.dimension_value;
  const name =
    factor.factor ?? (factor.dimension === undefined ? 'factor' : `${factor.dimension}${value === undefined ? '' : ` = ${String(value)}`}`);
  const given = factor.contribution ?? factor.impact;
  const isMeasured = typeof given === 'number';
  const percent = typeof given === 'number' ? given : given === undefined ? 0 : (IMPACT_WORDS[given.toLowerCase()] ?? OTHER_WORD);
  const size = isMeasured ? ` (${round(percent, 1)} % of the change)` : typeof given === 'string' ? ` (impact: ${given})` : '';
  return {
    name,
    percent: Math.abs(percent),
    isMeasured,
    words: `${name}${size}${factor.description || factor.evidence ? `: ${factor.description ?? factor.evidence}` : ''}`,
  };
}

function recommendationOf(factor: ReadFactor) {
  const priority = factor.percent > 20 ? 'immediate' : factor.percent > 10 ? 'soon' : 'consider';
  return {
    action: `Look into ${factor.name}: what changed there at that time (release, campaign, price, tracking).`,
    priority,
    impact: factor.isMeasured ? `${round(factor.percent, 1)} % of the change` : 'not measured',
    effort: 'to be estimated',
    owner: null,
  };
}

function generalAdvice(event: string, whole: Expectation) {
  const action = whole.isOutside
    ? `Run investigate for ${JSON.stringify(event)} to find what explains it.`
    : 'Nothing: watch the next days.';
  return [{ action, priority: whole.isOutside ? 'soon' : 'consider', impact: 'not measured', effort: 'low', owner: null }];
}

function followUps(event: string, period: Range, whole: Expectation): string[] {
  return [
    `Does it last? segmentation of ${JSON.stringify(event)} from ${addDays(period.to, 1)} on.`,
    ...(whole.isOutside ? [`Which other events moved? scan from ${period.from} to ${period.to}.`] : []),
    'Which people are concerned? cohort_comparison of those inside and outside the cause.',
  ];
}

function dailyData(series: DailySeries, period: Range): Record<string, number> {
  return Object.fromEntries(series.days.flatMap((day, index) => (day < period.from ? [] : [[day, series.total[index] ?? 0]])));
}

function markdownOf(title: string, sections: readonly { title: string; content: string }[]): string {
  return paragraphs(`# ${title}`, ...sections.map((section) => `## ${section.title}\n\n${section.content}`));
}
