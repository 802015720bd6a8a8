// The way of a request: region, route, credentials, quota, faults, plan, answer.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { authorize, refuseRegion } from '../auth.ts';
import type { Controlled } from '../control.ts';
import { DEMO_PROJECT_ID } from '../credentials.ts';
import type { Fault } from '../faults/fault.ts';
import { PLAN_HAS_NO_API, refuseByFault } from '../faults/refuse.ts';
import { stallAtStart } from '../faults/spoil-body.ts';
import { ApiError, type Family, sendError } from './api-error.ts';
import { type Call, checkHistory } from './call.ts';
import type { Params } from './params.ts';
import { readParams } from './read-request.ts';
import { findRoute, type Match, type Route } from './routes.ts';
import { sendAnswer } from './send-answer.ts';

/** `/eu/api/...` stands for the host of a region; without a prefix the region is taken to be right. */
function splitRegion(path: string): { region: string | undefined; rest: string } {
  const match = /^\/(us|eu|in)(\/api\/.*)$/.exec(path);
  return match?.[2] === undefined ? { region: undefined, rest: path } : { region: match[1], rest: match[2] };
}

function familyOf(path: string): Family {
  if (path.startsWith('/api/app/')) return 'app';
  return path === '/api/2.0/export' ? 'export' : 'query';
}

/** On the App API the project stands in the path; elsewhere it is a parameter. */
function projectIdOf(match: Match, params: Params): string | undefined {
  if (match.route.family !== 'app') return params.get('project_id');
  return match.route.path.startsWith('/api/app/projects/{}') ? match.parts[0] : params.get('project_id');
}

function checkPlan(sim: Controlled, faults: readonly Fault[], params: Params): void {
  if (!sim.project.settings.planHasApi) throw new ApiError(402, PLAN_HAS_NO_API);
  for (const fault of faults) {
    const from = fault.kind === 'history-403' ? params.day('from_date') : undefined;
    if (fault.kind === 'history-403' && from !== undefined) checkHistory(sim.project, from, fault.days);
  }
}

export class RequestHandler {
  readonly #routes: readonly Route[];
  readonly #sim: Controlled;

  constructor(routes: readonly Route[], sim: Controlled) {
    this.#routes = routes;
    this.#sim = sim;
  }

  async handle(req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> {
    const { region, rest } = splitRegion(url.pathname);
    const family = familyOf(rest);
    const target = `${rest}${url.search}`;
    this.#sim.stats.countRequest(rest);
    res.on('finish', () => this.#sim.stats.countStatus(res.statusCode));
    try {
      const match = findRoute(this.#routes, rest);
      if (match === undefined) throw new ApiError(404, `unknown path: ${rest}`);
      if (!match.route.methods.includes(req.method ?? ''))
        throw new ApiError(405, `${req.method} is not allowed here`, { allow: match.route.methods.join(', ') });
      if (region !== undefined && region !== this.#sim.project.settings.region) throw refuseRegion(family);
      await this.#answer(req, res, { match, url, target });
    } catch (error) {
      if (res.headersSent) {
        process.stderr.write(`${target}: ${String(error)}\n`);
        res.destroy();
      } else if (error instanceof ApiError)
        sendRefusal(res, error, { family, target, errorsIn200: findRoute(this.#routes, rest)?.route.errorsIn200 ?? false });
      else {
        process.stderr.write(`${target}: ${error instanceof Error ? error.stack : String(error)}\n`);
        sendError(res, new ApiError(500, 'the simulator has failed'), family, target);
      }
    }
  }

  async #answer(req: IncomingMessage, res: ServerResponse, asked: { match: Match; url: URL; target: string }): Promise<void> {
    const { route, parts } = asked.match;
    const params = await readParams(req, asked.url);
    authorize(req.headers.authorization, route.family, projectIdOf(asked.match, params));
    const release = route.quota === undefined ? () => {} : this.#sim.quota.acquire(route.quota, DEMO_PROJECT_ID);
    const gone = new AbortController();
    res.on('close', () => gone.abort());
    try {
      const faults = this.#sim.faults.take(asked.url.pathname);
      await stallAtStart(faults, gone.signal);
      if (gone.signal.aborted || refuseByFault(res, faults, route.family, asked.target)) return;
      checkPlan(this.#sim, faults, params);
      const call: Call = { project: this.#sim.project, params, pathParts: parts, stats: this.#sim.stats, signal: gone.signal };
      await sendAnswer(req, res, await route.handle(call), faults, gone.signal);
    } finally {
      release();
    }
  }
}

/** Some endpoints put their errors under 200; refusals of access keep their status there too. */
function sendRefusal(res: ServerResponse, error: ApiError, where: { family: Family; target: string; errorsIn200: boolean }): void {
  const isAboutTheQuestion = error.status === 400 || error.status === 404;
  if (!where.errorsIn200 || !isAboutTheQuestion || /project_id/.test(error.message)) {
    sendError(res, error, where.family, where.target);
    return;
  }
  res.writeHead(200, { 'content-type': 'application/json' });
  res.end(JSON.stringify({ error: error.message }));
}
