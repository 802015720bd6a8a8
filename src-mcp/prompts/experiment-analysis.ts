import type { PromptDefinition } from '../server/prompt-definition.ts';

export const experimentAnalysis: PromptDefinition = {
  name: 'experiment_analysis',
  title: 'Read an experiment',
  description: 'Checks the set-up, compares the variants with a real test, looks at guardrails and segments, and decides.',
  arguments: [{ name: 'experiment_name', description: 'Name of the experiment as it is tracked', default: 'homepage_redesign' }],
  text: ({ experiment_name: experiment = '' }) => `Analyse the experiment ${JSON.stringify(experiment)}.

## 1. Is it set up well?
- Find how it is tracked: \`list_events\` (often $experiment_started) and \`list_property_values\` for the properties that hold the name and the variant.
- Users per variant: \`property_counts\` of the variant, type unique. Is the split what was planned? A 50/50 split of 10,000 users that comes out as 5,200 to 4,800 is a fault of the assignment, not chance.
- At least one, better two full business cycles (whole weeks), and no other test on the same screen.

## 2. What decides?
- One success metric, chosen before looking, and two or three guardrails (errors, refunds, retention). Ask me if I have not said which.

## 3. Compare
- \`fetch_events\` for the days of the experiment.
- \`cohort_comparison\` with \`cohort_a_filter\` and \`cohort_b_filter\` on the variant, for example \`properties["Variant name"] == "control"\` and \`properties["Variant name"] == "treatment"\`. It gives for each event the share of users of both groups, the 95 % interval of the difference, and the p-value of a two-proportion test, adjusted for the number of events compared. Users who are in both groups are named: with more than a few the experiment is broken.
- Averages per user (revenue, sessions) are not shares: take mean, standard deviation and n of each group with \`sql\` (\`avg\`, \`stddev_samp\`, \`count\`), and compare the difference with twice its standard error, \`sqrt(s1*s1/n1 + s2*s2/n2)\`. Call that what it is: an approximation.

## 4. Is it more than chance?
- At least 100 conversions in each variant; an adjusted p-value below 0.05; and an interval whose weaker end is still worth the launch.
- An interval that includes zero says "not known yet", not "no effect".

## 5. Segments
- Platform, new against returning, country: only to understand, not to find a winner after all. One segment in twenty looks significant by chance.

## 6. Traps
- Ended early because it looked good; compared weekdays with weekends; counted events instead of users; novelty that fades in the second week; changed the metric afterwards.

## 7. Decide
- Launch, stop, or run on for how many days, with the numbers that carry it and what would change your mind.`,
};
