// Calls and events that the engine serves.
import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { AccountCheck, FoundProjects } from '../model/account.ts';
import { ActivityEntry } from '../model/activity-entry.ts';
import { WorkspaceInfo } from '../model/app-status.ts';
import { Approval } from '../model/approval.ts';
import { ConnectedClient } from '../model/connected-client.ts';
import { TableLedger } from '../model/fetch.ts';
import { JobSnapshot } from '../model/job.ts';
import { QueryPlan } from '../model/plan.ts';
import { OpenedResult, ResultStatus, RowPage } from '../model/query.ts';
import { ArrangedResult, Arrangement, ColumnProfile, ExportFormat } from '../model/result-view.ts';
import { SavedSync } from '../model/sync.ts';
import { TableSummary } from '../model/table.ts';
import { activityCalls } from './activity.ts';
import { fetchCalls } from './fetch.ts';
import { procedure } from './procedure.ts';

const ResultId = z.object({ resultId: z.string() });
const Sql = z.string().max(1_000_000);
/** `look`: the window asks of its own accord. Such entries are no part of what a person has run. */
const Purpose = z.enum(['run', 'look']).default('run');
const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

/** Calls of the window, which the app passes on unchanged. */
export const engineCalls = {
  workspace: {
    describe: procedure.output(WorkspaceInfo),
  },
  tables: {
    list: procedure.output(z.object({ tables: z.array(TableSummary) })),
    /** What one column of a table holds. Takes as long as a question over the whole table. */
    profile: procedure.input(z.object({ table: z.string(), column: z.string() })).output(ColumnProfile),
    /** Which days of it are here, for tables of events. */
    ledger: procedure.input(z.object({ table: z.string() })).output(TableLedger),
    /** Runs the statement (of the result, where an id is given) once more and keeps all its rows as a new table. */
    saveResult: procedure
      .input(z.object({ name: z.string().max(200) }).and(z.union([z.object({ sql: Sql }), ResultId])))
      .output(z.object({ table: z.string(), rows: z.number().int() })),
    /** Can be undone until the time that is told; a view is gone at once. */
    drop: procedure
      .input(z.object({ table: z.string() }))
      .output(z.object({ table: z.string(), rows: z.number().int(), undoableUntil: z.string().nullable() })),
    /** Brings back what was deleted last under this name. */
    undrop: procedure.input(z.object({ table: z.string() })).output(z.object({ table: z.string(), rows: z.number().int() })),
    /** Of the project's database file on disk. */
    fileSize: procedure.output(z.object({ bytes: z.number().int() })),
    /** Writes the database file anew without unused space. Refused while a job of the project runs. */
    compact: procedure.output(JobSnapshot),
  },
  fetch: fetchCalls,
  editor: {
    /** Names the editor completes besides tables and columns. */
    vocabulary: procedure.output(
      z.object({
        functions: z.array(z.string()),
        keywords: z.array(z.string()),
        /** Property names per table, most frequent first. */
        properties: z.record(z.string(), z.array(z.string())),
      }),
    ),
  },
  query: {
    /** Runs one read-only statement; answers with the first rows while the whole result is being made. */
    open: procedure
      .input(z.object({ sql: z.string().max(1_000_000), firstRows: z.number().int().min(1).max(1000).default(200), purpose: Purpose }))
      .output(OpenedResult),
    /** The plan of one SELECT; `isAnalyzed` runs it and counts rows and times. */
    explain: procedure.input(z.object({ sql: Sql, isAnalyzed: z.boolean().default(false) })).output(QueryPlan),
    status: procedure.input(ResultId).output(ResultStatus),
    /** Answers when the result is ready or has failed. */
    ready: procedure.input(ResultId).output(ResultStatus),
    /** With `viewId`, rows of that arrangement. */
    page: procedure
      .input(
        ResultId.extend({
          offset: z.number().int().min(0),
          limit: z.number().int().min(1).max(2000),
          viewId: z.string().optional(),
        }),
      )
      .output(RowPage),
    /** Sorts and filters all kept rows without running the statement again. The arrangement before it can no longer be paged. */
    arrange: procedure.input(ResultId.extend(Arrangement.shape)).output(ArrangedResult),
    /** What one column of the kept rows holds. */
    profile: procedure.input(ResultId.extend({ column: z.number().int().min(0) })).output(ColumnProfile),
    cancel: procedure.input(ResultId).output(z.object({})),
    release: procedure.input(ResultId).output(z.object({})),
  },
  jobs: {
    list: procedure.output(z.object({ jobs: z.array(JobSnapshot) })),
    cancel: procedure.input(z.object({ jobId: z.string() })).output(JobSnapshot),
    fetchEvents: procedure
      .input(z.object({ fromDate: Day, toDate: Day, table: z.string().optional(), events: z.array(z.string()).optional() }))
      .output(JobSnapshot),
    /** Writes all rows of a result's statement, which runs again, or of a whole table with the same columns to a file in Mixlake's exports. */
    export: procedure
      .input(
        ResultId.extend({
          table: z.string().optional(),
          format: ExportFormat,
          name: z.string().min(1).max(100),
          arrangement: Arrangement.optional(),
        }),
      )
      .output(JobSnapshot),
  },
  approvals: {
    /** What waits for the person right now, oldest first. */
    list: procedure.output(z.object({ approvals: z.array(Approval) })),
    answer: procedure.input(z.object({ id: z.string(), isApproved: z.boolean() })).output(Approval),
  },
  syncs: {
    list: procedure.output(z.object({ syncs: z.array(SavedSync) })),
    /** In place of one of the same name. */
    save: procedure
      .input(
        z.object({
          name: z.string(),
          table: z.string().default('events'),
          events: z.array(z.string()).optional(),
          where: z.string().optional(),
          days: z.number().int().min(1).max(1000),
          onStart: z.boolean().default(false),
        }),
      )
      .output(SavedSync),
    /** Starts its fetch, or gives the one that runs already. */
    run: procedure.input(z.object({ name: z.string() })).output(JobSnapshot),
    /** The table and its days stay. */
    remove: procedure.input(z.object({ name: z.string() })).output(z.object({})),
  },
  activity: activityCalls,
  clients: {
    /** Who is connected now. */
    list: procedure.output(z.object({ clients: z.array(ConnectedClient) })),
    /** Ends the connection of an assistant; it stays out until it is started again. */
    disconnect: procedure.input(z.object({ id: z.string() })).output(ConnectedClient),
  },
};

/** Those calls, and the streams that the app merges into one for the window (app.changes). */
export const engineContract = {
  ...engineCalls,
  /** About the account of this very connection, which need not be saved. */
  account: {
    check: procedure.output(AccountCheck),
    /** Null when no region takes the credentials, or Mixpanel does not tell a service account its projects. */
    findProjects: procedure.output(FoundProjects.nullable()),
  },
  tables: {
    ...engineCalls.tables,
    /** Yields once at the start and then after every change of a table's data or columns. */
    changes: procedure.output(eventIterator(z.object({ revision: z.number().int() }))),
  },
  jobs: {
    ...engineCalls.jobs,
    /** Every known job at the start, then each change (at most a few a second per job). */
    changes: procedure.output(eventIterator(JobSnapshot)),
  },
  approvals: {
    ...engineCalls.approvals,
    /** All that wait, at the start and after every change. While a stream is open, questions may be asked here. */
    changes: procedure.output(eventIterator(z.object({ approvals: z.array(Approval) }))),
  },
  clients: {
    ...engineCalls.clients,
    /** All of them at the start, and after every change. */
    changes: procedure.output(eventIterator(z.object({ clients: z.array(ConnectedClient) }))),
  },
  activity: {
    ...engineCalls.activity,
    /** Each entry when it starts and again when it ends. */
    changes: procedure.output(eventIterator(ActivityEntry)),
  },
};
