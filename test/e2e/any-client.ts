// A client of each line of the SDK, over stdio to a server process, with what the tests need of it.
import { Client as NewClient } from '@modelcontextprotocol/client';
import { StdioClientTransport as NewTransport } from '@modelcontextprotocol/client/stdio';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { ResourceUpdatedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { CLI } from './built.ts';

export interface AnyClient {
  names(): Promise<string[]>;
  call(name: string, args?: Record<string, unknown>): Promise<{ text: string; data: Record<string, unknown>; isError: boolean }>;
  watch(uri: string, listener: () => void): Promise<void>;
  close(): Promise<void>;
}

export const LINES = ['v1', 'v2', 'v2 with the new era'] as const;

export async function connect(line: (typeof LINES)[number], env: Record<string, string>, args = [CLI]): Promise<AnyClient> {
  const server = { command: process.execPath, args, env, stderr: 'inherit' as const };
  const read = (answer: Record<string, unknown>) => ({
    text: JSON.stringify(answer.content),
    data: { ...(answer.structuredContent as object) },
    isError: answer.isError === true,
  });
  if (line === 'v1') {
    const client = new OldClient({ name: 'old-client', version: '1' });
    await client.connect(new OldTransport(server));
    return {
      names: async () => (await client.listTools()).tools.map(({ name }) => name),
      call: async (name, given = {}) => read(await client.callTool({ name, arguments: given })),
      async watch(uri, listener) {
        client.setNotificationHandler(ResourceUpdatedNotificationSchema, listener);
        await client.subscribeResource({ uri });
      },
      close: () => client.close(),
    };
  }
  const options = line === 'v2' ? {} : { versionNegotiation: { mode: { pin: '2026-07-28' } } };
  const client = new NewClient({ name: 'new-client', version: '2' }, options);
  await client.connect(new NewTransport(server));
  return {
    names: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: async (name, given = {}) => read(await client.callTool({ name, arguments: given })),
    async watch(uri, listener) {
      client.setNotificationHandler('notifications/resources/updated', listener);
      if (line === 'v2') await client.subscribeResource({ uri });
      else await client.listen({ resourceSubscriptions: [uri] });
    },
    close: () => client.close(),
  };
}
