// What the screen that fetches says, component by component.
import { createElement, Fragment, type ReactNode } from 'react';
import type { FetchEstimate, LedgerDay, LedgerState, UnfinishedFetch } from '#shared/model/fetch.ts';
import { MOST_FILTERED_EVENTS } from '#shared/model/fetch.ts';
import type { JobSnapshot } from '#shared/model/job.ts';
import type { SavedSync } from '#shared/model/sync.ts';
import { formatMoment } from '../../ui/instants.ts';
import { inLanguage } from '../../ui/language.ts';
import { counted, formatCount } from '../../ui/quantities.ts';

/** A sentence with elements in it. */
function sentence(...parts: ReactNode[]): ReactNode {
  return createElement(Fragment, null, ...parts);
}

/** `none`: outside of what was ever fetched. */
export type CalendarState = LedgerState | 'none';

const states: Record<CalendarState, { word: string; meaning: string }> = {
  complete: { word: 'complete', meaning: 'all events are here' },
  stale: { word: 'late arrivals may be missing', meaning: 'fetched within five days of its end' },
  partial: {
    word: 'only in part',
    meaning: 'not over when fetched, a sample, a fetch that broke off, or fewer events than were counted after an unclean end',
  },
  missing: { word: 'missing', meaning: 'a gap, or a fetch that failed' },
  none: { word: 'not fetched', meaning: 'never asked for' },
};

const badges: Partial<Record<JobSnapshot['status'], string>> = { completed: 'Done', partial: 'In part', failed: 'Failed' };

export const words = inLanguage({
  screen: {
    title: 'Fetch',
    zone: (zone: string, isKnown: boolean) =>
      isKnown ? `Dates are days in ${zone}` : `Dates are days in ${zone}, because Mixpanel did not tell the project’s zone`,
    noProject: 'Fetching begins when a project is open.',
    new: 'New fetch',
    what: 'What to fetch',
    events: 'Events',
    profiles: 'Profiles',
  },
  form: {
    name: 'Fetch events',
    presets: { yesterday: 'Yesterday', last: (days: number) => `Last ${counted(days, 'day')}` },
    days: 'Days',
    firstDay: 'First day',
    lastDay: 'Last day',
    /** `count` is null while the days are wrong. */
    daysHint: (zone: string, count: number | null) =>
      `Both included, as days in ${zone}.${count === null ? '' : ` ${counted(count, 'day')}.`} Days that are complete are not fetched again.`,
    filter: 'Filter (optional)',
    filterExample: 'properties["plan"] == "pro"',
    filterHint: 'An expression of Mixpanel; only events for which it holds are fetched.',
    table: 'Table',
    tableExample: 'events',
    tableHint: 'A new name makes a new table.',
    estimating: 'Counting events day by day…',
    beforeEstimate: 'Nothing is downloaded before you have seen the estimate.',
    nothingToFetch: 'Every day is there and complete: there is nothing to fetch.',
    estimate: 'Estimate',
    estimateAgain: 'Estimate again',
    fetch: (days: number) => `Fetch ${counted(days, 'day')}`,
    noEvents: 'Choose at least one event, or all events.',
    noDates: 'Both dates are needed.',
    reversed: 'The first day is after the last day.',
    future: (today: string) => `Today is ${today} in the project’s time zone; later days hold nothing yet.`,
  },
  eventChoice: {
    title: 'Events',
    all: 'All events',
    some: 'Only these',
    asking: 'Asking Mixpanel for the event names (one query call)…',
    search: 'Search events',
    chosen: (chosen: number, all: number) => `${formatCount(chosen)} of ${counted(all, 'event')} chosen`,
    none: 'No event has this name.',
    more: (count: number) => `${formatCount(count)} more: search for them.`,
  },
  estimate: {
    title: 'Estimate',
    daysTerm: 'Days to fetch',
    days: ({ daysToFetch, days, dayZone }: FetchEstimate, strong: (text: string) => ReactNode) => {
      const there = days - daysToFetch.length;
      return sentence(
        strong(counted(daysToFetch.length, 'day')),
        ` of ${formatCount(days)}, as the export counts them (${dayZone})${there === 0 ? '' : `; ${counted(there, 'day')} already there`}`,
      );
    },
    eventsTerm: 'Events',
    events: ({ eventsToFetch, isUpperBound, confidence, source, events, daysToFetch, days }: FetchEstimate) => {
      if (eventsToFetch === null) return 'could not be counted';
      const about = isUpperBound ? 'at most about' : 'about';
      const all = daysToFetch.length === days || events === null ? '' : ` (${formatCount(events)} in all days)`;
      const filter = isUpperBound
        ? `; the filter is not counted and leaves fewer (it is counted when at most ${counted(MOST_FILTERED_EVENTS, 'event')} are chosen)`
        : '';
      return `${about} ${counted(eventsToFetch, 'event')}${all}, from ${source}, confidence ${confidence}${filter}`;
    },
    quotaTerm: 'Quota',
    quota: ({ exportRequests, exportsLeft, queryCalls }: FetchEstimate, strong: (text: string) => ReactNode) =>
      sentence(
        'about ',
        strong(counted(exportRequests, 'export')),
        `; ${formatCount(exportsLeft)} left this hour. This estimate took ${queryCalls === 0 ? 'no query call' : counted(queryCalls, 'query call')}.`,
      ),
    tooMany: 'More exports than the hour has left.',
    tooManyHint: 'The fetch then waits until Mixpanel allows more, and goes on by itself.',
    added: 'The table holds another selection.',
    addedHint: 'These events are added to it; none is kept twice.',
    noZone: 'The project’s time zone could not be read.',
    noZoneHint: 'The dates are taken as UTC days.',
  },
  profiles: {
    name: 'Fetch profiles',
    filter: 'Filter (optional)',
    filterExample: 'properties["plan"] == "pro"',
    filterHint: 'Only profiles for which it holds.',
    cohort: 'Cohort id (optional)',
    cohortExample: '71',
    cohortHint: 'Only its members.',
    table: 'Table',
    tableExample: 'profiles',
    tableHint: 'A table of the same selection is replaced.',
    cost: 'One of the 60 query calls an hour per 1,000 profiles; Mixpanel tells how many there are with the first page. It stops and waits when the hour is used up. A fetch of profiles that is stopped starts again with the first page.',
    fetch: 'Fetch profiles',
  },
  list: {
    title: 'Fetches',
    note: 'A paused fetch stays here, also when Mixlake is closed: whole days are kept, the rest is fetched later.',
    badges,
    running: ({ message, startedBy }: JobSnapshot) => `${message} Started by ${startedBy}.`,
    /** Why profiles have no Pause: nothing promises that their pages can be read on later. */
    noPause: 'Profiles cannot be paused: Mixpanel does not promise how long their pages fit together, so a fetch that stops starts again.',
    pause: 'Pause',
    cancel: 'Cancel',
    spoken: (count: string, detail: string) => `${count}, ${detail}`,
    paused: 'Paused',
    stopped: 'Stopped',
    stoppedFacts: ({ reason, days, daysLeft }: UnfinishedFetch) =>
      days === null || daysLeft === null
        ? `${reason} Profiles are fetched as a whole, so it begins again; the table is as it was before.`
        : `${reason} ${formatCount(daysLeft)} of ${counted(days, 'day')} still to fetch; the others are complete.`,
    startedBy: (name: string, at: string) => `Started by ${name}, ${formatMoment(at)}`,
    resume: 'Resume',
    startAgain: 'Start again',
    giveUp: 'Give up',
    ended: ({ message, error, spent }: JobSnapshot) => {
      const parts = [
        ...(spent !== undefined && spent.export > 0 ? [counted(spent.export, 'export')] : []),
        ...(spent !== undefined && spent.query > 0 ? [counted(spent.query, 'query call')] : []),
      ];
      const took = parts.length === 0 ? '' : `Took ${parts.join(' and ')} of the hour.`;
      return [message, error?.hint ?? '', took].filter((part) => part !== '').join(' ');
    },
  },
  ledger: {
    title: 'Fetched days',
    note: 'Choose a day to take it, and the days around it in the same state, into the form.',
    readingTables: 'Reading the tables…',
    noTable: 'No table of events yet. The first fetch makes one.',
    table: 'Table',
    reading: 'Reading the fetched days…',
    nothing: (table: string) => `Nothing was fetched into ${table} yet.`,
    selection: 'What was fetched',
    summary: (facts: { table: string; selection: string; days: readonly LedgerDay[]; zone: string }) => {
      const parts = (['complete', 'stale', 'partial', 'missing'] as const).flatMap((state) => {
        const count = facts.days.filter((day) => day.state === state).length;
        return count === 0 ? [] : [`${counted(count, 'day')} ${states[state].word}`];
      });
      return `${facts.table}, ${facts.selection}: ${parts.join('; ')}. Days as the export counts them, in ${facts.zone}.`;
    },
    filled: (from: string, to: string) => `The form is set to ${from === to ? from : `${from} to ${to}`}. Estimate it there.`,
    legend: 'Legend',
    legendOf: (state: CalendarState) => `${states[state].word}: ${states[state].meaning}`,
  },
  calendar: {
    weekdays: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
    earlier: 'Earlier months',
    later: 'Later months',
    /** The day in words, for tooltip and assistive technology. */
    day: (day: string, known: LedgerDay | undefined) => {
      const { word } = states[known?.state ?? 'none'];
      if (known === undefined || known.fetchedAt === null) return `${day}: ${word}`;
      return `${day}: ${word}, ${counted(known.rows, 'row')}, fetched ${formatMoment(known.fetchedAt)}`;
    },
  },
  syncs: {
    title: 'Syncs',
    note: 'Keep the last days of some events fresh; only what is missing or may have grown is fetched.',
    add: 'Add a sync',
    reading: 'Reading the syncs…',
    none: 'No sync is saved yet.',
    what: ({ days, events, where, table }: SavedSync) =>
      `The last ${counted(days, 'day')} of ${events === undefined ? 'all events' : counted(events.length, 'event')}${
        where === undefined ? '' : ` where ${where}`
      } into ${table}, today included.`,
    runs: ({ lastRunAt, lastMessage, onStart }: SavedSync) => {
      const last = lastRunAt === null ? 'never' : `${formatMoment(lastRunAt)}. ${lastMessage ?? ''}`;
      const next = onStart ? 'when Mixlake next opens this project' : 'when you, or an assistant, run it';
      return `Last run: ${last} · Next run: ${next}`;
    },
    runNow: 'Run now',
    edit: 'Edit',
    remove: 'Remove',
    removeTitle: (name: string) => `Remove the sync “${name}”?`,
    removeHint: (table: string) => `It is not run any more. The table ${table} and its days stay.`,
    keep: 'Keep it',
  },
  sync: {
    addTitle: 'Add a sync',
    editTitle: (name: string) => `Edit the sync “${name}”`,
    cancel: 'Cancel',
    save: 'Save',
    name: 'Name',
    days: 'Days, today included',
    table: 'Table',
    filter: 'Filter (optional)',
    filterExample: 'properties["plan"] == "pro"',
    onStart: 'Run whenever Mixlake opens this project',
    noName: 'Name what it keeps fresh, for example orders.',
    noDays: (most: number) => `A whole number from 1 to ${formatCount(most)}.`,
    noEvents: 'Choose at least one event, or all events.',
  },
});
