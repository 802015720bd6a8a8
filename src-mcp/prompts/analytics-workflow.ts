import type { PromptDefinition } from '../server/prompt-definition.ts';

export const analyticsWorkflow: PromptDefinition = {
  name: 'analytics_workflow',
  title: 'Get to know a project',
  description: 'A first tour: what is tracked, what matters, the first questions, and when to work with local data.',
  arguments: [],
  text: () => `Help me get to know this Mixpanel project. Go step by step, and tell me after each step in two or three sentences what you found.

## 1. What is tracked
- \`workspace_info\`: project, time zone, quota, local tables.
- \`list_events\`: group the names by what they are about (start, use, money, failure).
- \`list_properties\` for the three or four events that look most important; \`list_property_values\` for properties that could split users (plan, platform, country).
- \`list_funnels\`, \`list_cohorts\` and \`list_bookmarks\`: what colleagues have found worth saving.

## 2. What matters
- \`top_events\` shows today only, and today is not over. For a real ranking use \`event_counts\` with the last four whole weeks, once with type general and once with type unique.
- Name the event that shows that somebody got value. Say why you chose it.

## 3. First questions
- Trend: \`segmentation\` of that event by day over the last 30 whole days. Is there a weekly pattern? A break?
- Split: the same with \`segment_property\`. Which segment is large, which one moves?
- Coming back: \`retention\` from the first event of a user to that event, by week.

## 4. Deeper, if it is worth it
- More than about five questions on the same days: \`fetch_events\` once, then \`sql\` on the local table. That costs no further quota.

## 5. Close
- Five findings, each with its number, unit, period and time zone.
- Three questions that I should ask next, and which tool answers each.`,
};
