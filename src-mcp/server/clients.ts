// Who is connected now, for the person: name, version, since when, how many calls. The person can disconnect an assistant; its bridge, which
// would come back by itself, is then refused in words until the client is started again.
import { AppError, inputError } from '#shared/errors.ts';
import type { ActivityEntry } from '#shared/model/activity-entry.ts';
import type { ConnectedClient } from '#shared/model/connected-client.ts';
import type { ActivityLog } from '../activity/activity-log.ts';

export interface Entering {
  /** Changes when the client says its name. */
  client: ActivityEntry['client'];
  /** The bridge that carries it; undefined for what comes without one. */
  bridgeId: string | undefined;
  disconnect: () => void;
}

export interface Clients {
  enter(entering: Entering): () => void;
  /** The client has said who it is. */
  named(id: string, era: NonNullable<ConnectedClient['era']>): void;
  list(): ConnectedClient[];
  disconnect(id: string): ConnectedClient;
  /** Throws in words when the person has disconnected this bridge. */
  refuseDisconnected(bridgeId: string | undefined): void;
  onChange(listener: (clients: ConnectedClient[]) => void): () => void;
}

interface Entered extends Entering {
  era: ConnectedClient['era'];
  since: string;
  lastCallAt: string | null;
  calls: number;
  running: number;
}

export function createClients(deps: { activity: Pick<ActivityLog, 'onChange'>; now: () => number }): Clients {
  const entered = new Map<string, Entered>();
  const refused = new Set<string>();
  const listeners = new Set<(clients: ConnectedClient[]) => void>();
  const list = (): ConnectedClient[] => [...entered.values()].map(describe);
  const tell = (): void => {
    for (const listener of listeners) listener(list());
  };

  deps.activity.onChange((entry) => {
    const client = entered.get(entry.client.id);
    if (client === undefined) return;
    if (entry.outcome === 'running') {
      client.calls += 1;
      client.running += 1;
      client.lastCallAt = entry.startedAt;
    } else client.running -= 1;
    tell();
  });

  return {
    enter(entering) {
      const { id } = entering.client;
      entered.set(id, { ...entering, era: null, since: new Date(deps.now()).toISOString(), lastCallAt: null, calls: 0, running: 0 });
      tell();
      return () => {
        entered.delete(id);
        tell();
      };
    },
    named(id, era) {
      const client = entered.get(id);
      if (client === undefined || client.era === era) return;
      client.era = era;
      tell();
    },
    list,
    disconnect(id) {
      const client = entered.get(id);
      if (client === undefined) throw inputError('This client is not connected any more.');
      if (client.client.kind === 'person') throw inputError('The app itself cannot be disconnected here.', 'Close its window instead.');
      if (client.bridgeId !== undefined) refused.add(client.bridgeId);
      client.disconnect();
      return describe(client);
    },
    refuseDisconnected(bridgeId) {
      if (bridgeId === undefined || !refused.has(bridgeId)) return;
      throw new AppError('auth', 'The person has disconnected this client in Mixlake.', {
        hint: 'To connect it again, start the client, or its connection to Mixlake, anew.',
      });
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function describe({ client, era, since, lastCallAt, calls, running }: Entered): ConnectedClient {
  return { id: client.id, name: client.name, version: client.version ?? null, kind: client.kind, era, since, lastCallAt, calls, running };
}
