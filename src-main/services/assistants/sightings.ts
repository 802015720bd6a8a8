// Which assistants have really been here: those that are connected now, and from the activity log those that have called something.
// Both know them by the names they gave in their handshakes.
import type { EngineClient } from '#shared/contract/contract.ts';
import type { Sighting } from './standing.ts';

/** The latest calls; an assistant that has called nothing among them counts as not seen. */
const ENTRIES = 500;

export interface Witness {
  activity: Pick<EngineClient['activity'], 'list'>;
  clients: Pick<EngineClient['clients'], 'list'>;
}

export async function sightingsIn({ activity, clients }: Witness): Promise<Sighting[]> {
  const [{ entries }, connected] = await Promise.all([activity.list({ limit: ENTRIES }), clients.list()]);
  const now = connected.clients
    .filter(({ kind }) => kind === 'assistant')
    .map(({ name, version, since, lastCallAt }): Sighting => ({ name, version, at: lastCallAt ?? since, isConnected: true }));
  const latest = new Map<string, Sighting>();
  // Newest first: the first entry of a name is its last sign.
  for (const { client, startedAt } of entries) {
    if (client.kind !== 'assistant' || latest.has(client.name)) continue;
    latest.set(client.name, { name: client.name, version: client.version ?? null, at: startedAt, isConnected: false });
  }
  return [...now, ...latest.values()];
}
