// Does anything grow? `npm run bench -- soak [--minutes N]`: clients come, ask and go, without a pause; memory and handles of the engine are
// read at rest, once a minute. The first quarter warms up and does not count.
import { setTimeout as sleep } from 'node:timers/promises';
import { askCheaply, openWorld } from './clients.ts';
import { connectMcp, enginePid, percentile, usageOf } from './mcp-process.ts';
import { type BenchResult, median } from './table.ts';

const DEFAULT_MINUTES = 60;
const CLIENTS = 4;
const CALLS_A_ROUND = 400;
const SAMPLES_A_MINUTE = 4;

export async function benchSoak(args: string[]): Promise<BenchResult> {
  const at = args.indexOf('--minutes');
  const minutes = at >= 0 ? Number(args[at + 1]) : DEFAULT_MINUTES;
  const world = await openWorld();
  const pid = enginePid(world.home);
  const samples: { rssMb: number; handles: number }[] = [];
  const ms: number[] = [];
  const failures: string[] = [];
  const end = performance.now() + minutes * 60_000;
  let sampleAt = performance.now();
  while (performance.now() < end) {
    const clients = await Promise.all(Array.from({ length: CLIENTS }, () => connectMcp(world.env)));
    const round = await askCheaply(clients, CALLS_A_ROUND);
    ms.push(...round.ms);
    failures.push(...round.failures);
    for (const failure of round.failures) console.error(`${new Date().toISOString()} ${failure}`);
    await Promise.all(clients.map((client) => client.end()));
    if (performance.now() < sampleAt) continue;
    await sleep(200);
    samples.push(usageOf(pid));
    sampleAt = performance.now() + 60_000 / SAMPLES_A_MINUTE;
  }
  const isSame = enginePid(world.home) === pid;
  await world.close();
  const counted = samples.slice(Math.floor(samples.length / 4));
  const third = Math.max(1, Math.floor(counted.length / 3));
  const growth = (of: (sample: { rssMb: number; handles: number }) => number): number =>
    median(counted.slice(-third).map(of)) - median(counted.slice(0, third).map(of));
  const rssGrowthMb = growth(({ rssMb }) => rssMb);
  const handleGrowth = growth(({ handles }) => handles);
  console.log(`memory at rest, MB: ${samples.map(({ rssMb }) => Math.round(rssMb)).join(' ')}`);
  return {
    rows: [
      {
        minutes,
        calls: ms.length,
        errors: failures.length,
        'p99 ms': percentile(ms, 0.99).toFixed(1),
        'memory growth MB': rssGrowthMb.toFixed(1),
        'handle growth': handleGrowth,
        'same engine': String(isSame),
      },
    ],
    summary: { minutes, calls: ms.length, errors: failures.length, rssGrowthMb, handleGrowth },
  };
}
