// Which tools a client is shown. Every tool can be called in every profile; a short list leaves more of the context to the work.
// What is not listed is found with find_tools and called with use_tool.
import type { ToolProfile } from '#core/link/hello.ts';

/** At most 12: the shortest road through discovery, live questions, the lake, and the two tools that open all others. */
const COMPACT = [
  'workspace_info',
  'list_events',
  'list_properties',
  'segmentation',
  'funnel',
  'retention',
  'fetch_events',
  'job_status',
  'sql',
  'next_page',
  'find_tools',
  'use_tool',
] as const;

/** At most 30: what an analyst's day needs. */
const DEFAULT = [
  ...COMPACT,
  'context',
  'list_property_values',
  'top_events',
  'list_funnels',
  'list_cohorts',
  'list_bookmarks',
  'event_counts',
  'property_counts',
  'segmentation_sum',
  'query_saved_report',
  'activity_feed',
  'diagnose_metric_drop',
  'cohort_comparison',
  'scan',
  'fetch_profiles',
  'cancel_job',
  'list_tables',
  'table_schema',
] as const;

/** Only useful where tools are left out of the list. */
const OPENERS: readonly string[] = ['find_tools', 'use_tool'];

export function isListed(profile: ToolProfile, tool: string): boolean {
  if (profile === 'full') return !OPENERS.includes(tool);
  const names: readonly string[] = profile === 'compact' ? COMPACT : DEFAULT;
  return names.includes(tool);
}

/** What clients are known to take. Cursor works well up to about 40 tools of all servers together, so a short list leaves room there. */
const KNOWN_CLIENTS: readonly { name: RegExp; profile: ToolProfile }[] = [{ name: /^cursor\b/i, profile: 'compact' }];

export function profileFor(clientName: string): ToolProfile {
  return KNOWN_CLIENTS.find((known) => known.name.test(clientName))?.profile ?? 'default';
}
