import type { PromptDefinition } from '../server/prompt-definition.ts';

export const dataQualityAudit: PromptDefinition = {
  name: 'data_quality_audit',
  title: 'Can the data be trusted?',
  description: 'Coverage, completeness, identity, freshness and consistency of an event, with a scorecard.',
  arguments: [{ name: 'event', description: 'Event to examine', default: 'signup', completes: 'events' }],
  text: ({ event = '' }) => `Examine whether the event ${JSON.stringify(event)} can be trusted. Use the last 30 whole days.

## 1. Coverage
- \`segmentation\` of ${JSON.stringify(event)} by day. Days without events, jumps of more than 50 % from one day to the same weekday a week before, a level that changes for good: note the day, and what was released then.

## 2. Completeness
- \`list_properties\` for ${JSON.stringify(event)}, then \`property_coverage\` for the properties that are needed. Below 95 % on a property that reports use is a fault.
- \`property_counts\` for values: empty texts, "undefined", "null", several spellings of the same thing.

## 3. Identity
- \`fetch_events\` for some days, then \`sql\`: the share of events without a \`distinct_id\`, and ids with far more events than any person makes:
\`\`\`sql
SELECT distinct_id, count(*) AS events FROM events GROUP BY distinct_id ORDER BY events DESC LIMIT 20
\`\`\`
- \`activity_feed\` for a test user: is the way from anonymous to known unbroken?

## 4. Freshness
- How late do events arrive? \`$mp_api_timestamp_ms\` is the time of arrival, where the project's exports carry it:
\`\`\`sql
SELECT count(*) AS events, count(*) FILTER (WHERE delay_hours > 24) AS later_than_a_day, max(delay_hours) AS longest_hours
FROM (SELECT (CAST(prop(properties, '$mp_api_timestamp_ms') AS DOUBLE) - epoch_ms(event_time)) / 3600000 AS delay_hours FROM events)
\`\`\`
- More than a few per cent later than 24 hours is suspicious.

## 5. Consistency
- \`property_keys\` on the local table: names that differ only in case or underscores. \`column_stats\` for numbers that are sometimes texts. \`lexicon_schema\` for what was meant.

## 6. Scorecard
- Coverage, completeness and identity from 1 to 5, each with the number behind it; then the three repairs that help most, the first one first.`,
};
