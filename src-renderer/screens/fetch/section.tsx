import { type ReactNode, useId } from 'react';

/** A button that stands for a choice, when it is the one chosen. */
export const CHOSEN = 'border-accent! bg-accent-soft! text-accent-strong!';

interface SectionProps {
  title: string;
  note?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

export function Section({ title, note, actions, children }: SectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="rounded-lg border border-line bg-surface">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2">
        <h2 id={id} className="text-sm font-semibold">
          {title}
        </h2>
        {note === undefined ? null : <p className="text-2xs text-ink-2">{note}</p>}
        <div className="flex-1" />
        {actions}
      </header>
      <div className="p-4">{children}</div>
    </section>
  );
}

export function Radio(props: { name: string; label: string; isChosen: boolean; onChoose: () => void }) {
  return (
    <label className="flex items-center gap-1.5 text-xs">
      <input type="radio" name={props.name} checked={props.isChosen} onChange={props.onChoose} />
      {props.label}
    </label>
  );
}
