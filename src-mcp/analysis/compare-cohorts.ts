// What two groups of users did differently: the share of users who did each event, how far apart the shares are, and how surely.
// The test needs two separate groups, so users who belong to both are left out of it (not out of counts and shares).
import type { CohortFacts, EventFacts, RetentionFacts } from './cohort-facts.ts';
import { adjustForMany, compareShares, type ShareDifference } from './proportions.ts';

/** A difference counts as found when at most 5 of 100 such findings are expected to be chance. */
export const SIGNIFICANCE = 0.05;

export interface ComparedEvent extends EventFacts {
  /** 0 to 1; null when the group is empty. */
  shareA: number | null;
  shareB: number | null;
  /** shareA / shareB; null when nobody of B did it. */
  ratio: number | null;
  /** Of users in one group only. */
  tested: ShareDifference | null;
  /** Null when it could not be tested. */
  adjustedP: number | null;
}

export function compareEvents(facts: CohortFacts): ComparedEvent[] {
  const onlyA = facts.a.users - facts.both;
  const onlyB = facts.b.users - facts.both;
  const tested = facts.events.map(
    (each) => compareShares({ hits: each.usersA - each.usersBoth, of: onlyA }, { hits: each.usersB - each.usersBoth, of: onlyB }) ?? null,
  );
  const pValues = tested.map((each) => each?.pValue ?? null);
  const adjusted = adjustForMany(pValues.filter((each) => each !== null));
  const share = (hits: number, of: number): number | null => (of === 0 ? null : hits / of);
  const compared = facts.events.map((each, index) => {
    const shareA = share(each.usersA, facts.a.users);
    const shareB = share(each.usersB, facts.b.users);
    return {
      ...each,
      shareA,
      shareB,
      ratio: shareA === null || shareB === null || shareB === 0 ? null : shareA / shareB,
      tested: tested[index] ?? null,
      adjustedP: pValues[index] === null ? null : (adjusted[pValues.slice(0, index).filter((p) => p !== null).length] ?? null),
    };
  });
  return compared.sort(surestFirst);
}

function surestFirst(a: ComparedEvent, b: ComparedEvent): number {
  const apart = (each: ComparedEvent): number => Math.abs(each.tested?.difference ?? 0);
  return (
    (a.adjustedP ?? 1) - (b.adjustedP ?? 1) ||
    apart(b) - apart(a) ||
    b.eventsA + b.eventsB - a.eventsA - a.eventsB ||
    (a.event < b.event ? -1 : 1)
  );
}

export function isSignificant(each: ComparedEvent): boolean {
  return each.adjustedP !== null && each.adjustedP < SIGNIFICANCE;
}

export interface ComparedRetention extends RetentionFacts {
  shareA: number | null;
  shareB: number | null;
}

/** Days that nobody is old enough for are left out. */
export function compareRetention(facts: CohortFacts): ComparedRetention[] {
  return facts.retention
    .filter((each) => each.oldA > 0 || each.oldB > 0)
    .map((each) => ({
      ...each,
      shareA: each.oldA === 0 ? null : each.backA / each.oldA,
      shareB: each.oldB === 0 ? null : each.backB / each.oldB,
    }));
}
