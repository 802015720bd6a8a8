import type { FetchEstimate } from '#shared/model/fetch.ts';
import { Notice } from '../../ui/notice.tsx';
import { counted, formatCount } from '../../ui/quantities.ts';

/** What the fetch would bring and cost; every number with its unit, its zone and where it comes from. */
export function EstimateCard({ estimate }: { estimate: FetchEstimate }) {
  const { daysToFetch, days, dayZone, eventsToFetch, exportRequests, exportsLeft } = estimate;
  const there = days - daysToFetch.length;
  return (
    <section aria-label="Estimate" className="flex flex-col gap-2 rounded-md border border-line bg-sunken p-3">
      <dl className="grid grid-cols-[max-content_1fr] gap-x-4 gap-y-1 text-xs">
        <dt className="text-ink-2">Days to fetch</dt>
        <dd>
          <strong>{counted(daysToFetch.length, 'day')}</strong> of {formatCount(days)}, as the export counts them ({dayZone})
          {there === 0 ? '' : `; ${counted(there, 'day')} already there`}
        </dd>
        <dt className="text-ink-2">Events</dt>
        <dd>{eventsToFetch === null ? 'could not be counted' : eventWords(estimate, eventsToFetch)}</dd>
        <dt className="text-ink-2">Quota</dt>
        <dd>
          about <strong>{counted(exportRequests, 'export')}</strong>; {formatCount(exportsLeft)} left this hour. This estimate took{' '}
          {estimate.queryCalls === 0 ? 'no query call' : counted(estimate.queryCalls, 'query call')}.
        </dd>
      </dl>
      {exportRequests > exportsLeft ? (
        <Notice
          tone="warn"
          title="More exports than the hour has left."
          hint="The fetch then waits until Mixpanel allows more, and goes on by itself."
        />
      ) : null}
      {estimate.isAddedToOther ? (
        <Notice tone="info" title="The table holds another selection." hint="These events are added to it; none is kept twice." />
      ) : null}
      {estimate.isTimezoneKnown ? null : (
        <Notice tone="warn" title="The project’s time zone could not be read." hint="The dates are taken as UTC days." />
      )}
      {estimate.notes.map((note) => (
        <Notice key={note} tone="warn" title={note} />
      ))}
    </section>
  );
}

function eventWords({ isUpperBound, confidence, source, events, daysToFetch, days }: FetchEstimate, toFetch: number): string {
  const about = isUpperBound ? 'at most about' : 'about';
  const all = daysToFetch.length === days || events === null ? '' : ` (${formatCount(events)} in all days)`;
  const filter = isUpperBound ? '; the filter is not counted and leaves fewer' : '';
  return `${about} ${counted(toFetch, 'event')}${all}, from ${source}, confidence ${confidence}${filter}`;
}
