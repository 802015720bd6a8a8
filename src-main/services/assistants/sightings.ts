// Which assistants have really been here, from the activity log: the names they gave in their handshakes.
import type { EngineClient } from '#shared/contract/contract.ts';
import type { Sighting } from './standing.ts';

/** The latest calls; an assistant that has called nothing among them counts as not seen. */
const ENTRIES = 500;

export async function sightingsIn(activity: Pick<EngineClient['activity'], 'list'>): Promise<Sighting[]> {
  const { entries } = await activity.list({ limit: ENTRIES });
  const latest = new Map<string, Sighting>();
  // Newest first: the first entry of a name is its last sign.
  for (const { client, startedAt } of entries) {
    if (client.kind !== 'assistant' || latest.has(client.name)) continue;
    latest.set(client.name, { name: client.name, version: client.version ?? null, at: startedAt, isConnected: false });
  }
  return [...latest.values()];
}
