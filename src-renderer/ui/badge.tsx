import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

export type Tone = 'neutral' | 'accent' | 'ok' | 'warn' | 'danger';

const TONES: Record<Tone, string> = {
  neutral: 'bg-hover text-ink-2',
  accent: 'bg-accent-soft text-accent-strong',
  ok: 'bg-ok-soft text-ok',
  warn: 'bg-warn-soft text-warn',
  danger: 'bg-danger-soft text-danger',
};

export function Badge(props: { tone?: Tone; children: ReactNode; title?: string | undefined }) {
  return (
    <span
      title={props.title}
      className={classNames(
        'inline-flex h-[18px] shrink-0 items-center gap-1 rounded px-1.5 text-2xs font-medium whitespace-nowrap',
        TONES[props.tone ?? 'neutral'],
      )}
    >
      {props.children}
    </span>
  );
}
