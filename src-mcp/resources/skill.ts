// The guide for models: how to answer questions well with these tools. One text, under the names by which clients may know it.
import type { ResourceDefinition } from '../server/resource-definition.ts';

export const GUIDE = `---
name: mixlake
description: How to answer questions about a Mixpanel project with Mixlake's tools: what to ask live, what to fetch once and query with SQL, and how to keep the numbers right.
---

# Answering with Mixlake

## Begin here
1. \`workspace_info\`: which project, which time zone, how much of the hourly quota is left, which local tables there are.
2. \`list_events\`, then \`list_properties\` and \`list_property_values\` for the events that matter. Names are exact: letter case and blanks count.
3. Say in one sentence which event and which property stand for what was asked, before you count anything.

## Live or local?
- **Live** (\`segmentation\`, \`event_counts\`, \`funnel\`, \`retention\`, \`property_counts\`, \`frequency\`): one or two questions about counts over time. Each costs one of 60 query calls an hour.
- **Local** (\`fetch_events\` once, then \`sql\`): several questions about the same days, joins, sequences, single users, anything per property value. SQL costs nothing.
- **Raw, not kept** (\`stream_events\`, \`activity_feed\`): a look at some events, or at one user.
- A fetch that takes long gives a \`job_id\`: ask \`job_status\`; the work goes on without you.

## The local tables
- Events: \`event_name\`, \`event_time\` (UTC), \`distinct_id\`, \`insert_id\`, \`properties\` (JSON). A property: \`properties->>'plan'\`; one with $ or blanks in its name: \`prop(properties, '$browser')\`; a number: \`CAST(properties->>'price' AS DOUBLE)\`.
- Profiles: \`distinct_id\`, \`properties\`, \`last_seen\`. Join on \`distinct_id\`.
- \`list_tables\` says which days a table holds and which are missing. \`property_keys\`, \`summarize\` and \`column_stats\` show what is in it.
- Days in the project's zone: \`CAST(timezone('Europe/Vienna', timezone('UTC', event_time)) AS DATE)\`, with the zone of \`workspace_info\`.

## Numbers that are right
- Live days are days in the project's time zone. Today is not over: leave it out of comparisons, and compare whole weeks with whole weeks.
- Unique users of several days cannot be added up. Ask for the longer unit instead.
- In \`retention\` a bucket that is null is not over yet; it is not zero.
- Two groups differ by chance as well. \`cohort_comparison\` gives a 95 % interval and a p-value for each event; say them.
- Every answer may carry notes. Pass on those that change how the number is read.
- Say unit, period and time zone with every number.

## When something goes wrong
- An error says what to do next. An unknown name comes with the closest known ones.
- Out of quota: the answer says when the next call is free. Meanwhile use local tables; they cost nothing.
- An answer that was cut says so: go on with \`next_page\`, or ask for less.

## More
Recipes: \`recipes://weekly-review\`, \`recipes://churn-investigation\`. One event: \`analysis://trends/{event}/{days}\`, \`analysis://retention/{event}/weekly\`. One user: \`users://{id}/journey\`.
`;

const NAMES = ['mixlake', 'mp_mcp', 'mixpanel-data'] as const;

export const skillResources: readonly ResourceDefinition[] = NAMES.flatMap((name): ResourceDefinition[] => {
  const uri = `skill://${name}/SKILL.md`;
  const alias = name === 'mixlake' ? '' : ' The same text as skill://mixlake/SKILL.md.';
  return [
    {
      uri,
      name: `${name}-skill`,
      title: 'Guide for models',
      description: `How to answer questions well with these tools.${alias} Costs nothing.`,
      mimeType: 'text/markdown',
      read: () => ({ markdown: GUIDE }),
    },
    {
      uri: `skill://${name}/_manifest`,
      name: `${name}-manifest`,
      title: 'Files of the guide',
      description: `The files that belong to the guide ${name}. Costs nothing.`,
      mimeType: 'application/json',
      read: () => ({
        value: { skill: name, files: [{ path: 'SKILL.md', uri, mime_type: 'text/markdown', size: Buffer.byteLength(GUIDE) }] },
      }),
    },
  ];
});
