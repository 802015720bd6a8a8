// The engine is killed again and again while clients of every kind ask: no call fails, no row is lost, nobody waits long, nothing stays
// behind. 6 kills here; MIXLAKE_TEST_LOAD_KILLS=30 for all.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type SimulatorProcess, startSimulatorProcess } from '#test/fakes/simulator-process.ts';
import { type AnyClient, connect, LINES } from './any-client.ts';
import { clientEnv, INITIALIZE, isRunning, type RawServer, requireBuild, startRaw, type TempHome, tempHome, until } from './built.ts';

const KILLS = Number(process.env.MIXLAKE_TEST_LOAD_KILLS ?? 6);
const BETWEEN_MS = 400;
/** What the product promises for the next answer after a kill, for 95 of 100 clients. */
const NEXT_ANSWER_MS = 3_000;
const MS_A_KILL = 10_000;

let simulator: SimulatorProcess;
let home: TempHome;
beforeAll(async () => {
  requireBuild();
  simulator = await startSimulatorProcess({ events: 20_000, quota: false });
  home = tempHome();
});
afterAll(async () => {
  await home.remove();
  await simulator.stop();
});

/** A client spoken to by hand: every byte of stdout is parsed as a line of the protocol. */
async function rawClient(): Promise<AnyClient & { server: RawServer }> {
  const server = startRaw([], clientEnv(home, simulator));
  let id = 10;
  server.send(INITIALIZE);
  await server.answer(1);
  server.send({ method: 'notifications/initialized' });
  return {
    server,
    names: async () => [],
    watch: async () => undefined,
    async call(name, args = {}) {
      id += 1;
      const answer = server.answer(id);
      server.send({ id, method: 'tools/call', params: { name, arguments: args } });
      const { result } = (await answer) as { result?: Record<string, unknown> };
      return {
        text: JSON.stringify(result?.content),
        data: { ...(result?.structuredContent as object) },
        isError: result === undefined || result.isError === true,
      };
    },
    async close() {
      server.child.stdin?.end();
      expect(await server.exited).toBe(0);
    },
  };
}

/** Asks one thing after the other; tells when each answer came, and keeps what went wrong. */
function load(client: AnyClient, expectedRows: number) {
  const answeredMs: number[] = [];
  const wrong: string[] = [];
  let isStopped = false;
  const run = async (): Promise<void> => {
    for (let n = 0; !isStopped; n += 1) {
      const isCount = n % 3 !== 2;
      const startedMs = performance.now();
      const answer = isCount ? await client.call('sql', { query: 'SELECT count(*) AS n FROM events' }) : await client.call('list_tables');
      answeredMs.push(performance.now());
      const counted = JSON.stringify(answer.data.rows);
      if (answer.isError || (isCount && counted !== `[{"n":${expectedRows}}]`))
        wrong.push(`${Math.round(performance.now() - startedMs)} ms: ${answer.text} ${counted}`);
    }
  };
  return { answeredMs, wrong, done: run(), stop: () => (isStopped = true) };
}

function engines(): number[] {
  const lines = readFileSync(join(home.dir, 'logs', 'engine.log'), 'utf8')
    .trim()
    .split('\n');
  return lines
    .map((text) => JSON.parse(text))
    .filter(({ msg }) => msg === 'ready')
    .map(({ pid }) => pid);
}

it('serves every client on after each kill', { timeout: 60_000 + KILLS * MS_A_KILL }, async () => {
  const raw = [await rawClient(), await rawClient()];
  const clients: AnyClient[] = [
    ...raw,
    ...(await Promise.all([...LINES, ...LINES].map((line) => connect(line, clientEnv(home, simulator))))),
  ];
  const day = (back: number): string => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);
  const fetched = await clients[0]?.call('fetch_events', { from_date: day(16), to_date: day(2) });
  expect(fetched?.data).toMatchObject({ status: 'completed' });
  const { distinctEvents } = (await simulator.stats()).export;

  const loads = clients.map((client) => load(client, distinctEvents));
  const nextMs: number[] = [];
  for (let kill = 0; kill < KILLS; kill += 1) {
    await new Promise((done) => setTimeout(done, BETWEEN_MS + 37 * (kill % 7)));
    const killedMs = performance.now();
    process.kill(home.engine()?.pid ?? 0, 'SIGKILL');
    const answered = (each: (typeof loads)[number]) => each.answeredMs.find((at) => at > killedMs + 20);
    await until(() => loads.every((each) => answered(each) !== undefined), `an answer to every client after kill ${kill + 1}`);
    nextMs.push(...loads.map((each) => (answered(each) ?? 0) - killedMs));
  }
  for (const each of loads) each.stop();
  await Promise.all(loads.map(({ done }) => done));
  nextMs.sort((a, b) => a - b);
  const p95 = nextMs[Math.floor(nextMs.length * 0.95)] ?? 0;
  const calls = loads.reduce((sum, { answeredMs }) => sum + answeredMs.length, 0);
  console.log(
    `${KILLS} kills, ${clients.length} clients, ${calls} calls: next answer p50 ${Math.round(nextMs[nextMs.length >> 1] ?? 0)} ms, p95 ${Math.round(p95)} ms`,
  );
  expect(loads.flatMap(({ wrong }) => wrong)).toEqual([]);
  // How fast it goes on is a goal for a quiet machine; that it goes on is held above.
  if (process.env.MIXLAKE_TEST_LOAD_KILLS !== undefined) expect(p95).toBeLessThan(NEXT_ANSWER_MS);

  for (const client of clients) await client.close();
  for (const { server } of raw)
    for (const line of server.stdout().trim().split('\n')) expect(JSON.parse(line)).toMatchObject({ jsonrpc: '2.0' });
  expect(engines().length).toBe(KILLS + 1);
  expect(engines().slice(0, -1).filter(isRunning)).toEqual([]);
});
