// Before a fall is explained by people's behaviour, the data themselves are suspected: a day that is not over, events that come late,
// tracking that fell silent, an event under a new name, a day's edge that moved, events that came twice. Pure functions over daily
// counts; each finding is a sentence with its numbers.
import { LATE_ARRIVAL_DAYS } from '../../lake/day-range.ts';
import { compareWithFit, type Expectation } from '../series/expectation.ts';
import { fitSeasonal } from '../series/seasonal-fit.ts';
import type { SegmentCause } from './segment-search.ts';

export interface Suspect {
  kind: 'day not over' | 'late events' | 'tracking gap' | 'renamed event' | 'day edge' | 'repeated events';
  /** Certain: a fact. Likely: the numbers fit nothing better. Possible: to be looked at. */
  certainty: 'certain' | 'likely' | 'possible';
  words: string;
}

/** So little is left of what was expected that the events have stopped, not the people. */
const SILENT = 0.05;
const SILENT_EXPECTED = 15;
const DAY_MS = 86_400_000;

export function dayNotOver(day: string, today: string): Suspect | undefined {
  if (day !== today) return undefined;
  return { kind: 'day not over', certainty: 'certain', words: `${day} is today and not over yet, so its count is still growing.` };
}

export function lateEvents(day: string, today: string): Suspect | undefined {
  const age = Math.round((Date.parse(today) - Date.parse(day)) / DAY_MS);
  if (age < 1 || age > LATE_ARRIVAL_DAYS) return undefined;
  return {
    kind: 'late events',
    certainty: 'possible',
    words: `${day} was ${age === 1 ? 'yesterday' : `${age} days ago`}; phones deliver events up to ${LATE_ARRIVAL_DAYS} days late, so its count may still grow a little.`,
  };
}

/** Nothing, or next to nothing, arrived: of the event at all, or of one value of a property while the others went on. */
export function trackingGap(event: string, whole: Expectation, cause: SegmentCause | undefined): Suspect | undefined {
  if (whole.expected >= SILENT_EXPECTED && whole.actual <= whole.expected * SILENT) {
    return {
      kind: 'tracking gap',
      certainty: 'likely',
      words: `${JSON.stringify(event)} all but stopped: ${whole.actual} instead of about ${Math.round(whole.expected)}. Tracking has probably broken.`,
    };
  }
  if (cause === undefined || cause.expected < SILENT_EXPECTED || cause.actual > cause.expected * SILENT) return undefined;
  return {
    kind: 'tracking gap',
    certainty: 'likely',
    words: `${cause.dimension} = ${cause.value} sent ${cause.actual} instead of about ${Math.round(cause.expected)}, while the other values went on. Tracking there has probably broken, or that part of the product was down.`,
  };
}

export interface EventDays {
  event: string;
  history: readonly number[];
  current: number;
}

/** An event that took up, on the same day, about what this one lost. */
export function renamedEvent(event: string, lost: number, others: readonly EventDays[]): Suspect | undefined {
  if (lost < SILENT_EXPECTED) return undefined;
  const gains = others
    .filter((other) => other.event !== event)
    // What it was in the week before: an event that began earlier took nothing over on this day.
    .map((other) => ({ ...other, before: mean(other.history.slice(-7)) }))
    .filter((other) => other.before <= lost * 0.1 && other.current >= lost * 0.6 && other.current <= lost * 1.6)
    .sort((a, b) => Math.abs(a.current - lost) - Math.abs(b.current - lost));
  const [first] = gains;
  if (first === undefined) return undefined;
  return {
    kind: 'renamed event',
    certainty: 'likely',
    words: `${JSON.stringify(first.event)} hardly existed before (${first.before.toFixed(1)} a day) and had ${first.current} then, about what ${JSON.stringify(event)} lost (${Math.round(lost)}). The event may have been renamed.`,
  };
}

/** What one day lost, the day next to it gained: events were counted on the wrong side of midnight. */
export function movedDayEdge(day: Expectation, neighbours: readonly { day: string; expectation: Expectation }[]): Suspect | undefined {
  const lost = day.expected - day.actual;
  const sign = Math.sign(lost);
  const found = neighbours.find(({ expectation }) => {
    const gained = expectation.actual - expectation.expected;
    return expectation.isOutside && Math.sign(gained) === sign && Math.abs(gained - lost) <= Math.abs(lost) * 0.4;
  });
  if (found === undefined || !day.isOutside) return undefined;
  const gained = found.expectation.actual - found.expectation.expected;
  return {
    kind: 'day edge',
    certainty: 'possible',
    words: `${found.day} strayed by ${signed(gained)} the other way, about as much. Events may have been counted on the wrong day (time zone, delayed sending).`,
  };
}

/** Many more events of hardly more people. */
export function repeatedEvents(events: Expectation, users: Expectation | undefined): Suspect | undefined {
  if (users === undefined || !events.isOutside || events.change < 0.5 || users.change > events.change * 0.25) return undefined;
  return {
    kind: 'repeated events',
    certainty: 'possible',
    words: `There were ${percent(events.change)} events but ${percent(users.change)} people. The same events may have been sent more than once.`,
  };
}

/** How other events moved on the same days, with how sure that is. */
export function expectationOf(days: EventDays, firstWeekday: number, currentDays: number): Expectation | undefined {
  // Days before an event existed would look like a steep trend.
  const start = Math.max(
    0,
    days.history.findIndex((count) => count > 0),
  );
  const history = days.history.slice(start);
  const fit = fitSeasonal(history, (firstWeekday + start) % 7);
  if (fit === undefined) return undefined;
  const positions = Array.from({ length: currentDays }, (_, index) => history.length + index);
  return compareWithFit(fit, positions, days.current);
}

function mean(counts: readonly number[]): number {
  return counts.length === 0 ? 0 : counts.reduce((sum, count) => sum + count, 0) / counts.length;
}

function signed(value: number): string {
  return `${value > 0 ? '+' : ''}${Math.round(value)}`;
}

function percent(change: number): string {
  return `${change > 0 ? '+' : ''}${(change * 100).toFixed(0)} %`;
}
