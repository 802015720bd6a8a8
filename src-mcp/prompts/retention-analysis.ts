import type { PromptDefinition } from '../server/prompt-definition.ts';

export const retentionAnalysis: PromptDefinition = {
  name: 'retention_analysis',
  title: 'Who comes back',
  description: 'Chooses start and return events, period and buckets, runs the retention, reads days 1, 7 and 30, and compares segments.',
  arguments: [{ name: 'event', description: 'Event that starts a user', default: 'signup', completes: 'events' }],
  text: ({ event = '' }) => `Analyse how well people come back who started with ${JSON.stringify(event)}.

## 1. Choose the events
- \`list_events\`: is ${JSON.stringify(event)} spelled exactly so? If not, take the closest and tell me.
- Return event: one that proves use (not a page view by accident). Without one, any repeat of ${JSON.stringify(event)} counts.

## 2. Choose the frame
- How often should a contented user come back: daily (\`unit\` day, \`interval_count\` 30), weekly (week, 12) or monthly (month, 6)?
- Let the period end early enough that most cohorts have all their buckets. Buckets that are null are not over; leave them out of every average.

## 3. Run it
- \`retention\` with \`born_event\` ${JSON.stringify(event)}.
- Day 1, day 7 and day 30 over all cohorts: weigh each cohort by its people. Rules of thumb for consumer products: 25 to 40 %, 15 to 25 %, 10 to 15 %; business products hold more.
- Does the curve become flat? Where it does, that share stays.

## 4. Compare
- Newer cohorts against older ones at the same age: better or worse?
- Segments with \`born_where\`, for example \`properties["platform"] == "ios"\`, one call each. To say whether a difference is more than chance: \`fetch_events\`, then \`cohort_comparison\`.

## 5. Close
- The curve in one sentence, the strongest difference with its numbers, and one thing to try.`,
};
