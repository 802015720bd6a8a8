import { X } from 'lucide-react';
import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { useStore } from 'zustand';
import { Button, IconButton } from '../ui/button.tsx';
import { useStores } from './stores.tsx';
import { useStatus } from './use-status.ts';

const STEPS = [
  {
    path: '/explorer',
    title: 'Ask your data',
    text: 'The tables on the left are on this computer. Write SQL, press Ctrl or ⌘ with Enter, and the answer stands below: as a grid, a chart, or a file.',
  },
  {
    path: '/assistants',
    title: 'Let your assistant ask too',
    text: 'One click registers Mixlake in Claude Desktop and others. They work on the same tables, and large downloads ask you first.',
  },
  {
    path: '/activity',
    title: 'Read what it did',
    text: 'Every call of an assistant stands here, with its SQL, its answer and what it cost of Mixpanel’s hourly limit.',
  },
] as const;

export function useTour() {
  return useStore(useStores().tour);
}

/** A small card that leads over three screens. It takes no focus and can be left at any step. */
export function Tour() {
  const { step, go, end, offer } = useTour();
  const [, navigate] = useLocation();
  const status = useStatus();
  const hasData = status?.account !== null && status?.engine.state === 'ready' && status.isDemo;
  useEffect(() => {
    if (hasData) offer();
  }, [hasData, offer]);
  const shown = step === null ? undefined : STEPS[step];
  if (shown === undefined || step === null) return null;
  const move = (next: number) => {
    const to = STEPS[next];
    if (to === undefined) return end();
    go(next);
    navigate(to.path);
  };
  return (
    <aside
      aria-label="Tour"
      className="fixed right-[344px] bottom-10 z-40 w-80 max-[1000px]:right-3 rounded-lg border border-line-strong bg-surface p-4 shadow-[0_8px_24px_var(--shadow)]"
    >
      <div className="flex items-start gap-2">
        <h2 className="flex-1 text-sm font-semibold">{shown.title}</h2>
        <IconButton label="Leave the tour" onClick={end}>
          <X aria-hidden size={14} />
        </IconButton>
      </div>
      <p className="mt-1 text-ink-2">{shown.text}</p>
      <div className="mt-3 flex items-center gap-2">
        <p className="flex-1 text-2xs text-ink-3">
          Step {step + 1} of {STEPS.length}
        </p>
        {step === 0 ? null : <Button onClick={() => move(step - 1)}>Back</Button>}
        <Button look="primary" onClick={() => move(step + 1)}>
          {step === STEPS.length - 1 ? 'Done' : 'Next'}
        </Button>
      </div>
    </aside>
  );
}
