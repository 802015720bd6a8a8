import { useStore } from 'zustand';
import { useStores } from './stores.tsx';
import type { TourState } from './tour-state.ts';

export function useTour(): TourState {
  return useStore(useStores().tour);
}
