// `/_sim/...`: how tests and the demo steer the simulator. No credentials, but only from this machine and only here.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EngageSessions } from './endpoints/engage.ts';
import { parseFaults } from './faults/fault.ts';
import type { FaultQueue } from './faults/fault-queue.ts';
import { readBody } from './http/read-request.ts';
import type { Project } from './project.ts';
import type { Quota } from './quota.ts';
import { changedSettings, type Settings } from './settings.ts';
import type { Stats } from './stats.ts';
import { plantedTruth } from './truth.ts';

export interface Controlled {
  readonly project: Project;
  readonly initialSettings: Settings;
  readonly faults: FaultQueue;
  readonly quota: Quota;
  readonly stats: Stats;
  readonly sessions: EngageSessions;
}

const HOUR_MS = 3_600_000;

async function readObject(req: IncomingMessage): Promise<Record<string, unknown>> {
  const value: unknown = JSON.parse((await readBody(req)) || '{}');
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('The body must be a JSON object.');
  return { ...value };
}

function statsOf({ stats, quota, faults }: Controlled): unknown {
  return {
    ...stats.snapshot(),
    quota: { query: quota.used('query'), export: quota.used('export') },
    faultsWaiting: faults.waiting(),
    memory: process.memoryUsage(),
  };
}

function resetAll({ project, initialSettings, faults, quota, stats, sessions }: Controlled): void {
  faults.clear();
  quota.reset();
  stats.reset();
  sessions.clear();
  project.clock.reset();
  project.settings = { ...initialSettings };
}

async function answer(req: IncomingMessage, action: string, sim: Controlled): Promise<unknown> {
  switch (`${req.method} ${action}`) {
    case 'POST faults': {
      const faults = parseFaults(JSON.parse(await readBody(req)));
      sim.faults.add(faults);
      return { added: faults.length };
    }
    case 'POST reset':
      resetAll(sim);
      return { ok: true };
    case 'POST settings':
      sim.project.settings = changedSettings(sim.project.settings, await readObject(req));
      return sim.project.settings;
    case 'GET settings':
      return sim.project.settings;
    case 'POST clock': {
      const { advanceHours } = await readObject(req);
      if (typeof advanceHours !== 'number' || !(advanceHours >= 0)) throw new Error('Send {"advanceHours": <number>}.');
      sim.project.clock.advance(advanceHours * HOUR_MS);
      return { now: new Date(sim.project.nowMs()).toISOString() };
    }
    case 'GET stats':
      return statsOf(sim);
    case 'GET truth':
      return await plantedTruth(sim.project);
    default:
      return undefined;
  }
}

export async function control(req: IncomingMessage, res: ServerResponse, action: string, sim: Controlled): Promise<void> {
  let status = 200;
  let value: unknown;
  try {
    value = await answer(req, action, sim);
    if (value === undefined) {
      status = 404;
      value = { error: 'Known: POST faults, reset, settings, clock; GET stats, settings, truth.' };
    }
  } catch (error) {
    status = 400;
    value = { error: error instanceof Error ? error.message : String(error) };
  }
  res.writeHead(status, { 'content-type': 'application/json' });
  res.end(JSON.stringify(value));
}
