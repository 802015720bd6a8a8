import { CircleAlert, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

const TONES = {
  info: { box: 'border-line bg-sunken', icon: 'text-accent', Icon: Info },
  warn: { box: 'border-warn/40 bg-warn-soft', icon: 'text-warn', Icon: TriangleAlert },
  danger: { box: 'border-danger/40 bg-danger-soft', icon: 'text-danger', Icon: CircleAlert },
};

interface NoticeProps {
  tone: keyof typeof TONES;
  /** What happened. */
  title: string;
  /** What to do next. */
  hint?: string | undefined;
  actions?: ReactNode;
  className?: string;
}

/** A message that stays where it belongs; `danger` is announced at once. */
export function Notice({ tone, title, hint, actions, className }: NoticeProps) {
  const { box, icon, Icon } = TONES[tone];
  return (
    <div
      role={tone === 'danger' ? 'alert' : 'status'}
      className={classNames('flex items-start gap-2.5 rounded-md border px-3 py-2', box, className)}
    >
      <Icon aria-hidden size={16} className={classNames('mt-0.5 shrink-0', icon)} />
      <div className="min-w-0 flex-1">
        <p className="font-medium break-words whitespace-pre-wrap select-text">{title}</p>
        {hint === undefined ? null : <p className="break-words whitespace-pre-wrap text-ink-2 select-text">{hint}</p>}
      </div>
      {actions}
    </div>
  );
}
