// The list of all tools, in the order in which clients see them. One tool, one file; nothing but the list stands here.
import type { AnyTool } from '../server/tool-definition.ts';
import { listAccounts } from './auth/list-accounts.ts';
import { showAccount } from './auth/show-account.ts';
import { switchAccount } from './auth/switch-account.ts';
import { testCredentials } from './auth/test-credentials.ts';
import { cohortComparison } from './composed/cohort-comparison.ts';
import { gqmInvestigation } from './composed/gqm-investigation.ts';
import { productHealthDashboard } from './composed/product-health-dashboard.ts';
import { clearDiscoveryCache } from './discovery/clear-discovery-cache.ts';
import { lexiconSchema } from './discovery/lexicon-schema.ts';
import { lexiconSchemas } from './discovery/lexicon-schemas.ts';
import { listBookmarks } from './discovery/list-bookmarks.ts';
import { listCohorts } from './discovery/list-cohorts.ts';
import { listEvents } from './discovery/list-events.ts';
import { listFunnels } from './discovery/list-funnels.ts';
import { listProperties } from './discovery/list-properties.ts';
import { listPropertyValues } from './discovery/list-property-values.ts';
import { topEvents } from './discovery/top-events.ts';
import { workspaceInfo } from './discovery/workspace-info.ts';
import { fetchEvents } from './fetch/fetch-events.ts';
import { fetchProfiles } from './fetch/fetch-profiles.ts';
import { askMixpanel } from './intelligent/ask-mixpanel.ts';
import { diagnoseMetricDrop } from './intelligent/diagnose-metric-drop.ts';
import { funnelOptimizationReport } from './intelligent/funnel-optimization-report.ts';
import { guidedAnalysis } from './interactive/guided-analysis.ts';
import { safeLargeFetch } from './interactive/safe-large-fetch.ts';
import { cancelJob } from './jobs/cancel-job.ts';
import { findTools } from './jobs/find-tools.ts';
import { jobStatus } from './jobs/job-status.ts';
import { nextPage } from './jobs/next-page.ts';
import { useTool } from './jobs/use-tool.ts';
import { activityFeed } from './live/activity-feed.ts';
import { dailyCounts } from './live/daily-counts.ts';
import { engagementDistribution } from './live/engagement-distribution.ts';
import { eventCounts } from './live/event-counts.ts';
import { frequency } from './live/frequency.ts';
import { funnel } from './live/funnel.ts';
import { jql } from './live/jql.ts';
import { numericSummary } from './live/numeric-summary.ts';
import { propertyCounts } from './live/property-counts.ts';
import { propertyCoverage } from './live/property-coverage.ts';
import { propertyDistribution } from './live/property-distribution.ts';
import { queryFlows } from './live/query-flows.ts';
import { querySavedReport } from './live/query-saved-report.ts';
import { retention } from './live/retention.ts';
import { segmentation } from './live/segmentation.ts';
import { segmentationAverage } from './live/segmentation-average.ts';
import { segmentationNumeric } from './live/segmentation-numeric.ts';
import { segmentationSum } from './live/segmentation-sum.ts';
import { columnStats } from './local/column-stats.ts';
import { compact } from './local/compact.ts';
import { dropAllTables } from './local/drop-all-tables.ts';
import { dropTable } from './local/drop-table.ts';
import { eventBreakdown } from './local/event-breakdown.ts';
import { exportData } from './local/export.ts';
import { listTables } from './local/list-tables.ts';
import { propertyKeys } from './local/property-keys.ts';
import { sample } from './local/sample.ts';
import { sql } from './local/sql.ts';
import { sqlScalar } from './local/sql-scalar.ts';
import { summarize } from './local/summarize.ts';
import { sync } from './local/sync.ts';
import { tableSchema } from './local/table-schema.ts';
import { streamEvents } from './stream/stream-events.ts';
import { streamProfiles } from './stream/stream-profiles.ts';
import { context } from './workflow/context.ts';
import { health } from './workflow/health.ts';
import { investigate } from './workflow/investigate.ts';
import { report } from './workflow/report.ts';
import { scan } from './workflow/scan.ts';

export const TOOLS: readonly AnyTool[] = [
  workspaceInfo,
  listAccounts,
  showAccount,
  switchAccount,
  testCredentials,
  listEvents,
  listProperties,
  listPropertyValues,
  topEvents,
  listFunnels,
  listCohorts,
  listBookmarks,
  lexiconSchemas,
  lexiconSchema,
  clearDiscoveryCache,
  segmentation,
  funnel,
  retention,
  eventCounts,
  propertyCounts,
  segmentationNumeric,
  segmentationSum,
  segmentationAverage,
  propertyDistribution,
  numericSummary,
  dailyCounts,
  engagementDistribution,
  propertyCoverage,
  cohortComparison,
  productHealthDashboard,
  gqmInvestigation,
  frequency,
  activityFeed,
  querySavedReport,
  queryFlows,
  jql,
  streamEvents,
  streamProfiles,
  fetchEvents,
  fetchProfiles,
  safeLargeFetch,
  jobStatus,
  cancelJob,
  sync,
  listTables,
  tableSchema,
  sample,
  summarize,
  eventBreakdown,
  propertyKeys,
  columnStats,
  sql,
  sqlScalar,
  exportData,
  dropTable,
  dropAllTables,
  compact,
  askMixpanel,
  diagnoseMetricDrop,
  funnelOptimizationReport,
  context,
  health,
  guidedAnalysis,
  scan,
  investigate,
  report,
  nextPage,
  findTools,
  useTool,
];
