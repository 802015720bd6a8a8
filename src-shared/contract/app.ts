// Calls and events that the app itself serves.
import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import {
  AccountCheck,
  AccountDraft,
  AccountSummary,
  Credentials,
  FoundProjects,
  ImportableAccount,
  KeepIn,
  SecretPlace,
} from '../model/account.ts';
import { AppChange } from '../model/app-change.ts';
import { AppStatus } from '../model/app-status.ts';
import { KeptTabs, ProjectId, SavedQuery, SqlTabs } from '../model/explorer.ts';
import { JobSnapshot } from '../model/job.ts';
import { LogLine } from '../model/log-line.ts';
import { AppSettings, SettingsView } from '../model/settings.ts';
import { procedure } from './procedure.ts';

export const appContract = {
  app: {
    status: procedure.output(AppStatus),
    /**
     * All that changes, in one stream: a browser opens at most six connections to one address over all its tabs. Begins with
     * the status. Goes on when the engine is lost or another account is chosen: as soon as an engine is ready again, `tables`
     * comes once, and every job it knows. Has no end.
     */
    changes: procedure.output(eventIterator(AppChange)),
    /** After a failed start: try again now. */
    retryEngine: procedure.output(AppStatus),
    /** The last lines of the engine's log, oldest first. Works without an engine. */
    engineLog: procedure
      .input(z.object({ lines: z.number().int().min(1).max(2_000).default(200) }))
      .output(z.object({ lines: z.array(LogLine) })),
  },
  accounts: {
    list: procedure.output(z.object({ accounts: z.array(AccountSummary) })),
    /** Works with this account from now on. */
    use: procedure.input(z.object({ name: z.string() })).output(AppStatus),
    /** Where each secret stands. Asks the keychain, so it may take seconds where that is locked or missing. */
    secretPlaces: procedure.output(z.object({ places: z.record(z.string(), SecretPlace), keychainProblem: z.string().nullable() })),
    /** Asks Mixpanel about a saved account, or about what a form holds (the secret of `savedAs` stands in for one left out). */
    check: procedure
      .input(z.union([z.object({ name: z.string() }), z.object({ draft: AccountDraft, savedAs: z.string().optional() })]))
      .output(AccountCheck),
    findProjects: procedure
      .input(z.object({ credentials: Credentials, savedAs: z.string().optional() }))
      .output(z.object({ found: FoundProjects.nullable() })),
    /** Asks Mixpanel first: what it refuses is not saved unless `isUnchecked`. The secret goes in and never comes back. */
    save: procedure
      .input(z.object({ draft: AccountDraft, savedAs: z.string().optional(), keepIn: KeepIn, isUnchecked: z.boolean().default(false) }))
      .output(z.object({ isSaved: z.boolean(), check: AccountCheck.nullable() })),
    setDefault: procedure.input(z.object({ name: z.string() })).output(z.object({})),
    /** Forgets the account and its secret; the project's local data stay. */
    remove: procedure.input(z.object({ name: z.string() })).output(AppStatus),
    importable: procedure.output(z.object({ accounts: z.array(ImportableAccount) })),
    /** Copies them, and their secrets into the keychain; `removeSecrets` then takes these out of ~/.mp/config.toml. */
    import: procedure
      .input(z.object({ names: z.array(z.string()).min(1), removeSecrets: z.boolean(), keepIn: KeepIn }))
      .output(z.object({ imported: z.array(z.string()), notes: z.array(z.string()) })),
  },
  settings: {
    get: procedure.output(SettingsView),
    save: procedure.input(z.object({ settings: AppSettings })).output(SettingsView),
    /** The key of the model goes into the keychain and never comes back; null takes it out. */
    setModelKey: procedure.input(z.object({ key: z.string().min(1).max(500).nullable() })).output(SettingsView),
  },
  tabs: {
    /** The Explorer's texts as they were kept last; null before anything was kept. */
    read: procedure.input(z.object({ projectId: ProjectId })).output(SqlTabs.nullable()),
    /**
     * Keeps what a window holds without losing what another one has kept since: `changed` and `closed` say what this window did to the
     * texts it knew. Answers with the revision that each changed text has now.
     */
    keep: procedure.input(KeptTabs).output(z.object({ revisions: z.record(z.string(), z.number().int()) })),
  },
  queries: {
    /** By name. */
    list: procedure.input(z.object({ projectId: ProjectId })).output(z.object({ queries: z.array(SavedQuery) })),
    /** In place of one of the same name. */
    save: procedure.input(z.object({ projectId: ProjectId, name: SavedQuery.shape.name, sql: SavedQuery.shape.sql })).output(SavedQuery),
    remove: procedure.input(z.object({ projectId: ProjectId, id: z.string() })).output(z.object({})),
  },
  files: {
    /** Shows a file that Mixlake has written in the desktop's file manager; false where there is none to show it in. */
    show: procedure.input(z.object({ path: z.string().min(1).max(4_096) })).output(z.object({ isShown: z.boolean() })),
  },
  demo: {
    /** Starts the demo project, connects, and fetches its last 30 days into `events`. */
    start: procedure.output(z.object({ status: AppStatus, job: JobSnapshot })),
  },
};
