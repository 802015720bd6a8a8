// Believable values for the fake app; a test changes only what it speaks of.
import type { ActivityEntry } from '#shared/model/activity-entry.ts';
import type { AppStatus, WorkspaceInfo } from '#shared/model/app-status.ts';
import type { JobSnapshot } from '#shared/model/job.ts';
import type { TableSummary } from '#shared/model/table.ts';

export function sampleStatus(change: Partial<AppStatus> = {}): AppStatus {
  return {
    version: '0.1.0',
    engine: { state: 'ready', reason: null, pid: 4711 },
    account: {
      name: 'demo',
      username: 'demo.service',
      projectId: '3001',
      region: 'us',
      source: 'demo',
      isDefault: true,
    },
    accountProblem: null,
    isDemo: true,
    ...change,
  };
}

export function sampleWorkspace(change: Partial<WorkspaceInfo> = {}): WorkspaceInfo {
  return {
    projectId: '3001',
    projectName: 'Demo shop',
    region: 'us',
    timezone: 'Europe/Berlin',
    isTimezoneKnown: true,
    quota: { query: { used: 3, limit: 60 }, export: { used: 30, limit: 60 }, nextFreeAt: null },
    ...change,
  };
}

export function sampleTable(change: Partial<TableSummary> = {}): TableSummary {
  return {
    name: 'events',
    kind: 'events',
    rowCount: 1_000_000,
    columns: [
      { name: 'event_name', type: 'VARCHAR', nullable: false },
      { name: 'event_time', type: 'TIMESTAMP', nullable: false },
      { name: 'distinct_id', type: 'VARCHAR', nullable: true },
      { name: 'insert_id', type: 'VARCHAR', nullable: true },
      { name: 'properties', type: 'JSON', nullable: true },
    ],
    fetchedAt: '2026-11-22T09:00:00.000Z',
    fromDate: '2026-10-23',
    toDate: '2026-11-21',
    dayZone: 'UTC',
    missingDays: [],
    quarantinedLines: 0,
    isLoading: false,
    ...change,
  };
}

export function sampleJob(change: Partial<JobSnapshot> = {}): JobSnapshot {
  return {
    jobId: 'job-1',
    kind: 'fetch_events',
    title: 'Fetch events 2026-10-23 to 2026-11-21 into events',
    projectId: '3001',
    table: 'events',
    startedBy: 'app',
    status: 'running',
    message: 'Loading 2026-11-03.',
    progress: { done: 12, total: 30, unit: 'days', rows: 41_230, bytes: 31_000_000, rowsPerSecond: 12_400, etaSeconds: 95 },
    startedAt: '2026-11-22T09:00:00.000Z',
    endedAt: null,
    result: null,
    error: null,
    ...change,
  };
}

export function sampleEntry(change: Partial<ActivityEntry> = {}): ActivityEntry {
  return {
    id: 'a-1',
    startedAt: '2026-11-22T10:15:30.000Z',
    client: { id: 'c-1', name: 'Claude Desktop', version: '1.4.2', kind: 'assistant' },
    projectId: '3001',
    tool: 'sql',
    arguments: { query: 'SELECT event_name, count(*) FROM events GROUP BY ALL' },
    outcome: 'ok',
    durationMs: 128,
    rows: 14,
    mixpanelRequests: 0,
    summary: '14 rows from 1 table.',
    errorKind: null,
    jobId: null,
    ...change,
  };
}
