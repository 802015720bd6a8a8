import { classNames } from './class-names.ts';

interface ProgressBarProps {
  label: string;
  done: number;
  /** Null when it cannot be known: the bar then moves without a value. */
  total: number | null;
  /** The same in words, units included. */
  text: string;
  className?: string;
  /** Drawn only; for a bar whose twin elsewhere on the screen already speaks. */
  isSilent?: boolean;
}

export function ProgressBar({ label, done, total, text, className, isSilent = false }: ProgressBarProps) {
  const share = total === null || total === 0 ? null : Math.min(1, done / total);
  const value = share === null || total === null ? {} : { 'aria-valuemin': 0, 'aria-valuemax': total, 'aria-valuenow': done };
  const spoken = { role: 'progressbar', 'aria-label': label, 'aria-valuetext': text, ...value };
  return (
    <div {...(isSilent ? { 'aria-hidden': true } : spoken)} className={classNames('h-1.5 overflow-hidden rounded-full bg-line', className)}>
      <div
        // A bar of its own for each kind: one turning into the other would slide backwards.
        key={share === null ? 'unknown' : 'known'}
        className={classNames('h-full rounded-full bg-accent transition-[width] duration-300', share === null && 'w-1/3 animate-pulse')}
        style={share === null ? undefined : { width: `${share * 100}%` }}
      />
    </div>
  );
}
