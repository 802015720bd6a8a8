import { z } from 'zod';
import { inputError } from '#shared/errors.ts';
import { compareWithFit } from '../../analysis/series/expectation.ts';
import { bullets, notesText, paragraphs } from '../../format/text.ts';
import { defineTool } from '../../server/tool-definition.ts';
import { READS_MIXPANEL } from '../arguments.ts';
import { type Diagnosis, diagnose } from '../diagnosis.ts';
import {
  causeWords,
  caveats,
  changePercent,
  confidenceOf,
  expectationWords,
  recommendations,
  round,
  suspectWords,
  verdict,
} from '../diagnosis-words.ts';
import { type AnomalyContent, readAnomalyId } from './anomaly-id.ts';

export const investigate = defineTool({
  name: 'investigate',
  title: 'Find the causes of an unusual day',
  about:
    'Searches what explains one anomaly, a drop or a spike: property values (corrected for looking at many), faults of the data, other events that moved with it. Takes an id from scan, or event and date. Free from a local table, else about 10 query calls.',
  input: z.object({
    anomaly_id: z.string().min(1).nullish().describe('Id from scan; or give event and date'),
    event: z.string().min(1).nullish().describe('Event name. Example: Sign Up'),
    date: z.string().nullish().describe('Day, YYYY-MM-DD'),
    anomaly_type: z.enum(['drop', 'spike', 'trend_change']).nullish().describe('Left out: as the numbers show'),
    dimensions: z.array(z.string().min(1)).min(1).max(30).nullish().describe('Properties to search'),
  }),
  output: z.object({
    anomaly: z.object({
      event: z.string(),
      type: z.string(),
      date: z.string(),
      magnitude: z.number(),
      current: z.number(),
      baseline: z.number(),
      is_confirmed: z.boolean(),
    }),
    root_cause: z.string().nullable(),
    contributing_factors: z.array(
      z.object({
        factor: z.string(),
        dimension: z.string(),
        value: z.string(),
        contribution: z.number().nullable(),
        evidence: z.string(),
        confidence: z.string(),
        p_value: z.number(),
      }),
    ),
    segments_analyzed: z.array(z.object({ factor: z.string(), contribution: z.number().nullable(), evidence: z.string() })),
    timeline: z.array(
      z.object({
        timestamp: z.string(),
        description: z.string(),
        significance: z.string(),
        value: z.number(),
        expected: z.number().nullable(),
      }),
    ),
    affected_vs_unaffected: z.object({ affected: z.string(), unaffected: z.string() }).nullable(),
    data_quality: z.array(z.object({ kind: z.string(), certainty: z.string(), words: z.string() })),
    confidence: z.string(),
    limitations: z.array(z.string()),
    recommendations: z.array(z.string()),
    data_points: z.object({
      investigation_period: z.object({ from_date: z.string(), to_date: z.string() }),
      correlations: z.array(z.object({ event: z.string(), change_percent: z.number(), correlation_type: z.string() })),
      hypotheses: z.array(z.string()),
    }),
    time_zone: z.string(),
  }),
  hints: READS_MIXPANEL,
  async run(input, context) {
    const asked = askedAnomaly(input);
    const dimensions = input.dimensions ?? undefined;
    const direction = asked.type === 'spike' ? 'up' : 'down';
    let diagnosis = await diagnose({ event: asked.event, day: asked.date, direction, dimensions }, context);
    // Nobody said which way, or the other way than it went: what the numbers show counts.
    const really = diagnosis.whole.change > 0 ? 'up' : 'down';
    if (asked.isGuess && really !== direction && diagnosis.whole.isOutside) {
      diagnosis = await diagnose({ event: asked.event, day: asked.date, direction: really, dimensions }, context);
    }
    return answerOf(asked, diagnosis);
  },
  say: (output) =>
    paragraphs(
      `${output.anomaly.type} of ${JSON.stringify(output.anomaly.event)} on ${output.anomaly.date} (${output.time_zone}): ${output.anomaly.current} against about ${output.anomaly.baseline} expected${output.anomaly.is_confirmed ? '' : ', which is within what is usual'}.`,
      output.root_cause === null ? 'No single cause was found.' : `Most likely: ${output.root_cause}`,
      output.data_quality.length > 0 && `The data themselves:\n${bullets(suspectWords(output.data_quality))}`,
      output.contributing_factors.length > 1 &&
        `Further factors:\n${bullets(output.contributing_factors.slice(1).map((each) => each.evidence))}`,
      output.data_points.correlations.length > 0 &&
        `Moved on the same day: ${output.data_points.correlations.map((each) => `${JSON.stringify(each.event)} ${changePercent(each.change_percent / 100)}`).join(', ')}.`,
      `Next: ${output.recommendations.join(' ')} Confidence: ${output.confidence}.`,
      notesText(output.limitations),
    ),
  rows: (output) => output.contributing_factors.length,
});

interface Asked extends AnomalyContent {
  isGuess: boolean;
}

function askedAnomaly(input: {
  anomaly_id?: string | null | undefined;
  event?: string | null | undefined;
  date?: string | null | undefined;
  anomaly_type?: AnomalyContent['type'] | null | undefined;
}): Asked {
  if (input.anomaly_id !== undefined && input.anomaly_id !== null) return { ...readAnomalyId(input.anomaly_id), isGuess: false };
  if (!input.event || !input.date) {
    throw inputError('What to investigate is not complete.', 'Give anomaly_id from scan, or both event and date (YYYY-MM-DD).');
  }
  return { event: input.event, date: input.date, type: input.anomaly_type ?? 'drop', isGuess: !input.anomaly_type };
}

function answerOf(asked: Asked, diagnosis: Diagnosis) {
  const { whole, ranking, related, range } = diagnosis;
  const confidence = confidenceOf(diagnosis);
  const [first] = ranking.causes;
  const type = diagnosis.direction === 'up' ? 'spike' : asked.type === 'trend_change' ? 'trend_change' : 'drop';
  return {
    anomaly: {
      event: asked.event,
      type,
      date: asked.date,
      magnitude: round(Math.abs(whole.change) * 100, 1),
      current: whole.actual,
      baseline: round(whole.expected, 1),
      is_confirmed: diagnosis.isConfirmed,
    },
    root_cause: first === undefined ? null : causeWords(first, diagnosis),
    contributing_factors: ranking.causes.slice(0, 10).map((cause, index) => ({
      factor: `${cause.dimension} = ${cause.value}`,
      dimension: cause.dimension,
      value: cause.value,
      contribution: cause.contribution === null ? null : round(cause.contribution * 100, 1),
      evidence: causeWords(cause, diagnosis),
      confidence: index === 0 ? confidence : 'low',
      p_value: cause.adjustedP,
    })),
    segments_analyzed: diagnosis.dimensions.map((factor) => segmentAnalyzed(factor, diagnosis)),
    timeline: timelineOf(diagnosis),
    affected_vs_unaffected:
      first === undefined
        ? null
        : {
            affected: `${first.dimension} = ${first.value}: ${first.actual} instead of about ${round(first.expected)}`,
            unaffected: `the other values of ${first.dimension} stray from moving alike by ${round(first.misfit, 1)} times chance`,
          },
    data_quality: diagnosis.suspects,
    confidence,
    limitations: caveats(diagnosis),
    recommendations: recommendations(diagnosis),
    data_points: {
      investigation_period: { from_date: range.from, to_date: range.to },
      correlations: related.map((each) => ({
        event: each.event,
        change_percent: round(each.expectation.change * 100, 1),
        correlation_type: each.expectation.change * whole.change > 0 ? 'positive' : 'negative',
      })),
      hypotheses: hypotheses(diagnosis),
    },
    time_zone: range.timezone,
  };
}

function segmentAnalyzed(factor: string, diagnosis: Diagnosis) {
  const best = diagnosis.ranking.causes.find((cause) => cause.dimension === factor);
  if (best === undefined) return { factor, contribution: null, evidence: 'No value changed apart from the others beyond chance.' };
  return {
    factor,
    contribution: best.contribution === null ? null : round(best.contribution * 100, 1),
    evidence: causeWords(best, diagnosis),
  };
}

/** The days around the anomaly that strayed themselves, and the day it is about. */
function timelineOf({ series, fit, baseline, day, range }: Diagnosis) {
  const start = series.days.indexOf(baseline.from);
  return series.days.flatMap((timestamp, index) => {
    if (index < series.days.indexOf(day) - 7 || timestamp > range.to) return [];
    const value = series.total[index] ?? 0;
    const expectation = compareWithFit(fit, [index - start], value);
    if (timestamp !== day && !expectation.isOutside) return [];
    return [
      {
        timestamp,
        description: expectationWords(expectation),
        significance: Math.abs(expectation.z) > 3.3 ? 'high' : expectation.isOutside ? 'notable' : 'usual',
        value,
        expected: round(expectation.expected, 1),
      },
    ];
  });
}

function hypotheses(diagnosis: Diagnosis): string[] {
  const found = [...suspectWords(diagnosis.suspects), ...diagnosis.ranking.causes.slice(0, 3).map((cause) => causeWords(cause, diagnosis))];
  return found.length > 0 ? found : [verdict(diagnosis)];
}
