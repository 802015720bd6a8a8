// How soon questions to the lake are answered: `npm run bench -- query [EVENTS]` and `npm run bench -- result [EVENTS]`.
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UTC_RULE } from '#mcp/lake/day-range.ts';
import { type Lake, openLake } from '#mcp/lake/lake.ts';
import { makeExportDays } from './ingest/export-days.ts';
import { type BenchResult, median } from './table.ts';

const DEFAULT_EVENTS = 1_000_000;
const EVENTS_A_DAY = 100_000;
const ROUNDS = 5;
const PAGES = 50;
const SCREEN_ROWS = 200;
const TIMEOUT_MS = 300_000;

async function withLake<T>(events: number, work: (lake: Lake, endLoading: () => void) => Promise<T>): Promise<T> {
  const data = await makeExportDays(events, Math.max(2, Math.round(events / EVENTS_A_DAY)));
  const dir = mkdtempSync(join(tmpdir(), 'mixlake-bench-'));
  const lake = await openLake({ projectDir: dir });
  const { signal } = new AbortController();
  // Nothing of our own accord happens until this is called.
  const endLoading = lake.beginLoading('events');
  for (const day of data.days) {
    const folder = join(lake.stagingDir, day);
    const body = { stream: createReadStream(join(data.dir, `${day}.jsonl.gz`)), isGzip: true };
    const spooled = await lake.spool({ body, folder, onBytes: () => undefined, signal });
    await lake.ingest({ table: 'events', selection: {}, days: [day], spooled, rule: UTC_RULE, fetchedAtMs: Date.now(), signal });
    rmSync(folder, { recursive: true });
  }
  const value = await work(lake, endLoading);
  await lake.close();
  rmSync(dir, { recursive: true, force: true });
  return value;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

async function times(count: number, work: (index: number) => Promise<unknown>): Promise<number[]> {
  const out: number[] = [];
  for (let index = 0; index < count; index += 1) out.push(await timed(() => work(index)));
  return out;
}

const QUESTIONS = {
  first200: 'SELECT * FROM events',
  latest200: 'SELECT * FROM events ORDER BY event_time DESC',
  countByName: 'SELECT event_name, count(*) FROM events GROUP BY 1',
  groupByJson: "SELECT prop('$browser') AS browser, count(*), count(DISTINCT distinct_id) FROM events GROUP BY 1",
};

const BY_JSON = "SELECT prop('$city') AS city, count(*) FROM events GROUP BY 1";
const BY_TYPED = 'SELECT "$city" AS city, count(*) FROM events_typed GROUP BY 1';

/** The same question to the JSON and to the typed view, which is made when the load has ended and keeps its values ready. */
async function typedFigures(lake: Lake, endLoading: () => void): Promise<Record<string, number[]>> {
  const ask = (sql: string) => () => lake.queries.run(sql);
  await lake.typingSettled();
  const cityByJson = await times(ROUNDS, ask(BY_JSON));
  const ready = await timed(() => {
    endLoading();
    return lake.typingSettled();
  });
  return { cityByJson, typedReady: [ready], cityTyped: await times(4 * ROUNDS, ask(BY_TYPED)) };
}

/** From the moment of the wish to the moment at which DuckDB has let go. */
async function cancelMs(lake: Lake): Promise<number> {
  const stop = new AbortController();
  const asked = lake.queries.run('SELECT count(*) FROM events a, events b WHERE a.distinct_id < b.insert_id', {
    signal: stop.signal,
    limits: { timeoutMs: TIMEOUT_MS },
  });
  const ended = asked.then(
    () => 'ended',
    () => 'cancelled',
  );
  await new Promise((done) => setTimeout(done, 300));
  return timed(() => {
    stop.abort();
    return ended;
  });
}

function result(figures: Record<string, number[]>): BenchResult {
  const entries = Object.entries(figures);
  return {
    rows: entries.map(([what, values]) => ({
      what,
      'ms (median)': median(values).toFixed(1),
      'ms (worst)': Math.max(...values).toFixed(1),
    })),
    summary: Object.fromEntries(entries.map(([what, values]) => [`${what}Ms`, Number(median(values).toFixed(1))])),
  };
}

export function benchQuery(args: string[]): Promise<BenchResult> {
  return withLake(Number(args[0] ?? DEFAULT_EVENTS), async (lake, endLoading) => {
    const { cityByJson = [], cityTyped = [], ...others } = await typedFigures(lake, endLoading);
    const figures: Record<string, number[]> = { cityByJson, ...others, cityTyped };
    for (const [what, sql] of Object.entries(QUESTIONS)) {
      figures[what] = await times(ROUNDS, () => lake.queries.run(sql, { limits: { maxRows: SCREEN_ROWS } }));
    }
    figures.cancel = [];
    for (let round = 0; round < ROUNDS; round += 1) figures.cancel.push(await cancelMs(lake));
    const timesFaster = Math.round(median(cityByJson) / median(cityTyped));
    const told = result(figures);
    return { rows: told.rows, summary: { ...told.summary, typedTimesFaster: timesFaster } };
  });
}

/** A grid over the whole table: first rows at once, the rest made in the background, then pages from anywhere. */
export function benchResult(args: string[]): Promise<BenchResult> {
  return withLake(Number(args[0] ?? DEFAULT_EVENTS), async (lake) => {
    let id = '';
    const open = async (): Promise<void> => {
      id = (await lake.results.open(QUESTIONS.first200, { firstRows: SCREEN_ROWS, timeoutMs: TIMEOUT_MS })).resultId;
    };
    const opened: number[] = [];
    const ready: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      if (id !== '') await lake.results.release(id);
      opened.push(await timed(open));
      ready.push(await timed(() => lake.results.waitReady(id)));
    }
    const { rowCount = 0 } = lake.results.status(id);
    const page = await times(PAGES, (index) => lake.results.page(id, Math.floor((rowCount * index) / PAGES), SCREEN_ROWS));
    return result({ opened, ready, page });
  });
}
