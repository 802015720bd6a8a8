// Tells a client that the resources about local tables have changed. The older protocol line sends this to whoever subscribed; in the
// newer one the SDK keeps the subscriptions and lets through what they ask for.
import type { Server } from '@modelcontextprotocol/server';
import type { McpServerDeps } from './mcp-server.ts';

/** What a change of the local tables makes stale. */
export const TABLE_RESOURCES: readonly string[] = ['workspace://tables', 'workspace://info'];

/** A fetch changes its table with every chunk; a client needs to hear of it once in a while. */
const GATHER_MS = 200;

/** First version of the newer line. Versions are dates, so they compare as text. */
const NEWER_LINE = '2026-07-28';

export function sendTableNotices(server: Server, deps: Pick<McpServerDeps, 'caller' | 'onTablesChanged'>, subscribed: Set<string>): void {
  let timer: NodeJS.Timeout | undefined;
  const wanted = (uri: string): boolean => subscribed.has(uri) || (server.getNegotiatedProtocolVersion() ?? '') >= NEWER_LINE;

  async function tell(projectId: string): Promise<void> {
    const workspace = await deps.caller.workspace();
    if (workspace.projectId !== projectId) return;
    for (const uri of TABLE_RESOURCES) if (wanted(uri)) await server.sendResourceUpdated({ uri });
  }

  const stop = deps.onTablesChanged((projectId) => {
    if (timer !== undefined || !TABLE_RESOURCES.some(wanted)) return;
    timer = setTimeout(() => {
      timer = undefined;
      tell(projectId).catch(() => undefined); // no account, or the client has just gone: nobody to tell
    }, GATHER_MS).unref();
  });
  server.onclose = () => {
    clearTimeout(timer);
    stop();
  };
}
