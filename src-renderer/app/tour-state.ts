// How far the person is on the tour of three steps. It is offered once, when there is data to look at for the first time.
import { createStore, type StoreApi } from 'zustand';

const KEY = 'mixlake.tour';

export interface TourState {
  /** Null: not on it. */
  readonly step: number | null;
  readonly wasOffered: boolean;
  offer: () => void;
  start: () => void;
  go: (step: number) => void;
  end: () => void;
}

export type TourStore = StoreApi<TourState>;

export function createTour(storage: Storage): TourStore {
  return createStore<TourState>()((set, get) => ({
    step: null,
    wasOffered: storage.getItem(KEY) !== null,
    offer() {
      if (get().wasOffered) return;
      storage.setItem(KEY, 'offered');
      set({ step: 0, wasOffered: true });
    },
    start: () => set({ step: 0 }),
    go: (step) => set({ step }),
    end: () => set({ step: null }),
  }));
}
