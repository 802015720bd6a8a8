// The truths hidden in the demo data. An analysis of the events must be able to find each of them; `/_sim/truth` says what
// there was to be found. Days are counted back from the anchor day, the last day of the promised `--days`.

export const COLLAPSE = {
  channel: 'instagram_ads',
  daysBeforeAnchor: 24,
  /** Share of the channel's sign-ups and visitors that is gone from that day on. */
  share: 0.88,
} as const;

export const EXPERIMENT = {
  name: 'Short checkout',
  daysBeforeAnchor: 45,
  variants: ['control', 'treatment'] as const,
  /** Chance that a started checkout ends in a booking. Before the experiment everybody has the control's. */
  bookingRate: { control: 0.44, treatment: 0.55 },
} as const;

export const BROKEN_TRACKING = {
  event: 'Tour Viewed',
  os: 'Android',
  daysBeforeAnchor: 38,
} as const;

export const RELEASE = {
  version: '5.2.0',
  previousVersion: '5.1.3',
  daysBeforeAnchor: 16,
  /** Chance of a failed payment in a checkout, before and in the release with the fault (Android only). */
  paymentFailureRate: { usual: 0.07, faulty: 0.21 },
} as const;

export const FUNNEL = {
  /** Chance that somebody who signs up finishes the onboarding, by platform. */
  activationRate: { iOS: 0.66, Android: 0.6, Web: 0.52 },
  /** Chance of starting a checkout on a day of activity, once activated. */
  checkoutRatePerActiveDay: 0.13,
} as const;

/** Factor on activity and on sign-ups, Monday first: an outdoor product lives at the end of the week. */
export const WEEKDAY_ACTIVITY = [0.92, 0.84, 0.87, 0.95, 1.02, 1.18, 1.3] as const;

/** Sign-ups grow by this share a day over the planted days. */
export const SIGNUP_GROWTH_PER_DAY = 0.006;

/**
 * Chance of activity by days since sign-up: `scale * age^-power + floor`. Activation is the driver of retention: activated people are
 * loyal far more often.
 */
export const LOYALTY = {
  loyal: { scale: 0.44, power: 0.2, floor: 0.04, shareActivated: 0.38, shareOther: 0.04 },
  casual: { scale: 0.3, power: 0.75, floor: 0.008, shareActivated: 0.44, shareOther: 0.3 },
  leaving: { scale: 0.18, power: 1.3, floor: 0.001, shareActivated: 0.18, shareOther: 0.66 },
} as const;

export type Loyalty = keyof typeof LOYALTY;
export type Variant = (typeof EXPERIMENT.variants)[number];

/** The day that lies so many days before the anchor. */
export function plantedDay(anchorDay: number, fact: { readonly daysBeforeAnchor: number }): number {
  return anchorDay - fact.daysBeforeAnchor;
}
