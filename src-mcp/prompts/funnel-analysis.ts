import type { PromptDefinition } from '../server/prompt-definition.ts';

export const funnelAnalysis: PromptDefinition = {
  name: 'funnel_analysis',
  title: 'Where people drop out',
  description: 'Finds a saved funnel by name, reads the conversion per step, splits it, and proposes what to improve.',
  arguments: [
    { name: 'funnel_name', description: 'Name, or part of the name, of a saved funnel', default: 'signup', completes: 'funnels' },
  ],
  text: ({ funnel_name: funnel = '' }) => `Analyse the saved funnel ${JSON.stringify(funnel)}.

## 1. Find it
- \`list_funnels\`. Take the one whose name fits ${JSON.stringify(funnel)} best; if several do, ask me. If none does, show me the names.

## 2. Read it
- \`funnel\` with its \`funnel_id\` over the last 30 whole days, and over the 30 days before.
- For each step: how many people reach it, which share of the step before that is, and which share of the first step. Where is the largest loss, in people and not only in per cent?
- Has it changed between the two periods? By how many percentage points?

## 3. Split it
- \`funnel\` again with \`on\` set to a property that every step carries, such as platform, country or plan. \`list_properties\` shows what there is.
- Which segment converts best, which worst, and are both large enough to matter (say, 100 people at the first step)?
- For the difference between two segments: \`fetch_events\` for these days, then \`cohort_comparison\`, which tests each event's share of users.

## 4. Look at people
- \`activity_feed\` for two or three users who stopped at the worst step: what did they do instead?

## 5. Propose
- At most three improvements, each with the step, the people it could win in a month, and the number that will tell whether it worked.`,
};
