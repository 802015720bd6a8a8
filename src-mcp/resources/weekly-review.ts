// The recipe of a weekly review: what to ask, in which order, with this project's events and dates filled in.
import type { JsonObject } from '#shared/model/json.ts';
import type { ResourceDefinition } from '../server/resource-definition.ts';
import { type Period, projectClock, wholeDays } from './days.ts';
import { type KeyEvents, keyEvents, someFunnels } from './key-events.ts';

const WEEK = 7;
const MAX_FUNNELS = 2;

interface Week {
  name: string;
  period: Period;
}

interface Facts {
  weeks: readonly [Week, Week];
  events: KeyEvents;
  funnels: { funnel_id: number; name: string }[];
}

export const weeklyReview: ResourceDefinition = {
  uri: 'recipes://weekly-review',
  name: 'weekly-review',
  title: 'Recipe: weekly review',
  description:
    "A checklist for a weekly review of the product: queries for the last whole 7 days and the 7 before, with this project's events. Costs up to three query calls to prepare.",
  mimeType: 'application/json',
  async read(context) {
    const clock = await projectClock(context);
    const current = wholeDays(clock.today, WEEK);
    const before = wholeDays(clock.today, WEEK, WEEK);
    const events = await keyEvents(context);
    const facts: Facts = {
      weeks: [
        { name: 'last week', period: current },
        { name: 'the week before', period: before },
      ],
      events,
      funnels: await someFunnels(context, MAX_FUNNELS),
    };
    return {
      value: {
        name: 'Weekly review',
        description: 'Compares the last 7 whole days with the 7 before them. Both weeks hold each weekday once, and share no day.',
        time_zone: clock.timeZone,
        current_period: { ...current },
        comparison_period: { ...before },
        checklist: checklist(facts),
        report_template: {
          sections: [
            'Summary: three sentences, the largest change first',
            'Metrics week over week, with numbers and per cent',
            'Funnels: conversion per step, and the step that changed most',
            'Retention: of the people who started, who came back',
            'Surprises: what moved without a known reason',
            'Actions: who does what until when',
          ],
        },
        notes: [...clock.notes, ...events.notes],
      },
    };
  },
};

function dates({ from, to }: Period): { from_date: string; to_date: string } {
  return { from_date: from, to_date: to };
}

function perWeek(facts: Facts, query: (week: Week) => JsonObject): JsonObject[] {
  return facts.weeks.map(query);
}

function checklist(facts: Facts): JsonObject[] {
  const steps = [coreMetrics(facts), conversion(facts), retentionCheck(facts), anomalies(facts), userSignals(facts)];
  return steps.map((step, index) => ({ step: index + 1, ...step }));
}

function coreMetrics(facts: Facts): JsonObject {
  return {
    name: 'Core metrics',
    description:
      'How many people did the most important things, this week and the week before. People of single days must not be added up.',
    tools: ['event_counts', 'segmentation'],
    queries: perWeek(facts, ({ name, period }) => ({
      description: `Users per day of the busiest events, ${name}`,
      tool: 'event_counts',
      params: { events: [...facts.events.busiest], ...dates(period), unit: 'day', type: 'unique' },
    })),
  };
}

function conversion(facts: Facts): JsonObject {
  const runs = facts.funnels.flatMap(({ funnel_id, name: funnel }) =>
    perWeek(facts, ({ name, period }) => ({
      description: `${funnel}, ${name}`,
      tool: 'funnel',
      params: { funnel_id, ...dates(period) },
    })),
  );
  return {
    name: 'Conversion',
    description: 'Whether the saved funnels lose more people than before, and at which step.',
    tools: ['list_funnels', 'funnel'],
    queries:
      runs.length > 0 ? runs : [{ description: 'The saved funnels; then run the important ones for both weeks', tool: 'list_funnels' }],
  };
}

function retentionCheck(facts: Facts): JsonObject {
  return {
    name: 'Retention',
    description: 'Whether those who started came back on the days after. Compare only days that are over in both weeks.',
    tools: ['retention'],
    queries: perWeek(facts, ({ name, period }) => ({
      description: `People who did ${JSON.stringify(facts.events.start)}, ${name}`,
      tool: 'retention',
      params: {
        born_event: facts.events.start,
        return_event: facts.events.busiest[0],
        ...dates(period),
        unit: 'day',
        interval_count: WEEK,
      },
    })),
  };
}

function anomalies(facts: Facts): JsonObject {
  const [{ period }] = facts.weeks;
  return {
    name: 'Anomalies',
    description: 'What rose or fell without a known reason. Take the day with the largest fall for the diagnosis.',
    tools: ['top_events', 'diagnose_metric_drop', 'segmentation'],
    queries: [
      {
        description: 'The most frequent events of today so far, with their change against yesterday',
        tool: 'top_events',
        params: { limit: 20 },
      },
      {
        description: `Which segments explain a fall of ${JSON.stringify(facts.events.conversion)}; put in the day that fell`,
        tool: 'diagnose_metric_drop',
        params: { event: facts.events.conversion, date: period.to },
      },
    ],
  };
}

function userSignals(facts: Facts): JsonObject {
  const [{ period }] = facts.weeks;
  return {
    name: 'Signals of single users',
    description: 'A few real journeys, to see what the numbers mean.',
    tools: ['stream_events', 'activity_feed'],
    queries: [
      {
        description: `Some recent ${JSON.stringify(facts.events.conversion)} events`,
        tool: 'stream_events',
        params: { events: [facts.events.conversion], from_date: period.to, to_date: period.to, limit: 100 },
      },
      { description: 'All that one of these users did: take a distinct_id from the events', tool: 'activity_feed' },
    ],
  };
}
