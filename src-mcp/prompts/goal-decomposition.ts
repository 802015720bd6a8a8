// Goal, questions, metrics. Known under two names: the published one and the one that programs used.
import type { PromptDefinition } from '../server/prompt-definition.ts';

const definition: Omit<PromptDefinition, 'name'> = {
  title: 'From a goal to numbers',
  description: 'Makes a goal precise, derives questions and metrics from it, runs them, and combines the answers.',
  arguments: [
    {
      name: 'goal',
      description: 'What you want to reach or understand',
      default: 'understand user retention',
      completes: [
        'understand user retention',
        'win more new users',
        'get new users to their first value',
        'raise revenue per user',
        'get users to invite others',
      ],
    },
  ],
  text: ({ goal = '' }) => `My goal: ${goal}. Take it apart with goal, questions and metrics, and answer it with the data of this project.

## 1. Make the goal precise
- What exactly, for whom, compared with what, until when? Write it as one sentence that a number can prove wrong. Ask me only what you cannot find out.

## 2. Three to five questions
- Each must change a decision if its answer were different. Leave out what is only interesting.

## 3. Metrics for each question
- Event, property, unit, period (whole days, not today), and the tool with its arguments: \`segmentation\` and \`event_counts\` for trends, \`funnel\` for conversion, \`retention\` for coming back, \`property_counts\` for splits, \`sql\` after \`fetch_events\` for everything else.
- \`list_events\` and \`list_properties\` first: use names that exist. \`gqm_investigation\` can make a first draft of questions and queries.
- Say how many query calls the plan costs, and do not run more than 15 without asking.

## 4. Run them
- One table: question, metric, value with unit, period, what it means. A question without data stays open; say so.

## 5. Combine
- What do the answers say together about the goal? What contradicts itself?
- Three next steps: who, what, and which number will show it.`,
};

export const gqmDecomposition: PromptDefinition = { name: 'gqm_decomposition', ...definition };
export const gqmFramework: PromptDefinition = {
  name: 'gqm_framework',
  ...definition,
  description: 'The same as gqm_decomposition: from a goal to questions, metrics and answers.',
};
