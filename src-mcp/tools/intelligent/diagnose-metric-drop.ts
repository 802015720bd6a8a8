import { z } from 'zod';
import { bullets, notesText, paragraphs } from '../../format/text.ts';
import { WRITERS } from '../../prose/prose.ts';
import { defineTool, type ToolContext } from '../../server/tool-definition.ts';
import { READS_MIXPANEL } from '../arguments.ts';
import { type Diagnosis, diagnose } from '../diagnosis.ts';
import { causeWords, caveats, changePercent, confidenceOf, recommendations, round, suspectWords, verdict } from '../diagnosis-words.ts';
import { worded } from './worded.ts';

const Factor = z.object({
  dimension: z.string(),
  segment: z.string(),
  contribution_pct: z.number().nullable(),
  baseline_value: z.number(),
  current_value: z.number(),
  p_value: z.number(),
  also_known_as: z.array(z.string()),
  description: z.string(),
});
type Factor = z.output<typeof Factor>;

const Day = z.object({ from_date: z.string(), to_date: z.string() });

/** Everything but who worded it. */
const Found = z.object({
  status: z.string(),
  findings: z.object({
    drop_confirmed: z.boolean(),
    drop_percentage: z.number(),
    expected: z.number(),
    expected_low: z.number(),
    expected_high: z.number(),
    actual: z.number(),
    p_value: z.number(),
    primary_driver: Factor.nullable(),
    secondary_factors: z.array(Factor),
    data_quality: z.array(z.object({ kind: z.string(), certainty: z.string(), words: z.string() })),
    users_effect: z.object({ people_change_pct: z.number(), events_per_person_change_pct: z.number() }).nullable(),
    moved_with_it: z.array(z.object({ event: z.string(), change_pct: z.number(), p_value: z.number() })),
    recommendations: z.array(z.string()),
    confidence: z.string(),
    caveats: z.array(z.string()),
  }),
  synthesis_text: z.string(),
  time_zone: z.string(),
  raw_data: z.object({
    baseline_period: Day,
    drop_period: Day,
    daily: z.record(z.string(), z.number()),
    dimensions_searched: z.array(z.string()),
    values_tested: z.number().int(),
  }),
});
type Found = z.output<typeof Found>;

export const diagnoseMetricDrop = defineTool({
  name: 'diagnose_metric_drop',
  title: 'Why did an event drop on a day?',
  about:
    'Says whether an event really dropped on a day (against weekdays and trend, with an interval), which property value explains it (corrected for looking at many), and whether the data are to blame. Free from a local table, else about 10 query calls.',
  input: z.object({
    event: z.string().min(1).describe('Event name. Example: Sign Up'),
    date: z.string().describe('Day of the drop, YYYY-MM-DD, in the project time zone'),
    dimensions: z
      .array(z.string().min(1))
      .min(1)
      .max(30)
      .nullish()
      .describe('Properties to search; left out: usual ones and those of the event'),
  }),
  output: Found.extend({ written_by: z.enum(WRITERS) }),
  hints: READS_MIXPANEL,
  asks: true,
  async run(input, context) {
    const { found, written } = await worded(context, {
      key: `diagnose_metric_drop ${JSON.stringify(input)}`,
      found: Found,
      compute: () => findingsOf(input, context),
      report: (each) => each.synthesis_text,
      task: `Explain to a product team what happened to the event ${JSON.stringify(input.event)} on ${input.date}, and what to do.`,
    });
    const caveats = [...found.findings.caveats, ...(written.note === undefined ? [] : [written.note])];
    return { ...found, findings: { ...found.findings, caveats }, synthesis_text: written.text, written_by: written.writtenBy };
  },
  say: (output) => paragraphs(output.synthesis_text, notesText(output.findings.caveats)),
  rows: (output) => output.findings.secondary_factors.length + (output.findings.primary_driver === null ? 0 : 1),
});

interface Asked {
  event: string;
  date: string;
  dimensions?: string[] | null | undefined;
}

async function findingsOf({ event, date, dimensions }: Asked, context: ToolContext): Promise<Found> {
  const diagnosis = await diagnose({ event, day: date, direction: 'down', dimensions: dimensions ?? undefined }, context);
  const { whole, ranking } = diagnosis;
  const [primary, ...rest] = ranking.causes.map((cause) => factorOf(cause, diagnosis));
  return {
    status: 'success',
    findings: {
      drop_confirmed: diagnosis.isConfirmed,
      drop_percentage: round(-whole.change * 100, 1),
      expected: round(whole.expected, 1),
      expected_low: round(whole.low, 1),
      expected_high: round(whole.high, 1),
      actual: whole.actual,
      p_value: whole.pValue,
      primary_driver: primary ?? null,
      secondary_factors: rest.slice(0, 4),
      data_quality: diagnosis.suspects,
      users_effect: usersEffect(diagnosis),
      moved_with_it: diagnosis.related.map((each) => ({
        event: each.event,
        change_pct: round(each.expectation.change * 100, 1),
        p_value: each.adjustedP,
      })),
      recommendations: recommendations(diagnosis),
      confidence: confidenceOf(diagnosis),
      caveats: caveats(diagnosis),
    },
    synthesis_text: reportText(diagnosis),
    time_zone: diagnosis.range.timezone,
    raw_data: {
      baseline_period: { from_date: diagnosis.baseline.from, to_date: diagnosis.baseline.to },
      drop_period: { from_date: diagnosis.window.from, to_date: diagnosis.window.to },
      daily: Object.fromEntries(diagnosis.series.days.map((day, index) => [day, diagnosis.series.total[index] ?? 0])),
      dimensions_searched: diagnosis.dimensions,
      values_tested: ranking.tested,
    },
  };
}

function factorOf(cause: Diagnosis['ranking']['causes'][number], diagnosis: Diagnosis): Factor {
  return {
    dimension: cause.dimension,
    segment: cause.value,
    contribution_pct: cause.contribution === null ? null : round(cause.contribution * 100, 1),
    baseline_value: round(cause.expected, 1),
    current_value: cause.actual,
    p_value: cause.adjustedP,
    also_known_as: cause.aliases.map((each) => `${each.dimension} = ${each.value}`),
    description: causeWords(cause, diagnosis),
  };
}

/** Fewer people, or fewer events of each: the two together make the change (their factors multiply). */
function usersEffect({ whole, users }: Diagnosis): { people_change_pct: number; events_per_person_change_pct: number } | null {
  if (users === undefined || users.change <= -1) return null;
  return {
    people_change_pct: round(users.change * 100, 1),
    events_per_person_change_pct: round(((1 + whole.change) / (1 + users.change) - 1) * 100, 1),
  };
}

function reportText(diagnosis: Diagnosis): string {
  const { ranking, suspects, related } = diagnosis;
  const effect = usersEffect(diagnosis);
  return paragraphs(
    verdict(diagnosis),
    suspects.length > 0 && `The data themselves:\n${bullets(suspectWords(suspects))}`,
    ranking.causes.length > 0
      ? `What explains it, best first:\n${bullets(ranking.causes.slice(0, 5).map((cause) => causeWords(cause, diagnosis)))}`
      : `No value of ${diagnosis.dimensions.join(', ')} changed apart from the others beyond chance (${ranking.tested} values looked at).`,
    effect !== null &&
      `People who did it: ${changePercent(effect.people_change_pct / 100)}; events per person: ${changePercent(effect.events_per_person_change_pct / 100)}.`,
    related.length > 0 &&
      `Moved on the same day: ${related.map((each) => `${JSON.stringify(each.event)} ${changePercent(each.expectation.change)}`).join(', ')}.`,
    `Next: ${recommendations(diagnosis).join(' ')} Confidence: ${confidenceOf(diagnosis)}.`,
  );
}
