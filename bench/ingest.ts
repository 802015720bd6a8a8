// How fast events get into the lake, beside other ways of doing it in the same run, because the machine is shared and only ratios
// mean something: `npm run bench -- ingest [EVENTS] [ROUNDS]`. The export lies on disk before anything is measured and comes from a
// process that only copies bytes.
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { EngineReport } from './ingest/engine-host.ts';
import { type ExportDays, makeExportDays } from './ingest/export-days.ts';
import { type AnswerTimes, askAllTheTime, buildEngineHost, fetchAll, startEngineHost } from './ingest/run-engine.ts';
import { type BenchResult, median } from './table.ts';

const DEFAULT_EVENTS = 1_000_000;
const DEFAULT_ROUNDS = 3;
const EVENTS_A_DAY = 100_000;
/** Slow ways bring in fewer days; their time is scaled. */
const APPENDER_DAYS = 2;
const INSERT_DAYS = 1;
const WIRE_BYTES_PER_SECOND = 20_000_000;

interface Host {
  origin: string;
  stop(): void;
}

async function startExportHost(dir: string, bytesPerSecond = 0): Promise<Host> {
  const entry = join(import.meta.dirname, 'ingest/export-host.ts');
  // Far away in earnest: here it may not hold up those whom it serves more than it must.
  const command = ['-n', '10', process.execPath, entry, '--dir', dir, '--bytes-per-second', String(bytesPerSecond)];
  const child: ChildProcess = spawn('nice', command, { stdio: ['pipe', 'pipe', 'inherit'] });
  const origin = await new Promise<string>((done) => child.stdout?.once('data', (text) => done(String(text).trim())));
  return { origin, stop: () => void child.kill() };
}

interface Yardstick {
  seconds: number;
  cpuSeconds: number;
  rows: number;
  peakMb: number;
  databaseBytes: number;
}

async function yardstick(way: string, host: Host, { dir, days }: { dir: string; days: string[] }): Promise<Yardstick> {
  const entry = join(import.meta.dirname, 'ingest/yardstick.ts');
  const child = spawn(process.execPath, [entry, way, '--origin', host.origin, '--dir', dir, '--days', days.join(',')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let words = '';
  child.stdout.on('data', (text) => {
    words += text;
  });
  await new Promise((done) => child.once('close', done));
  return JSON.parse(words);
}

interface EngineRun {
  seconds: number;
  databaseBytes: number;
  report: EngineReport;
  answers: AnswerTimes | undefined;
}

/** Who is asked while an engine loads; another engine tells what the machine is to blame for. */
type Asked = 'nobody' | 'itself' | 'another engine';

async function engineRun(entry: string, host: Host, data: ExportDays, whoIsAsked: Asked = 'nobody'): Promise<EngineRun> {
  const client = await startEngineHost(entry, host.origin);
  const other = whoIsAsked === 'another engine' ? await startEngineHost(entry, host.origin) : undefined;
  // Opens the database and loads DuckDB, as any first call does.
  await client.call('list_tables');
  const asking = whoIsAsked === 'nobody' ? undefined : await askAllTheTime(other ?? client);
  const fetched = await fetchAll(client, data.days[0] ?? '', data.days.at(-1) ?? '');
  const answers = await asking?.stop();
  await other?.end();
  if (fetched.status !== 'completed' || fetched.rows !== data.events) {
    throw new Error(`The fetch ended ${fetched.status} with ${fetched.rows} events instead of ${data.events}.`);
  }
  const databaseBytes = client.databaseBytes();
  return { seconds: fetched.seconds, databaseBytes, report: await client.end(), answers };
}

interface Round {
  download: Yardstick;
  disk: Yardstick;
  engine: EngineRun;
  asked: EngineRun;
  beside: EngineRun;
  appender: Yardstick;
  insert: Yardstick;
}

async function oneRound(entry: string, host: Host, data: ExportDays): Promise<Round> {
  const part = (count: number) => ({ dir: data.dir, days: data.days.slice(0, count) });
  return {
    download: await yardstick('download', host, data),
    disk: await yardstick('disk', host, data),
    engine: await engineRun(entry, host, data),
    asked: await engineRun(entry, host, data, 'itself'),
    beside: await engineRun(entry, host, data, 'another engine'),
    appender: await yardstick('appender', host, part(APPENDER_DAYS)),
    insert: await yardstick('insert', host, part(INSERT_DAYS)),
  };
}

/** The rate of a way, in events a second. */
function rate(way: Yardstick): number {
  return way.rows / way.seconds;
}

async function overTheWire(entry: string, data: ExportDays): Promise<number> {
  const wire = await startExportHost(data.dir, WIRE_BYTES_PER_SECOND);
  const pure = await yardstick('download', wire, data);
  const { seconds } = await engineRun(entry, wire, data);
  wire.stop();
  return seconds / pure.seconds;
}

function summaryOf(rounds: readonly Round[], wire: readonly number[], data: ExportDays): Record<string, number> {
  const of = (figure: (round: Round) => number): number => Number(median(rounds.map(figure)).toFixed(3));
  const ours = ({ engine }: Round): number => data.lines / engine.seconds;
  return {
    events: data.events,
    bytesPerLine: Math.round(data.rawBytes / data.lines),
    engineSeconds: of(({ engine }) => engine.seconds),
    ratioToDisk: of((round) => ours(round) / rate(round.disk)),
    ratioToDiskCpu: of(({ engine, disk }) => disk.cpuSeconds / engine.report.cpuSeconds),
    timesAppender: of((round) => ours(round) / rate(round.appender)),
    timesInsert: of((round) => ours(round) / rate(round.insert)),
    peakRssMb: of(({ engine }) => engine.report.peakWhileLoadingMb),
    databaseShare: of(({ engine }) => engine.databaseBytes / data.rawBytes),
    deduplicateShare: of(({ engine }) => engine.report.deduplicateSeconds / engine.report.loadSeconds),
    loopP99Ms: of(({ engine }) => engine.report.loopP99Ms),
    loopMaxMs: of(({ engine }) => engine.report.loopMaxMs),
    answerP99Ms: of(({ asked }) => asked.answers?.p99 ?? Number.NaN),
    answerMaxMs: of(({ asked }) => asked.answers?.max ?? Number.NaN),
    firstAnswerMs: of(({ asked }) => asked.answers?.first ?? Number.NaN),
    answerBesideP99Ms: of(({ beside }) => beside.answers?.p99 ?? Number.NaN),
    answerBesideMaxMs: of(({ beside }) => beside.answers?.max ?? Number.NaN),
    timesWire: Number(median(wire).toFixed(3)),
  };
}

function rowsOf(rounds: readonly Round[], data: ExportDays): BenchResult['rows'] {
  const row = (what: string, perSecond: (round: Round) => number, peakMb: (round: Round) => number) => ({
    what,
    'events/s': Math.round(median(rounds.map(perSecond))),
    'peak MB': Math.round(median(rounds.map(peakMb))),
  });
  const lines = (seconds: number): number => data.lines / seconds;
  return [
    row(
      'download and gunzip to nowhere',
      ({ download }) => lines(download.seconds),
      ({ download }) => download.peakMb,
    ),
    row(
      'DuckDB alone, files on disk',
      ({ disk }) => rate(disk),
      ({ disk }) => disk.peakMb,
    ),
    row(
      'fetch_events',
      ({ engine }) => lines(engine.seconds),
      ({ engine }) => engine.report.peakWhileLoadingMb,
    ),
    row(
      'fetch_events, asked all the time',
      ({ asked }) => lines(asked.seconds),
      ({ asked }) => asked.report.peakWhileLoadingMb,
    ),
    row(
      'JSON.parse and appender',
      ({ appender }) => rate(appender),
      ({ appender }) => appender.peakMb,
    ),
    row(
      'JSON.parse and INSERT of 500 rows',
      ({ insert }) => rate(insert),
      ({ insert }) => insert.peakMb,
    ),
  ];
}

export async function benchIngest(args: string[]): Promise<BenchResult> {
  const events = Number(args[0] ?? DEFAULT_EVENTS);
  const data = await makeExportDays(events, Math.max(2, Math.round(events / EVENTS_A_DAY)));
  const entry = await buildEngineHost();
  const host = await startExportHost(data.dir);
  const rounds: Round[] = [];
  const wire: number[] = [];
  for (let round = 0; round < Number(args[1] ?? DEFAULT_ROUNDS); round += 1) {
    rounds.push(await oneRound(entry, host, data));
    wire.push(await overTheWire(entry, data));
  }
  host.stop();
  return { rows: rowsOf(rounds, data), summary: summaryOf(rounds, wire, data) };
}
