// What there is to be found in the demo data (`GET /_sim/truth`): the planted causes, and for each what the events really show, since
// chance is at work as well.

import { computeFunnel } from './endpoints/funnels.ts';
import type { Project } from './project.ts';
import { SAVED_FUNNELS } from './saved/funnels.ts';
import {
  BROKEN_TRACKING,
  COLLAPSE,
  EXPERIMENT,
  FUNNEL,
  LOYALTY,
  plantedDay,
  RELEASE,
  SIGNUP_GROWTH_PER_DAY,
  WEEKDAY_ACTIVITY,
} from './world/planted-facts.ts';
import { dayText } from './world/zone.ts';

interface MeasuredFunnel {
  readonly funnelId: number;
  readonly name: string;
  readonly steps: readonly string[];
  /** People who reached each step, over all days up to the anchor. */
  readonly counts: readonly number[];
}

export type Truth = Awaited<ReturnType<typeof plantedTruth>>;

async function measuredFunnels(project: Project): Promise<MeasuredFunnel[]> {
  const { calendar } = project.world;
  const measured: MeasuredFunnel[] = [];
  for (const funnel of SAVED_FUNNELS) {
    const range = { fromDay: calendar.startDay, toDay: Math.min(calendar.anchorDay, project.today()) };
    const result = await computeFunnel(project, { ...range, funnel, windowMs: funnel.windowMs, bucketOf: () => calendar.startDay });
    const counts =
      result
        .get(calendar.startDay)
        ?.get('$overall')
        ?.map((step) => step.count) ?? [];
    measured.push({ funnelId: funnel.id, name: funnel.name, steps: funnel.steps.map((step) => step.event), counts });
  }
  return measured;
}

export async function plantedTruth(project: Project) {
  const { calendar } = project.world;
  const day = (fact: { readonly daysBeforeAnchor: number }) => dayText(plantedDay(calendar.anchorDay, fact));
  return {
    project: {
      timezone: project.zone.name,
      isWallClock: project.isWallClock,
      firstDay: dayText(calendar.startDay),
      anchorDay: dayText(calendar.anchorDay),
      today: dayText(project.today()),
    },
    channelCollapse: {
      channel: COLLAPSE.channel,
      property: 'channel',
      day: day(COLLAPSE),
      event: 'Sign Up Completed',
      shareLost: COLLAPSE.share,
    },
    experiment: {
      name: EXPERIMENT.name,
      startDay: day(EXPERIMENT),
      exposureEvent: '$experiment_started',
      variantProperty: 'Variant name',
      from: 'Checkout Started',
      to: 'Tour Booked',
      bookingRatePerCheckout: EXPERIMENT.bookingRate,
    },
    brokenTracking: { day: day(BROKEN_TRACKING), event: BROKEN_TRACKING.event, property: '$os', value: BROKEN_TRACKING.os, shareLost: 1 },
    faultyRelease: {
      day: day(RELEASE),
      rolloutDays: 10,
      version: RELEASE.version,
      os: 'Android',
      event: 'Payment Failed',
      ratePerCheckout: RELEASE.paymentFailureRate,
    },
    seasonality: { mondayFirst: WEEKDAY_ACTIVITY, strongest: 'Sunday', weakest: 'Tuesday' },
    growth: { signupsPerDay: SIGNUP_GROWTH_PER_DAY },
    retentionDriver: {
      event: 'Onboarding Finished',
      loyalShare: { with: LOYALTY.loyal.shareActivated, without: LOYALTY.loyal.shareOther },
    },
    funnels: {
      activationRate: FUNNEL.activationRate,
      checkoutRatePerActiveDay: FUNNEL.checkoutRatePerActiveDay,
      measured: await measuredFunnels(project),
    },
  };
}
