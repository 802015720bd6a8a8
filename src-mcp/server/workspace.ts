// A workspace is a project as one account sees it: the HTTP client with its credentials, and what all accounts of the project
// share: the lake, the quota. Both are made once per project in this engine, because Mixpanel counts per project and a DuckDB
// file has one owner.
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type ResolvedAccount, summarizeAccount } from '#core/accounts/resolve.ts';
import type { MixlakePaths } from '#core/paths.ts';
import { readLimits } from '#core/settings.ts';
import type { AccountSummary } from '#shared/model/account.ts';
import type { WorkspaceInfo } from '#shared/model/app-status.ts';
import type { JsonValue } from '#shared/model/json.ts';
import type { Limits } from '#shared/model/settings.ts';
import { openUnfinishedFetches, type UnfinishedFetches } from '../jobs/unfinished-fetches.ts';
import { type Lake, openLake } from '../lake/lake.ts';
import { type CallOptions, createMixpanelHttp, type MixpanelHttp } from '../mixpanel/http.ts';
import { projectFacts } from '../mixpanel/project.ts';
import { createQuota, type Quota } from '../mixpanel/quota.ts';
import type { UndiciRoad } from '../mixpanel/send.ts';
import { type AnswerPages, createAnswerPages } from './answer-pages.ts';
import { createKnownNames, type KnownNames } from './known-names.ts';
import { createOnceCache, type OnceCache } from './once-cache.ts';
import { createProjectFacts, type KnownFacts } from './project-facts.ts';
import type { ToolAnswer } from './tool-answer.ts';

const CACHE_ENTRIES = 500;

export interface Workspace {
  readonly account: AccountSummary;
  readonly projectId: string;
  /** Where exports go. */
  readonly exportsDir: string;
  readonly http: MixpanelHttp;
  readonly quota: Quota;
  /** What the person has set, as it stands now. */
  limits(): Limits;
  /** Fetches of the project that ended before they were done. */
  readonly unfinished: UnfinishedFetches;
  /** Answers of schema-like tools; emptied when the lake changes or the account is switched. */
  readonly cache: OnceCache<ToolAnswer>;
  /** Names of the project, kept like those answers. */
  readonly names: KnownNames;
  /** What a tool found out before it asked somebody, for when the call comes again with the answer. */
  readonly kept: OnceCache<JsonValue>;
  /** What cut answers left. */
  readonly pages: AnswerPages;
  /** Forgets all that was kept of Mixpanel's schema. */
  forgetSchema(): void;
  /** Opens the lake at the first need. */
  lake(): Promise<Lake>;
  /** Name and zone of the project, as far as Mixpanel tells or once told; throws only when the call is cancelled. */
  facts(call: CallOptions): Promise<KnownFacts>;
  describe(call: CallOptions): Promise<WorkspaceInfo>;
}

export interface Workspaces {
  get(account: ResolvedAccount): Workspace;
  /** A client of its own, with the quota of its project, to try credentials out. */
  httpFor(account: ResolvedAccount): MixpanelHttp;
  onTablesChanged(listener: (projectId: string) => void): () => void;
  close(): Promise<void>;
}

export interface WorkspacesDeps {
  paths: MixlakePaths;
  road: UndiciRoad;
  spoolThread?: string | undefined;
  onMemoryEmergency?: () => void;
  /** Told once a project and engine: the first workspace whose call opened the lake. */
  onLakeOpened?: (workspace: Workspace) => void;
  now?: () => number;
}

interface Project {
  quota: Quota;
  unfinished: UnfinishedFetches;
  lake(): Promise<Lake>;
  opened: Promise<Lake> | undefined;
  /** onLakeOpened has been told. */
  isAnnounced: boolean;
}

export function createWorkspaces(deps: WorkspacesDeps): Workspaces {
  const limits = (): Limits => readLimits(deps.paths.settingsFile);
  // For the whole life of the engine, which watches its own memory by it.
  const { memoryMb } = limits();
  const projects = new Map<string, Project>();
  const workspaces = new Map<string, Workspace>();
  const listeners = new Set<(projectId: string) => void>();

  function tablesChanged(projectId: string): void {
    for (const workspace of workspaces.values()) if (workspace.projectId === projectId) workspace.cache.clear();
    for (const listener of listeners) listener(projectId);
  }

  function project(projectId: string): Project {
    const known = projects.get(projectId);
    if (known !== undefined) return known;
    const dir = deps.paths.projectDir(projectId);
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const made: Project = {
      quota: createQuota({
        file: join(dir, 'quota.json'),
        keptFree: () => limits().callsKeptFree,
        ...(deps.now === undefined ? {} : { now: deps.now }),
      }),
      unfinished: openUnfinishedFetches({ file: join(dir, 'unfinished-fetches.json'), now: deps.now ?? Date.now }),
      opened: undefined,
      isAnnounced: false,
      lake() {
        made.opened ??= openLake({
          projectDir: dir,
          memoryLimitMb: memoryMb,
          onMemoryEmergency: deps.onMemoryEmergency,
          spoolThread: deps.spoolThread,
        }).then((lake) => {
          lake.onChange(() => tablesChanged(projectId));
          return lake;
        });
        // A failed opening (disk full, file held) must not be remembered for ever.
        made.opened.catch(() => {
          made.opened = undefined;
        });
        return made.opened;
      },
    };
    projects.set(projectId, made);
    return made;
  }

  return {
    get(account) {
      const key = workspaceKey(account);
      const known = workspaces.get(key);
      if (known !== undefined) return known;
      const made = createWorkspace(account, project(account.projectId), deps);
      workspaces.set(key, made);
      return made;
    },
    httpFor: (account) =>
      createMixpanelHttp({ account, quota: project(account.projectId).quota, road: deps.road, now: deps.now ?? Date.now }),
    onTablesChanged(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      for (const each of projects.values()) await (await each.opened?.catch(() => undefined))?.close();
    },
  };
}

/** Two connections share a workspace only when everything is equal, the secret and the account's name too. */
function workspaceKey(account: ResolvedAccount): string {
  const parts = [
    account.name,
    account.projectId,
    account.username,
    account.secret,
    account.region,
    account.workspaceId ?? '',
    account.baseUrl ?? '',
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

function createWorkspace(account: ResolvedAccount, project: Project, deps: WorkspacesDeps): Workspace {
  const now = deps.now ?? Date.now;
  const http = createMixpanelHttp({ account, quota: project.quota, road: deps.road, now });
  const facts = createProjectFacts({
    projectId: account.projectId,
    file: join(deps.paths.projectDir(account.projectId), 'project.json'),
    ask: (call) => projectFacts(http, account.projectId, call),
    now,
  });

  const cache = createOnceCache<ToolAnswer>({ max: CACHE_ENTRIES, now });
  const names = createKnownNames(http, account.projectId, now);

  const workspace: Workspace = {
    account: summarizeAccount(account),
    projectId: account.projectId,
    exportsDir: deps.paths.exportsDir,
    http,
    quota: project.quota,
    limits: () => readLimits(deps.paths.settingsFile),
    unfinished: project.unfinished,
    cache,
    names,
    kept: createOnceCache<JsonValue>({ max: CACHE_ENTRIES, now }),
    pages: createAnswerPages(),
    forgetSchema() {
      cache.clear();
      names.clear();
    },
    async lake() {
      const lake = await project.lake();
      if (!project.isAnnounced) {
        project.isAnnounced = true;
        deps.onLakeOpened?.(workspace);
      }
      return lake;
    },
    facts,
    async describe(call) {
      const known = await facts(call);
      return {
        projectId: account.projectId,
        projectName: known.name,
        region: account.region,
        timezone: known.timezone ?? 'UTC',
        isTimezoneKnown: known.timezone !== null,
        quota: project.quota.status(),
      };
    },
  };
  return workspace;
}
