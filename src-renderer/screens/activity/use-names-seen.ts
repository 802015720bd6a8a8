import { useState } from 'react';
import type { ActivityEntry } from '#shared/model/activity-entry.ts';

/** Names for the filters. They stay on offer while a filter hides the entries they came from. */
export function useNamesSeen(entries: readonly ActivityEntry[]) {
  const [seen, setSeen] = useState<{ clients: readonly string[]; tools: readonly string[] }>({ clients: [], tools: [] });
  const clients = union(
    seen.clients,
    entries.map(({ client }) => client.name),
  );
  const tools = union(
    seen.tools,
    entries.map(({ tool }) => tool),
  );
  if (clients.length > seen.clients.length || tools.length > seen.tools.length) setSeen({ clients, tools });
  return { clients, tools };
}

function union(known: readonly string[], more: readonly string[]): string[] {
  return [...new Set([...known, ...more])].sort((a, b) => a.localeCompare(b));
}
