import { formatClock } from '../../ui/instants.ts';
import { counted, formatDuration } from '../../ui/quantities.ts';
import { spentWords } from './activity-words.ts';
import type { Stretch } from './stretches.ts';

/** The head of a stretch: who, how many calls, from when to when, and what it took of Mixpanel. */
export function StretchRow({ stretch, now, topPx, heightPx }: { stretch: Stretch; now: Date; topPx: number; heightPx: number }) {
  const { client, entries, from, to, requests, spent } = stretch;
  const length = Date.parse(to) - Date.parse(from);
  return (
    <div
      role="presentation"
      className="absolute inset-x-0 flex items-center gap-3 border-b border-line bg-sunken px-4 text-xs text-ink-2"
      style={{ top: topPx, height: heightPx }}
    >
      <span className="truncate font-semibold text-ink">
        {client.name} {client.version}
      </span>
      <span className="shrink-0">{counted(entries.length, 'call')}</span>
      <span className="truncate">
        {formatClock(from, now)} to {formatClock(to, now)} ({formatDuration(length)})
      </span>
      <span className="ml-auto truncate" title="Requests of the calls; the hour’s quota as the calls and their jobs used it.">
        {costWords(requests, spentWords(spent))}
      </span>
    </div>
  );
}

function costWords(requests: number, quota: string): string {
  if (requests === 0) return quota === '' ? 'Mixpanel not asked' : quota;
  return `${counted(requests, 'request')} to Mixpanel${quota === '' ? '' : ` · ${quota}`}`;
}
