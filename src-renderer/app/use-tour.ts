import { useCallback } from 'react';
import { useLocation } from 'wouter';
import { useStore } from 'zustand';
import { useStores } from './stores.tsx';
import type { TourState } from './tour-state.ts';

export function useTour(): TourState {
  return useStore(useStores().tour);
}

/** Each step is shown on its own screen only, so that the first one must be there. */
export function useStartTour(): () => void {
  const { start } = useTour();
  const [, navigate] = useLocation();
  return useCallback(() => {
    start();
    navigate('/explorer');
  }, [start, navigate]);
}
