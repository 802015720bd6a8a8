// A diagnosis in words: complete enough to be read alone, on clients that cannot ask a model. Every number comes from the diagnosis.
import type { SegmentCause } from '../analysis/causes/segment-search.ts';
import type { Expectation } from '../analysis/series/expectation.ts';
import { count } from '../format/text.ts';
import type { Diagnosis } from './diagnosis.ts';
import { sourceWords } from './lake-source.ts';

export function round(value: number, digits = 0): number {
  return Number(value.toFixed(digits));
}

export function changePercent(change: number): string {
  return `${change > 0 ? '+' : ''}${(change * 100).toFixed(1)} %`;
}

export function expectationWords({ actual, expected, low, high, change }: Expectation): string {
  return `${count(round(actual))} against about ${count(round(expected))} expected (${changePercent(change)}; without a cause 95 of 100 lie between ${count(round(low))} and ${count(round(high))})`;
}

export function verdict(diagnosis: Diagnosis): string {
  const { event, day, whole, isConfirmed, direction } = diagnosis;
  const noun = direction === 'down' ? 'drop' : 'rise';
  const subject = `${JSON.stringify(event)} on ${day}: ${expectationWords(whole)}.`;
  if (isConfirmed) return `${subject} The ${noun} is real: it lies outside what chance and the weekday explain.`;
  return `${subject} ${whole.isOutside ? `The day strays, but it is no ${noun}.` : `This lies within what is usual: no ${noun} is confirmed for the whole.`}`;
}

export function causeWords(cause: SegmentCause, diagnosis: Diagnosis): string {
  const { window } = diagnosis;
  const days = window.days === 1 ? `on ${window.from}` : `from ${window.from} to ${window.to}`;
  const also =
    cause.aliases.length === 0
      ? ''
      : ` (the same events as ${cause.aliases.map((each) => `${each.dimension} = ${each.value}`).join(', ')})`;
  const part = cause.contribution === null ? '' : ` That is ${(cause.contribution * 100).toFixed(0)} % of the whole change.`;
  return `${cause.dimension} = ${cause.value}${also}: ${count(cause.actual)} events ${days} instead of about ${count(round(cause.expected))}, had it moved like the other values (p = ${pWords(cause.adjustedP)} after correction for ${count(diagnosis.ranking.tested)} values looked at).${part}`;
}

export function pWords(p: number): string {
  return p < 0.0001 ? 'below 0.0001' : p.toFixed(4);
}

export function suspectWords(suspects: readonly { kind: string; certainty: string; words: string }[]): string[] {
  return suspects.map(({ kind, certainty, words }) => `${kind} (${certainty}): ${words}`);
}

/** How sure a reader may be of the first cause. */
export function confidenceOf({ ranking, isConfirmed, suspects, fit }: Diagnosis): 'low' | 'medium' | 'high' {
  const [first, second] = ranking.causes;
  if (first === undefined || suspects.some((suspect) => suspect.certainty === 'certain')) return 'low';
  const isAlone = second === undefined || first.score > second.score * 1.5;
  return isConfirmed && isAlone && first.misfit < 3 && fit.usesWeekdays ? 'high' : 'medium';
}

export function recommendations(diagnosis: Diagnosis): string[] {
  const { event, suspects, ranking, window, related, direction } = diagnosis;
  const [cause] = ranking.causes;
  const out: string[] = [];
  if (suspects.some((suspect) => suspect.kind === 'day not over'))
    out.push(`Ask again after ${diagnosis.day} is over in the project's time zone.`);
  if (suspects.some((suspect) => suspect.kind === 'tracking gap') && cause !== undefined) {
    out.push(
      `Check the tracking of ${JSON.stringify(event)} for ${cause.dimension} = ${cause.value}: releases, SDK and consent changes around ${window.from}.`,
    );
  } else if (cause !== undefined) {
    out.push(`Look into ${cause.dimension} = ${cause.value} from ${window.from} on: campaigns, releases, prices, outages there.`);
  }
  if (suspects.some((suspect) => suspect.kind === 'renamed event'))
    out.push('Compare the two event names in the Lexicon; a report that needs both should use a merged or custom event.');
  if (cause === undefined && diagnosis.isConfirmed) {
    out.push(
      `No single value explains it: try other dimensions (list_properties ${JSON.stringify(event)}), or look at what changed for everybody on ${diagnosis.day}.`,
    );
  }
  if (related.length > 0)
    out.push(`Look at ${related.map((each) => JSON.stringify(each.event)).join(', ')} too: they moved on the same day.`);
  if (!diagnosis.isConfirmed && cause === undefined)
    out.push(`Treat the ${direction === 'down' ? 'drop' : 'rise'} as usual variation unless the next days confirm it.`);
  return out.slice(0, 3);
}

export function caveats(diagnosis: Diagnosis): string[] {
  const { fit, skipped, baseline, range, series } = diagnosis;
  return [
    `Expected from ${fit.days} days (${baseline.from} to ${baseline.to}, ${range.timezone})${fit.usesWeekdays ? ', with weekdays' : '; too few for weekdays'}${fit.usesTrend ? ' and trend' : ''}; numbers ${sourceWords(series.origin)}.`,
    'A segment that changed is where it happened, not yet why.',
    ...skipped.map(({ what, why }) => `Not looked at: ${what} (${why})`),
    ...diagnosis.notes,
  ];
}
