import type { FetchEstimate } from '#shared/model/fetch.ts';
import { Notice } from '../../ui/notice.tsx';
import { words } from './words.ts';

const strong = (text: string) => <strong>{text}</strong>;

/** What the fetch would bring and cost; every number with its unit, its zone and where it comes from. */
export function EstimateCard({ estimate }: { estimate: FetchEstimate }) {
  const said = words.estimate;
  return (
    <section aria-label={said.title} className="flex flex-col gap-2 rounded-md border border-line bg-sunken p-3">
      <dl className="grid grid-cols-[max-content_1fr] gap-x-4 gap-y-1 text-xs">
        <dt className="text-ink-2">{said.daysTerm}</dt>
        <dd>{said.days(estimate, strong)}</dd>
        <dt className="text-ink-2">{said.eventsTerm}</dt>
        <dd>{said.events(estimate)}</dd>
        <dt className="text-ink-2">{said.quotaTerm}</dt>
        <dd>{said.quota(estimate, strong)}</dd>
      </dl>
      {estimate.exportRequests > estimate.exportsLeft ? <Notice tone="warn" title={said.tooMany} hint={said.tooManyHint} /> : null}
      {estimate.isAddedToOther ? <Notice tone="info" title={said.added} hint={said.addedHint} /> : null}
      {estimate.isTimezoneKnown ? null : <Notice tone="warn" title={said.noZone} hint={said.noZoneHint} />}
      {estimate.notes.map((note) => (
        <Notice key={note} tone="warn" title={note} />
      ))}
    </section>
  );
}
