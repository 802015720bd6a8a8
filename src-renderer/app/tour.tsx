import { Suspense, useEffect } from 'react';
import { TourCard } from './later-parts.ts';
import { useStatus } from './use-status.ts';
import { useTour } from './use-tour.ts';

/** Offered once, when the demo project stands; taken again by the palette or the menu. */
export function Tour() {
  const { step, offer, go, end } = useTour();
  const status = useStatus();
  const hasData = status?.account !== null && status?.engine.state === 'ready' && status.isDemo;
  useEffect(() => {
    if (hasData) offer();
  }, [hasData, offer]);
  if (step === null) return null;
  return (
    <Suspense>
      <TourCard step={step} onGo={go} onEnd={end} />
    </Suspense>
  );
}
