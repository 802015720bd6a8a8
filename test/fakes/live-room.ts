// A simulator and a real engine with a client of each era, for tests that compare a tool's answer with the raw export. Every era
// has an engine of its own, because an engine allows a project 60 query calls an hour.
import { Temporal } from 'temporal-polyfill';
import { simulatorSession, startTestEngine, type TestEngine } from './engine.ts';
import { type Abilities, connectClient, pipePair, type TestClient } from './mcp-clients.ts';
import { type SimulatorProcess, startSimulatorProcess } from './simulator-process.ts';

export const ERAS = ['legacy', 'modern'] as const;
export const TODAY = '2026-05-20';
export const ZONE = 'Europe/Vienna';

export interface LiveRoom {
  simulator: SimulatorProcess;
  /** A client on an engine that has asked nothing yet. */
  client(era: (typeof ERAS)[number], changes?: Parameters<typeof simulatorSession>[1], abilities?: Abilities): Promise<TestClient>;
  stop(): Promise<void>;
}

export async function openLiveRoom(options: Parameters<typeof startSimulatorProcess>[0] = {}): Promise<LiveRoom> {
  const simulator = await startSimulatorProcess({ events: 20_000, users: 800, today: TODAY, quota: false, ...options });
  const noon = Temporal.PlainDateTime.from(`${TODAY}T12:00`).toZonedDateTime(ZONE).epochMilliseconds;
  const startedAt = Date.now();
  const engines: TestEngine[] = [];
  return {
    simulator,
    async client(era, changes = {}, abilities = {}) {
      const test = startTestEngine({ now: () => noon + (Date.now() - startedAt) });
      engines.push(test);
      const [ours, theirs] = pipePair();
      test.engine.serveMcp(simulatorSession(simulator, changes), ours, ours);
      return connectClient(era, theirs, abilities);
    },
    async stop() {
      for (const each of engines) await each.close();
      await simulator.stop();
      const faults = engines.flatMap((each) => each.faults);
      if (faults.length > 0) throw new Error(`The engine had faults: ${JSON.stringify(faults)}`);
    },
  };
}
