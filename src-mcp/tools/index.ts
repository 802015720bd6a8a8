// The list of all tools, in the order in which clients see them. One tool, one file; nothing but the list stands here.
import type { AnyTool } from '../server/tool-definition.ts';
import { listCohorts } from './discovery/list-cohorts.ts';
import { listEvents } from './discovery/list-events.ts';
import { listFunnels } from './discovery/list-funnels.ts';
import { listProperties } from './discovery/list-properties.ts';
import { listPropertyValues } from './discovery/list-property-values.ts';
import { topEvents } from './discovery/top-events.ts';
import { workspaceInfo } from './discovery/workspace-info.ts';
import { fetchEvents } from './fetch/fetch-events.ts';
import { fetchProfiles } from './fetch/fetch-profiles.ts';
import { cancelJob } from './jobs/cancel-job.ts';
import { findTools } from './jobs/find-tools.ts';
import { jobStatus } from './jobs/job-status.ts';
import { nextPage } from './jobs/next-page.ts';
import { useTool } from './jobs/use-tool.ts';
import { funnel } from './live/funnel.ts';
import { retention } from './live/retention.ts';
import { segmentation } from './live/segmentation.ts';
import { listTables } from './local/list-tables.ts';
import { sample } from './local/sample.ts';
import { sql } from './local/sql.ts';
import { tableSchema } from './local/table-schema.ts';

export const TOOLS: readonly AnyTool[] = [
  workspaceInfo,
  listEvents,
  listProperties,
  listPropertyValues,
  topEvents,
  listFunnels,
  listCohorts,
  segmentation,
  funnel,
  retention,
  fetchEvents,
  fetchProfiles,
  jobStatus,
  cancelJob,
  listTables,
  tableSchema,
  sample,
  sql,
  nextPage,
  findTools,
  useTool,
];
