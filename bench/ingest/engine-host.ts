// The real engine in a process of its own, as the bridge starts it, serving one MCP client on stdin and stdout. When the client
// goes it writes what it has seen of itself: memory, processor time, how long the event loop was held.
import { subscribe } from 'node:diagnostics_channel';
import { writeFileSync } from 'node:fs';
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
const MEMORY_EVERY_MS = 20;

keepHeapSmall();
const paths = mixlakePaths({ mixlakeHome: values.home });
ensureHome(paths);
const road = lazyDispatcher({});
// An engine has done so two seconds after its start.
await road();
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

let loading: { cpu: NodeJS.CpuUsage; startedMs: number; sampler: NodeJS.Timeout } | undefined;
engine.jobs.onChange((job) => {
  if (loading === undefined && job.endedAt === null) {
    loop.enable();
    const sampler = setInterval(() => {
      seen.peakWhileLoadingMb = Math.max(seen.peakWhileLoadingMb, process.memoryUsage.rss() / 2 ** 20);
    }, MEMORY_EVERY_MS);
    loading = { cpu: process.cpuUsage(), startedMs: performance.now(), sampler };
  } else if (loading !== undefined && job.endedAt !== null) {
    loop.disable();
    clearInterval(loading.sampler);
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
seen.peakRssMb = process.resourceUsage().maxRSS / 1_024;
writeFileSync(values.report, JSON.stringify(seen));
await engine.close();
process.exit(0);
