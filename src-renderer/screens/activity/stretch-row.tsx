import type { Stretch } from './stretches.ts';
import { words } from './words.ts';

/** The head of a stretch: who, how many calls, from when to when, and what it took of Mixpanel. */
export function StretchRow({ stretch, now, topPx, heightPx }: { stretch: Stretch; now: Date; topPx: number; heightPx: number }) {
  const { client, entries, from, to, requests, spent } = stretch;
  return (
    <div
      role="presentation"
      className="absolute inset-x-0 flex items-center gap-3 border-b border-line bg-sunken px-4 text-xs text-ink-2"
      style={{ top: topPx, height: heightPx }}
    >
      <span className="truncate font-semibold text-ink">{words.stretch.client(client.name, client.version)}</span>
      <span className="shrink-0">{words.stretch.calls(entries.length)}</span>
      <span className="truncate">{words.stretch.time(from, to, now)}</span>
      <span className="ml-auto truncate" title={words.stretch.costTitle}>
        {words.stretch.cost(requests, spent)}
      </span>
    </div>
  );
}
