// The real engine in a process of its own, as the bridge starts it, serving one MCP client on stdin and stdout. When the client
// goes it writes what it has seen of itself: memory, processor time, how long the event loop was held.
import { subscribe } from 'node:diagnostics_channel';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { createLog } from '#core/log.ts';
import { ensureHome, mixlakePaths } from '#core/paths.ts';
import { createRedactor } from '#core/redact.ts';
import { createMemorySecrets } from '#core/secrets/secret-store.ts';
import { keepHeapSmall } from '#mcp/engine-process.ts';
import { lazyDispatcher } from '#mcp/mixpanel/dispatcher.ts';
import { createEngine } from '#mcp/server/engine.ts';

export interface EngineReport {
  peakRssMb: number;
  peakWhileLoadingMb: number;
  cpuSeconds: number;
  loopP99Ms: number;
  loopMaxMs: number;
  loadSeconds: number;
  deduplicateSeconds: number;
}

const { values } = parseArgs({
  options: { home: { type: 'string', default: '' }, origin: { type: 'string', default: '' }, report: { type: 'string', default: '' } },
});
const LOOP_RESOLUTION_MS = 1;

keepHeapSmall();
const paths = mixlakePaths({ mixlakeHome: values.home });
ensureHome(paths);
const road = lazyDispatcher({});
const engine = createEngine({
  paths,
  version: 'bench',
  spoolThread: join(import.meta.dirname, 'spool-thread.js'),
  secrets: createMemorySecrets(),
  log: createLog(paths.logsDir, 'bench', createRedactor()),
  road,
  demo: { account: () => Promise.reject(new Error('unused')), close: () => undefined },
  onMemoryEmergency: () => process.exit(75),
});
// An engine has done so two seconds after its start.
await Promise.all([road(), engine.warmUp()]);

const loop = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
const seen: EngineReport = {
  peakRssMb: 0,
  peakWhileLoadingMb: 0,
  cpuSeconds: 0,
  loopP99Ms: 0,
  loopMaxMs: 0,
  loadSeconds: 0,
  deduplicateSeconds: 0,
};
subscribe('mixlake.deduplicated', (message) => {
  if (typeof message === 'object' && message !== null && 'ms' in message) seen.deduplicateSeconds += Number(message.ms) / 1_000;
});

/** The operating system keeps count of the peak: looking at the memory again and again held the loop for longer than the engine's own work. */
const peakSoFarMb = (): number => {
  // Not maxRSS of resourceUsage: on Linux that begins with the memory of whoever started the process.
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return Number(kilobytes) / 1_024;
};

let loading: { cpu: NodeJS.CpuUsage; startedMs: number } | undefined;
engine.jobs.onChange((job) => {
  if (loading === undefined && job.endedAt === null) {
    loop.enable();
    loading = { cpu: process.cpuUsage(), startedMs: performance.now() };
  } else if (loading !== undefined && job.endedAt !== null) {
    loop.disable();
    seen.peakWhileLoadingMb = peakSoFarMb();
    const cpu = process.cpuUsage(loading.cpu);
    seen.cpuSeconds = (cpu.user + cpu.system) / 1e6;
    seen.loadSeconds = (performance.now() - loading.startedMs) / 1_000;
    // The resolution itself is counted as delay.
    seen.loopP99Ms = loop.percentile(99) / 1e6 - LOOP_RESOLUTION_MS;
    seen.loopMaxMs = loop.max / 1e6 - LOOP_RESOLUTION_MS;
    loading = undefined;
  }
});

const { closed } = engine.serveMcp(
  {
    kind: 'assistant',
    account: { kind: 'environment', username: 'bench', secret: 'bench-secret', projectId: '7', region: 'us' },
    mixpanelUrl: values.origin,
    mpConfigFile: '/nonexistent',
  },
  process.stdin,
  process.stdout,
);
await closed;
seen.peakRssMb = peakSoFarMb();
writeFileSync(values.report, JSON.stringify(seen));
await engine.close();
process.exit(0);
