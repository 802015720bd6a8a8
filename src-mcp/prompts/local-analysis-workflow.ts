import type { PromptDefinition } from '../server/prompt-definition.ts';

export const localAnalysisWorkflow: PromptDefinition = {
  name: 'local_analysis_workflow',
  title: 'Work with local data',
  description: 'Fetch once, explore, ask in SQL with JSON properties, join with profiles, and clean up.',
  arguments: [],
  text: () => `Let us answer questions from local data. Quota is spent on the fetch only; SQL is free.

## 1. Fetch
- \`list_tables\` first: maybe the days are here already. It names the days that are missing.
- \`fetch_events\` with \`from_date\` and \`to_date\`; \`events\` for only a few events. More days later: the same table with \`append\`.
- Long fetches give a \`job_id\`; \`job_status\` tells how far they are. \`fetch_profiles\` brings the people.

## 2. Explore
- \`table_schema\`, \`sample\`, \`summarize\` for the table; \`event_breakdown\` for the events in it; \`property_keys\` for their properties; \`column_stats\` for one column or property.

## 3. Ask
\`\`\`sql
-- events and users per day; event_time is UTC
SELECT CAST(event_time AS DATE) AS day, count(*) AS events, count(DISTINCT distinct_id) AS users
FROM events GROUP BY day ORDER BY day

-- a property out of the JSON column, and a number out of it
SELECT properties->>'plan' AS plan, count(*) AS events, avg(CAST(properties->>'price' AS DOUBLE)) AS average_price
FROM events GROUP BY plan ORDER BY events DESC
\`\`\`
A property with $ or blanks in its name: \`prop(properties, '$browser')\`. For days in the project's zone write \`CAST(timezone('Europe/Vienna', timezone('UTC', event_time)) AS DATE)\` with the zone that \`workspace_info\` names.

## 4. Go further
\`\`\`sql
-- events with the profile of their user
SELECT p.properties->>'plan' AS plan, count(*) AS events
FROM events e JOIN profiles p ON p.distinct_id = e.distinct_id GROUP BY plan ORDER BY events DESC

-- what people do right after an event
SELECT event_name, following, count(*) AS times FROM (
  SELECT event_name, lead(event_name) OVER (PARTITION BY distinct_id ORDER BY event_time) AS following FROM events
) WHERE following IS NOT NULL GROUP BY event_name, following ORDER BY times DESC LIMIT 20
\`\`\`
An empty \`distinct_id\` is nobody: leave it out when you count users.

## 5. Clean up
- \`drop_table\` for what is not needed any more. Ask me before you drop anything.`,
};
