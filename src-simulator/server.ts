// Puts the parts together and listens on 127.0.0.1, nowhere else.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { noonOf, SimClock } from './clock.ts';
import { type Controlled, control } from './control.ts';
import { EngageSessions } from './endpoints/engage.ts';
import { FaultQueue } from './faults/fault-queue.ts';
import { RequestHandler } from './http/handle-request.ts';
import { makeRoutes } from './http/routes.ts';
import type { SimulatorOptions } from './options.ts';
import { Project } from './project.ts';
import { Quota } from './quota.ts';
import { defaultSettings, type Settings } from './settings.ts';
import { Stats } from './stats.ts';
import { World } from './world/world.ts';
import { Zone } from './world/zone.ts';

const HOST = '127.0.0.1';
const KEEP_ALIVE_MS = 65_000;
// Hosts as a browser or client on this machine names them. Anything else may be a page from outside that was resolved to this address.
const OWN_HOST = /^(127\.0\.0\.1|localhost)(:\d+)?$/i;

export interface RunningSimulator {
  readonly origin: string;
  readonly project: Project;
  stop(): Promise<void>;
}

function makeProject(options: SimulatorOptions, settings: Settings): Project {
  const clock = new SimClock(options.today === undefined ? undefined : noonOf(options.today, new Zone(options.timezone)));
  const world = new World({ ...options, anchorDay: options.today, nowMs: clock.nowMs() });
  return new Project(world, clock, options.wallClock, settings);
}

function startSettings(options: SimulatorOptions): Settings {
  const defaults = defaultSettings();
  return {
    ...defaults,
    enforceQuota: options.quota,
    queryPerHour: options.queryLimit ?? defaults.queryPerHour,
    exportPerHour: options.exportLimit ?? defaults.exportPerHour,
    region: options.region,
  };
}

async function serve(req: IncomingMessage, res: ServerResponse, sim: Controlled, handler: RequestHandler): Promise<void> {
  if (!OWN_HOST.test(req.headers.host ?? '')) {
    res.writeHead(403, { 'content-type': 'application/json' });
    res.end(JSON.stringify({ error: 'This host name is not the simulator.' }));
    return;
  }
  let url: URL;
  try {
    url = new URL(req.url ?? '/', `http://${HOST}`);
  } catch {
    res.writeHead(400).end();
    return;
  }
  const action = /^\/_sim\/(.*)$/.exec(url.pathname)?.[1];
  if (action === undefined) await handler.handle(req, res, url);
  else await control(req, res, action, sim);
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

export async function startSimulator(options: SimulatorOptions): Promise<RunningSimulator> {
  const settings = startSettings(options);
  const project = makeProject(options, { ...settings });
  const sim: Controlled = {
    project,
    initialSettings: settings,
    faults: new FaultQueue(),
    quota: new Quota(() => project.settings, Date.now),
    stats: new Stats(),
    sessions: new EngageSessions(),
  };
  const handler = new RequestHandler(makeRoutes(sim.sessions), sim);
  const server = createServer((req, res) => {
    serve(req, res, sim, handler).catch((error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      res.destroy();
    });
  });
  // Longer than clients keep idle connections: a socket closed at the moment of its reuse looks like a fault nobody ordered.
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const port = await listen(server, options.port);
  return {
    origin: `http://${HOST}:${port}`,
    project,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
