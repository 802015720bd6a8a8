import type { DiffLine } from '#shared/model/assistant.ts';
import { classNames } from '../../ui/class-names.ts';
import { words as allWords } from './words.tsx';

const words = allWords.change;

const LOOKS: Record<DiffLine['kind'], { sign: string; className: string }> = {
  same: { sign: ' ', className: 'text-ink-2' },
  added: { sign: '+', className: 'bg-ok-soft text-ok' },
  removed: { sign: '−', className: 'bg-danger-soft text-danger' },
  gap: { sign: '', className: 'text-ink-3' },
};

/** What changes in a file. Signs and colours for the eye, words for assistive technology. */
export function DiffView({ lines }: { lines: readonly DiffLine[] }) {
  return (
    <section
      aria-label={words.diff}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a long change must be scrollable by keyboard.
      tabIndex={0}
      className="max-h-80 overflow-auto rounded-md border border-line bg-surface py-1.5 focus-visible:-outline-offset-2"
    >
      <div className="w-max min-w-full font-mono text-xs">
        {lines.map((each, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of one change never move.
          <Line key={index} {...each} />
        ))}
      </div>
    </section>
  );
}

function Line({ kind, text, line }: DiffLine) {
  const { sign, className } = LOOKS[kind];
  const spoken = words.lines[kind];
  if (kind === 'gap') return <div className="px-3 text-ink-3">⋯</div>;
  return (
    <div className={classNames('flex px-3 whitespace-pre', className)}>
      <span aria-hidden className="mr-3 w-9 shrink-0 text-right select-none">
        {line}
      </span>
      <span aria-hidden className="w-4 shrink-0 select-none">
        {sign}
      </span>
      <span className="select-text">
        {spoken === '' ? null : <span className="sr-only">{spoken}</span>}
        {text}
      </span>
    </div>
  );
}
