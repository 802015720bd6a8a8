import { X } from 'lucide-react';
import { useLocation } from 'wouter';
import { Button, IconButton } from '../ui/button.tsx';
import { words as allWords } from './later-words.ts';

const words = allWords.tour;

const STEPS = [
  { path: '/explorer', ...words.explorer },
  { path: '/assistants', ...words.assistants },
  { path: '/activity', ...words.activity },
] as const;

interface TourCardProps {
  step: number;
  onGo: (step: number) => void;
  onEnd: () => void;
}

/** A small card that leads over three screens. It takes no focus and can be left at any step. */
export function TourCard({ step, onGo, onEnd }: TourCardProps) {
  const [location, navigate] = useLocation();
  const shown = STEPS[step];
  // On other screens it would only lie over what one went there for; it waits.
  if (shown === undefined || !location.startsWith(shown.path)) return null;
  const move = (next: number) => {
    const to = STEPS[next];
    if (to === undefined) return onEnd();
    onGo(next);
    navigate(to.path);
  };
  return (
    <aside
      aria-label={words.label}
      className="fixed right-[344px] bottom-10 z-40 w-80 max-[1000px]:right-3 rounded-lg border border-line-strong bg-surface p-4 shadow-[0_8px_24px_var(--shadow)]"
    >
      <div className="flex items-start gap-2">
        <h2 className="flex-1 text-sm font-semibold">{shown.title}</h2>
        <IconButton label={words.leave} onClick={onEnd}>
          <X aria-hidden size={14} />
        </IconButton>
      </div>
      <p className="mt-1 text-ink-2">{shown.text}</p>
      <div className="mt-3 flex items-center gap-2">
        <p className="flex-1 text-2xs text-ink-3">{words.progress(step + 1, STEPS.length)}</p>
        {step === 0 ? null : <Button onClick={() => move(step - 1)}>{words.back}</Button>}
        <Button look="primary" onClick={() => move(step + 1)}>
          {step === STEPS.length - 1 ? words.done : words.next}
        </Button>
      </div>
    </aside>
  );
}
