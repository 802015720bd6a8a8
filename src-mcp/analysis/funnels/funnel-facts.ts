// What the counts of a funnel say: where people are lost, which segments convert apart from the others and how surely, and whether a
// change of the rate comes from other people (mix) or from the same people doing otherwise (rate). Pure functions.
// The split of a change into mix and rate is Kitagawa's (J. Amer. Statist. Assoc. 50, 1955): each effect is weighed with the mean of the
// two periods, so that both add up to the change without a rest.
import { adjustForMany, compareShares, wilson } from '../proportions.ts';

export interface FunnelStepFacts {
  number: number;
  event: string;
  count: number;
  /** Of the step before, 0 to 1, with its 95 % interval; null for the first step and where nobody came. */
  rate: number | null;
  low: number | null;
  high: number | null;
  lost: number;
}

export function stepFacts(steps: readonly { event: string; count: number }[]): FunnelStepFacts[] {
  return steps.map(({ event, count }, index) => {
    const before = index === 0 ? undefined : steps[index - 1]?.count;
    const isKnown = before !== undefined && before > 0;
    const interval = isKnown ? wilson({ hits: Math.min(count, before), of: before }) : undefined;
    return {
      number: index + 1,
      event,
      count,
      rate: isKnown ? count / before : null,
      low: interval?.low ?? null,
      high: interval?.high ?? null,
      lost: isKnown ? Math.max(0, before - count) : 0,
    };
  });
}

/** The step that keeps the smallest part of those who reached the one before; thin steps do not count. */
export function bottleneckOf(facts: readonly FunnelStepFacts[], minPeople: number): FunnelStepFacts | undefined {
  return facts
    .filter((step, index) => step.rate !== null && (facts[index - 1]?.count ?? 0) >= minPeople)
    .toSorted((a, b) => (a.rate ?? 1) - (b.rate ?? 1) || b.lost - a.lost)[0];
}

export interface SegmentRate {
  property: string;
  segment: string;
  /** People who entered, and who reached the last step. */
  entered: number;
  converted: number;
}

export interface ComparedSegment extends SegmentRate {
  rate: number;
  low: number;
  high: number;
  /** Rate of everybody else of the same property. */
  otherRate: number;
  difference: number;
  pValue: number;
  /** Corrected for all segments that were compared. */
  adjustedP: number;
}

/** Each segment against all others of its property; thin ones are left out. */
export function compareSegments(segments: readonly SegmentRate[], minPeople: number): ComparedSegment[] {
  const wholes = new Map<string, { entered: number; converted: number }>();
  for (const { property, entered, converted } of segments) {
    const whole = wholes.get(property) ?? { entered: 0, converted: 0 };
    wholes.set(property, { entered: whole.entered + entered, converted: whole.converted + converted });
  }
  const compared = segments.flatMap((each) => {
    const whole = wholes.get(each.property) ?? each;
    const others = { hits: whole.converted - each.converted, of: whole.entered - each.entered };
    if (each.entered < minPeople || others.of < minPeople) return [];
    const tested = compareShares({ hits: each.converted, of: each.entered }, others);
    // Too few conversions on one side to test.
    if (tested === undefined || tested.pValue === null) return [];
    const interval = wilson({ hits: each.converted, of: each.entered });
    return [
      {
        ...each,
        rate: each.converted / each.entered,
        ...interval,
        otherRate: others.hits / others.of,
        difference: tested.difference,
        pValue: tested.pValue,
      },
    ];
  });
  const adjusted = adjustForMany(compared.map((each) => each.pValue));
  return compared.map((each, index) => ({ ...each, adjustedP: adjusted[index] ?? 1 }));
}

export interface MixAndRate {
  property: string;
  change: number;
  /** Part of the change because other segments entered. */
  mix: number;
  /** Part because segments converted otherwise. */
  rate: number;
}

/** Both periods must be split by the same property; undefined when one of them is empty. */
export function mixAndRate(property: string, before: readonly SegmentRate[], after: readonly SegmentRate[]): MixAndRate | undefined {
  const sum = (rows: readonly SegmentRate[]): number => rows.reduce((total, row) => total + row.entered, 0);
  const [all, allAfter] = [sum(before), sum(after)];
  if (all === 0 || allAfter === 0) return undefined;
  const find = (rows: readonly SegmentRate[], segment: string) => rows.find((row) => row.segment === segment);
  let mix = 0;
  let rate = 0;
  for (const segment of new Set([...before, ...after].map((row) => row.segment))) {
    const [old, now] = [find(before, segment), find(after, segment)];
    const [weight, weightAfter] = [(old?.entered ?? 0) / all, (now?.entered ?? 0) / allAfter];
    // A segment that did not exist in one period had no rate there: all of its part is mix.
    const own = old === undefined || old.entered === 0 ? ratio(now) : ratio(old);
    const ownAfter = now === undefined || now.entered === 0 ? own : ratio(now);
    mix += (weightAfter - weight) * ((own + ownAfter) / 2);
    rate += (ownAfter - own) * ((weight + weightAfter) / 2);
  }
  return { property, change: mix + rate, mix, rate };
}

function ratio(row: SegmentRate | undefined): number {
  return row === undefined || row.entered === 0 ? 0 : row.converted / row.entered;
}
