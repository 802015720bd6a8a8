// The engine: everything that there is once per MIXLAKE_HOME, and the connections that share it. How connections come in (local
// socket, stdio, HTTP) is the business of whoever starts it.
import type { Duplex, Readable, Writable } from 'node:stream';
import { RPCHandler } from '@orpc/server/message-port';
import { framedPort } from '#core/link/frames.ts';
import type { Hello } from '#core/link/hello.ts';
import type { Logger } from '#core/log.ts';
import type { MixlakePaths } from '#core/paths.ts';
import { createRedactor, type Redactor } from '#core/redact.ts';
import type { SecretStore } from '#core/secrets/secret-store.ts';
import { readLimits, readSettings } from '#core/settings.ts';
import { type ActivityLog, openActivityLog } from '../activity/activity-log.ts';
import { type Approvals, createApprovals } from '../jobs/approvals.ts';
import { createJobs, type Jobs } from '../jobs/job-runner.ts';
import { runSyncsAtStart } from '../jobs/saved-syncs.ts';
import type { UndiciRoad } from '../mixpanel/send.ts';
import { createConfiguredModel } from '../prose/configured-model.ts';
import { TOOLS } from '../tools/index.ts';
import { createAppRouter } from './app-router.ts';
import { type Clients, createClients } from './clients.ts';
import type { Demo } from './demo.ts';
import { keepKnownAnswers } from './known-answers.ts';
import { createMcpServer, type McpServerDeps } from './mcp-server.ts';
import { serveMcpStream } from './mcp-stream.ts';
import { modelKey } from './model-key.ts';
import { createSession, type Session, type SessionDeps, type SessionRequest } from './sessions.ts';
import { catalogueAhead } from './tool-listing.ts';
import { createWorkspaces, type Workspaces } from './workspace.ts';

export interface EngineDeps {
  paths: MixlakePaths;
  version: string;
  /** Left out: downloads are stored on this thread. */
  spoolThread?: string;
  secrets: SecretStore;
  redactor?: Redactor;
  log: Logger;
  road: UndiciRoad;
  demo: Demo;
  /** The process is about to run out of memory and cannot be brought back: end it; committed data are safe. */
  onMemoryEmergency: () => void;
  now?: () => number;
}

export interface Engine {
  /** Number of open connections. */
  connections(): number;
  onConnectionsChanged(listener: () => void): void;
  /** Serves MCP over a pair of streams until the client goes. */
  serveMcp(request: SessionRequest, input: Readable, output: Writable): { session: Session; closed: Promise<void> };
  /** Serves the contract to the app. */
  serveApp(request: SessionRequest, stream: Duplex): { session: Session; closed: Promise<void> };
  /** What the HTTP entry needs to make its own MCP servers. */
  mcpDeps(session: Session): McpServerDeps;
  openSession(request: SessionRequest): Session;
  jobs: Jobs;
  approvals: Approvals;
  clients: Clients;
  /** Does ahead what the first call would wait for. */
  warmUp(): Promise<void>;
  close(): Promise<void>;
}

export function sessionRequest(hello: Hello): SessionRequest {
  return {
    kind: hello.role === 'app' ? 'person' : 'assistant',
    account: hello.account,
    switchedTo: hello.switchedTo,
    mixpanelUrl: hello.mixpanelUrl,
    mpConfigFile: hello.mpConfigFile,
    profile: hello.profile,
    bridgeId: hello.bridgeId,
  };
}

export function createEngine(deps: EngineDeps): Engine {
  const now = deps.now ?? Date.now;
  const redactor = deps.redactor ?? createRedactor();
  const activity = openActivity(deps, redactor, now);
  const jobs = createJobs({ now, onFault: (error, jobId) => deps.log.error({ err: error, jobId }, 'a job failed by a fault of ours') });
  const workspaces = openWorkspaces(deps, jobs, now);
  const connections = openConnections();
  const approvals = createApprovals({ now });
  const clients = createClients({ activity, now });

  const openSession = sessionOpener(deps, workspaces, redactor);
  const mcpDeps = (session: Session): McpServerDeps => ({
    activity,
    jobs,
    approvals,
    redactor,
    now,
    onFault: (error, activityId) => deps.log.error({ err: error, activityId }, 'a tool failed by a fault of ours'),
    catalogue: TOOLS,
    model: modelOf(deps, redactor),
    profile: () => session.profile(),
    version: deps.version,
    caller: session,
    onClientInfo(info, era) {
      session.setClientInfo(info);
      clients.named(session.id, era);
    },
    onTablesChanged: workspaces.onTablesChanged,
  });
  return {
    connections: connections.count,
    onConnectionsChanged: connections.onChanged,
    openSession,
    mcpDeps,
    jobs,
    approvals,
    clients,
    warmUp: () => catalogueAhead(TOOLS),
    serveMcp(request, input, output) {
      const session = openSession(request);
      const handle = serveMcpStream({
        input,
        output,
        createServer: () => createMcpServer(mcpDeps(session)),
        onFault: (error) => deps.log.warn({ err: error, session: session.id }, 'a message of a client could not be served'),
        keeper: keeperOf(deps, request),
      });
      const closed = endOf([input, output], () => handle.close());
      const leave = clients.enter({ client: session.client, bridgeId: request.bridgeId, disconnect: () => output.destroy() });
      return { session, closed: connections.track(session.id, closed.finally(leave)) };
    },
    serveApp(request, stream) {
      const session = openSession(request);
      const done = Promise.withResolvers<void>();
      const router = createAppRouter({ session, workspaces, jobs, approvals, clients, activity, tools: mcpDeps(session), now });
      new RPCHandler(router).upgrade(framedPort(stream), { context: {} });
      stream.once('close', () => done.resolve());
      const leave = clients.enter({ client: session.client, bridgeId: undefined, disconnect: () => stream.destroy() });
      return { session, closed: connections.track(session.id, done.promise.finally(leave)) };
    },
    async close() {
      await jobs.close();
      await workspaces.close();
      deps.demo.close();
    },
  };
}

function openActivity({ paths, log }: EngineDeps, redactor: Redactor, now: () => number): ActivityLog {
  return openActivityLog({
    dir: paths.activityDir,
    redactor,
    keepDays: () => readLimits(paths.settingsFile).activityDays,
    now,
    onFault: (error) => log.error({ err: error }, 'the activity log could not be written'),
  });
}

function sessionOpener(deps: EngineDeps, workspaces: Workspaces, redactor: Redactor): (request: SessionRequest) => Session {
  const sessionDeps: SessionDeps = {
    workspaces,
    accountsFile: deps.paths.accountsFile,
    secrets: deps.secrets,
    redactor,
    demoAccount: () => deps.demo.account(),
    settingProfile: () => readSettings(deps.paths.settingsFile).toolProfile,
  };
  return (request) => createSession(sessionDeps, request);
}

function keeperOf({ paths, version, log }: EngineDeps, { profile }: SessionRequest) {
  const onFault = (error: unknown): void => log.warn({ err: error }, 'the last known lists could not be written');
  return keepKnownAnswers({ home: paths.home, version, profile, onFault });
}

/** Saved syncs that are wanted at a start run when their project is first used: only then an account is at hand. */
function openWorkspaces({ paths, road, spoolThread, onMemoryEmergency, log }: EngineDeps, jobs: Jobs, now: () => number): Workspaces {
  return createWorkspaces({
    paths,
    road,
    spoolThread,
    onMemoryEmergency,
    onLakeOpened: (room) =>
      void runSyncsAtStart({ room, jobs, now }, async () => (await room.facts({})).timezone).catch((error: unknown) =>
        log.warn({ err: error }, 'saved syncs could not be started'),
      ),
    now,
  });
}

function modelOf({ paths, secrets, road }: EngineDeps, redactor: Redactor) {
  return createConfiguredModel({
    settings: () => readSettings(paths.settingsFile).model,
    key: () => modelKey(paths.accountsFile, secrets),
    redactor,
    road,
  });
}

/** The transport closes itself at the end of its input; a peer that just vanishes is told to it here. */
function endOf(streams: (Readable | Writable)[], close: () => Promise<void>): Promise<void> {
  const done = Promise.withResolvers<void>();
  for (const stream of streams) {
    stream.on('error', () => undefined); // 'close' follows
    stream.once('close', () => {
      close().catch(() => undefined);
      done.resolve();
    });
  }
  return done.promise;
}

/** How many clients are connected right now; the engine ends when nobody has been for a while. */
function openConnections() {
  const open = new Set<string>();
  let changed: () => void = () => undefined;
  return {
    count: () => open.size,
    onChanged(listener: () => void) {
      changed = listener;
    },
    track(id: string, closed: Promise<void>): Promise<void> {
      open.add(id);
      changed();
      return closed.finally(() => {
        open.delete(id);
        changed();
      });
    },
  };
}
