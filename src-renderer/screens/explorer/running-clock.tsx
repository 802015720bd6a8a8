import { LoaderCircle } from 'lucide-react';
import { useEffect, useState } from 'react';
import { formatDuration } from '../../ui/quantities.ts';
import { words } from './words.ts';

const TICK_MS = 100;

/** How long the statement has been running; not announced, it would never be silent. */
export function RunningClock({ startedAt }: { startedAt: number }) {
  const [now, setNow] = useState(startedAt);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <span className="flex items-center gap-1.5 text-2xs text-ink-2">
      <LoaderCircle aria-hidden size={12} className="animate-spin text-accent" />
      <span role="status">{words.toolbar.running}</span>
      <span aria-hidden>{formatDuration(Math.max(0, now - startedAt))}</span>
    </span>
  );
}
