// Many clients on one engine: `npm run bench -- clients [CLIENTS] [CALLS]`. Cheap calls of all clients at once, then 50 calls of all kinds at
// the same moment while one client has a pile of heavy queries waiting.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSimulatorProcess } from '#test/fakes/simulator-process.ts';
import { connectMcp, enginePid, type McpProcess, percentile, usageOf } from './mcp-process.ts';
import type { BenchResult } from './table.ts';

const DEFAULT_CLIENTS = 16;
const DEFAULT_CALLS = 5_000;
/** So much fewer calls of the database: each takes many times as long. */
const DATABASE_SHARE = 10;
const MIXED_CALLS = 50;
const HEAVY_CALLS = 8;
const EVENTS = 50_000;
const HEAVY = 'SELECT sum(a.range * b.range) AS n FROM range(20000) a, range(10000) b';

/** These answer from memory: what is measured is the road of a call. */
const LIGHT: readonly [string, object][] = [
  ['list_accounts', {}],
  ['find_tools', { query: 'funnel' }],
];
const CHEAP: readonly [string, object][] = [
  ['sql', { query: 'SELECT count(*) AS n FROM events' }],
  ['list_tables', {}],
  ['sql', { query: 'SELECT event_name, count(*) AS n FROM events GROUP BY 1 ORDER BY 2 DESC LIMIT 5' }],
  ['table_schema', { table: 'events' }],
];
const MIXED: readonly [string, object][] = [...CHEAP, ['list_events', {}], ['workspace_info', {}], ['sample', { table: 'events' }]];

export interface World {
  home: string;
  env: Record<string, string | undefined>;
  close(): Promise<void>;
}

/** A simulator, and a folder of Mixlake with its events fetched. */
export async function openWorld(): Promise<World> {
  const simulator = await startSimulatorProcess({ events: EVENTS, quota: false });
  const home = mkdtempSync(join(tmpdir(), 'mixlake-bench-'));
  const { username, secret, projectId } = simulator.credentials;
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    MIXLAKE_HOME: home,
    MP_USERNAME: username,
    MP_SECRET: secret,
    MP_PROJECT_ID: String(projectId),
    MIXLAKE_MIXPANEL_URL: simulator.origin,
  };
  const day = (back: number): string => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);
  const client = await connectMcp(env);
  const fetched = await client.call('fetch_events', { from_date: day(20), to_date: day(2) });
  if (!fetched.text.includes('"completed"')) throw new Error(`the events could not be fetched: ${fetched.text.slice(0, 300)}`);
  await client.end();
  return {
    home,
    env,
    async close() {
      process.kill(enginePid(home), 'SIGTERM');
      await simulator.stop();
      rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}

/** Each client asks one thing after the other until all are asked. */
export async function askCheaply(
  clients: readonly McpProcess[],
  calls: number,
  kinds = CHEAP,
): Promise<{ ms: number[]; failures: string[] }> {
  const ms: number[] = [];
  const failures: string[] = [];
  let asked = 0;
  const work = async (client: McpProcess): Promise<void> => {
    for (; asked < calls; ) {
      const [name, args] = kinds[asked % kinds.length] ?? ['list_tables', {}];
      asked += 1;
      const answer = await client.call(name, args);
      ms.push(answer.ms);
      if (!answer.isOk) failures.push(answer.text.slice(0, 300));
    }
  };
  await Promise.all(clients.map(work));
  return { ms, failures };
}

async function askMixed(clients: readonly McpProcess[]): Promise<{ ms: number[]; failures: string[] }> {
  const [greedy, ...others] = clients;
  const heavy = Array.from({ length: HEAVY_CALLS }, (_, n) => greedy?.call('sql', { query: `${HEAVY} LIMIT ${n + 1}` }));
  await new Promise((done) => setTimeout(done, 300));
  const answers = await Promise.all(
    Array.from({ length: MIXED_CALLS }, (_, n) => {
      const [name, args] = MIXED[n % MIXED.length] ?? ['list_tables', {}];
      return others[n % others.length]?.call(name, args);
    }),
  );
  await Promise.all(heavy);
  const all = answers.filter((each) => each !== undefined);
  return { ms: all.map((each) => each.ms), failures: all.filter((each) => !each.isOk).map((each) => each.text.slice(0, 300)) };
}

export async function benchClients(args: string[]): Promise<BenchResult> {
  const count = Number(args[0] ?? DEFAULT_CLIENTS);
  const world = await openWorld();
  const clients = await Promise.all(Array.from({ length: count }, () => connectMcp(world.env)));
  await askCheaply(clients, count * CHEAP.length);
  const lightStarted = performance.now();
  const light = await askCheaply(clients, Number(args[1] ?? DEFAULT_CALLS), LIGHT);
  const started = performance.now();
  const cheap = await askCheaply(clients, Math.round(Number(args[1] ?? DEFAULT_CALLS) / DATABASE_SHARE));
  const seconds = (performance.now() - started) / 1000;
  const mixed = await askMixed(clients);
  const engine = usageOf(enginePid(world.home));
  const bridge = usageOf(clients[0]?.child.pid ?? 0);
  await Promise.all(clients.map((client) => client.end()));
  const after = usageOf(enginePid(world.home));
  await world.close();
  for (const failure of [...new Set([...light.failures, ...cheap.failures, ...mixed.failures])].slice(0, 5)) console.error(failure);
  const row = (what: string, { ms, failures }: typeof cheap) => ({
    what,
    calls: ms.length,
    'p50 ms': percentile(ms, 0.5).toFixed(1),
    'p95 ms': percentile(ms, 0.95).toFixed(1),
    'p99 ms': percentile(ms, 0.99).toFixed(1),
    'longest ms': Math.round(Math.max(...ms)),
    errors: failures.length,
  });
  const lightSeconds = (started - lightStarted) / 1000;
  console.log(
    `${count} clients, ${Math.round(light.ms.length / lightSeconds)} calls/s without the database, ${Math.round(cheap.ms.length / seconds)} with it`,
  );
  console.log(
    `engine ${Math.round(engine.rssMb)} MB, ${engine.handles} handles, ${after.handles} without clients; a bridge ${Math.round(bridge.rssMb)} MB`,
  );
  return {
    rows: [row('without the database', light), row('of the database', cheap), row('mixed, beside heavy queries', mixed)],
    summary: {
      lightP99Ms: percentile(light.ms, 0.99),
      p50Ms: percentile(cheap.ms, 0.5),
      p99Ms: percentile(cheap.ms, 0.99),
      errors: light.failures.length + cheap.failures.length + mixed.failures.length,
      mixedLongestMs: Math.max(...mixed.ms),
      engineRssMb: engine.rssMb,
      handles: engine.handles,
      handlesAfter: after.handles,
    },
  };
}
