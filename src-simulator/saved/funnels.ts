// The funnels that somebody at Trailhead has saved.

import type { FunnelStep } from '../analysis/funnel.ts';
import { customEventOf, kindsOf } from '../endpoints/event-names.ts';
import { DAY_MS } from '../world/zone.ts';

export interface SavedFunnel {
  readonly id: number;
  readonly name: string;
  readonly windowMs: number;
  readonly steps: readonly FunnelStep[];
}

function step(event: string): FunnelStep {
  const custom = customEventOf(event);
  return { event, label: custom?.label ?? event, customEventId: custom?.id, kinds: kindsOf([event]) };
}

function funnel(id: number, name: string, windowDays: number, events: readonly string[]): SavedFunnel {
  return { id, name, windowMs: windowDays * DAY_MS, steps: events.map(step) };
}

export const SAVED_FUNNELS: readonly SavedFunnel[] = [
  funnel(8103, 'Sign-up to first booking', 30, ['Sign Up Completed', 'Onboarding Finished', 'Tour Booked']),
  funnel(8101, 'Landing to sign-up', 1, ['Landing Page Viewed', 'Sign Up Started', 'Sign Up Completed']),
  funnel(8104, 'Checkout', 1, ['Checkout Started', 'Tour Booked']),
  funnel(8102, 'View to paid action', 7, ['Tour Viewed', 'Checkout Started', '$custom_event:77']),
];
