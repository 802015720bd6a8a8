// Five stages of growth. Known under two names: the published one and the one that programs used.
import type { PromptDefinition } from '../server/prompt-definition.ts';

const definition: Omit<PromptDefinition, 'name'> = {
  title: 'Growth in five stages',
  description: 'Acquisition, activation, retention, revenue and referral, each with queries and rules of thumb.',
  arguments: [{ name: 'acquisition_event', description: 'Event by which somebody becomes a user', default: 'signup', completes: 'events' }],
  text: ({
    acquisition_event: event = '',
  }) => `Take stock of our growth in five stages. People join us with the event ${JSON.stringify(event)}.
Use the last 28 whole days and the 28 before. \`list_events\` first: check the spelling of ${JSON.stringify(event)}, and choose one event each for first value, payment and invitation. Say which you chose; a stage without an event is "not tracked". \`product_health_dashboard\` gives a first overview.

## 1. Acquisition
- New users: \`event_counts\` of ${JSON.stringify(event)} by week, type unique.
- From where: \`segmentation\` with \`segment_property\` utm_source or the like.
- Rule of thumb: 2 to 5 % of visitors of a consumer page join, 5 to 15 % of a business page.

## 2. Activation
- Of the people who did ${JSON.stringify(event)}, which share reached first value, and how fast? A saved funnel (\`list_funnels\`, \`funnel\`), else \`fetch_events\` and \`sql\`. Only people who had the time to get there count.
- Rule of thumb: 20 to 40 % finish the introduction; first value within two minutes.

## 3. Retention
- \`retention\` from ${JSON.stringify(event)} to the event of value, by day. Days that are not over are null, not zero.
- Rule of thumb (consumer, business): day 1 25 to 40 %, 40 to 60 %; day 7 15 to 25 %, 25 to 40 %; day 30 10 to 15 %, 20 to 30 %.

## 4. Revenue
- Paying users and revenue: \`segmentation_sum\` of the amount of the payment event, and its unique users. Revenue per active user.
- Rule of thumb: 2 to 5 % of free users pay; 10 to 20 % of trials.

## 5. Referral
- Which share of users invites, how many invitations each sends, and how many become users. Their product is the viral factor.
- Rule of thumb: 5 to 10 % invite; a factor above 0.5 is good, above 1 grows by itself.

## Close
- A table: stage, number now, number before, change, against the rule of thumb.
- The weakest stage, judged by the users it loses, and one experiment for it. Rules of thumb are not goals: our own trend counts more.`,
};

export const growthAccounting: PromptDefinition = { name: 'growth_accounting', ...definition };
export const aarrrAnalysis: PromptDefinition = {
  name: 'aarrr_analysis',
  ...definition,
  description: 'The same as growth_accounting: acquisition, activation, retention, revenue, referral.',
};
