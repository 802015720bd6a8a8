// Real MCP clients of both SDK lines over a pair of streams. What they share is all that the tests need.
import { Duplex } from 'node:stream';
import { Client as NewClient, StreamableHTTPClientTransport as NewHttpTransport } from '@modelcontextprotocol/client';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as OldHttpTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ReadBuffer, serializeMessage } from '@modelcontextprotocol/sdk/shared/stdio.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  type JSONRPCMessage,
  ResourceUpdatedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';

export interface ToolAnswer {
  text: string;
  data: Record<string, unknown>;
  isError: boolean;
}

export interface TestClient {
  listTools(): Promise<{ name: string; inputSchema: Record<string, unknown>; annotations?: Record<string, unknown> | undefined }[]>;
  call(name: string, args?: Record<string, unknown>, options?: CallOptions): Promise<ToolAnswer>;
  listResources(): Promise<ListedResource[]>;
  listTemplates(): Promise<{ uriTemplate: string; name: string; description?: string | undefined }[]>;
  /** The texts of a resource; a refusal is thrown with its code and data. */
  read(uri: string): Promise<ReadPart[]>;
  listPrompts(): Promise<ListedPrompt[]>;
  /** The text of a prompt. */
  prompt(name: string, args?: Record<string, string>): Promise<string>;
  complete(
    ref: { type: 'ref/prompt'; name: string } | { type: 'ref/resource'; uri: string },
    argument: string,
    value: string,
  ): Promise<{ values: string[]; total?: number | undefined; hasMore?: boolean | undefined }>;
  /** Subscribes as the era has it; the listener is told the address of what has changed. */
  watch(uris: string[], listener: (uri: string) => void): Promise<void>;
  close(): Promise<void>;
}

export interface ListedResource {
  uri: string;
  name: string;
  description?: string | undefined;
  mimeType?: string | undefined;
}

export interface ListedPrompt {
  name: string;
  description?: string | undefined;
  arguments?: { name: string; required?: boolean | undefined }[] | undefined;
}

export interface ReadPart {
  uri: string;
  mimeType?: string | undefined;
  text?: string | undefined;
}

export interface CallOptions {
  signal?: AbortSignal;
  onProgress?: (progress: { progress: number; total?: number | undefined; message?: string | undefined }) => void;
}

export const CLIENT_INFO = { name: 'test-client', version: '1.2.3' };
const TIMEOUT_MS = 60_000;

/** Two ends of a pipe: what is written to one is read from the other. */
export function pipePair(): [Duplex, Duplex] {
  const make = (write: (chunk: Buffer) => void, end: () => void): Duplex =>
    new Duplex({
      read: () => undefined,
      write(chunk, _encoding, done) {
        write(chunk);
        done();
      },
      final(done) {
        end();
        done();
      },
    });
  const a: Duplex = make(
    (chunk) => b.push(chunk),
    () => b.push(null),
  );
  const b: Duplex = make(
    (chunk) => a.push(chunk),
    () => a.push(null),
  );
  return [a, b];
}

function streamTransport(stream: Duplex): Transport {
  const buffer = new ReadBuffer();
  const transport: Transport = {
    async start() {
      stream.on('data', (chunk: Buffer) => {
        buffer.append(chunk);
        for (let message = buffer.readMessage(); message !== null; message = buffer.readMessage()) transport.onmessage?.(message);
      });
      stream.once('close', () => transport.onclose?.());
    },
    async send(message: JSONRPCMessage) {
      stream.write(serializeMessage(message));
    },
    async close() {
      stream.end();
      stream.destroy();
      transport.onclose?.();
    },
  };
  return transport;
}

/** What the client lets a server ask for; what is left out is not declared. */
export interface Abilities {
  /** Answers a form. */
  ask?: (form: { message: string; requestedSchema: unknown }) => {
    action: 'accept' | 'decline' | 'cancel';
    content?: Record<string, unknown>;
  };
  /** Writes as the client's model does; throws when it fails. */
  write?: (request: { system: string; prompt: string }) => string;
}

export function connectClient(era: 'legacy' | 'modern', stream: Duplex, abilities: Abilities = {}): Promise<TestClient> {
  return connectOver(era, streamTransport(stream), abilities);
}

/** Over HTTP, with the transport of the SDK line. `sessionId` tells the session of the older line. */
export async function connectHttpClient(era: 'legacy' | 'modern', url: URL, token: string) {
  const options = { requestInit: { headers: { authorization: `Bearer ${token}` } } };
  const transport = era === 'legacy' ? new OldHttpTransport(url, options) : new NewHttpTransport(url, options);
  // Optional fields of the two lines differ by an explicit undefined only.
  const client = await connectOver(era, transport as Transport);
  return { ...client, sessionId: () => transport.sessionId };
}

function capabilitiesOf({ ask, write }: Abilities) {
  return { ...(ask === undefined ? {} : { elicitation: { form: {} } }), ...(write === undefined ? {} : { sampling: {} }) };
}

function oldClient(abilities: Abilities): OldClient {
  const client = new OldClient(CLIENT_INFO, { capabilities: capabilitiesOf(abilities) });
  const { ask, write } = abilities;
  if (ask !== undefined) client.setRequestHandler(ElicitRequestSchema, ({ params }) => ask(params as never) as never);
  if (write !== undefined) client.setRequestHandler(CreateMessageRequestSchema, ({ params }) => written(write, params) as never);
  return client;
}

function newClient(abilities: Abilities): NewClient {
  const client = new NewClient(CLIENT_INFO, {
    versionNegotiation: { mode: { pin: '2026-07-28' } },
    capabilities: capabilitiesOf(abilities),
  });
  const { ask, write } = abilities;
  if (ask !== undefined) client.setRequestHandler('elicitation/create', ({ params }) => ask(params as never) as never);
  if (write !== undefined) client.setRequestHandler('sampling/createMessage', ({ params }) => written(write, params) as never);
  return client;
}

function written(write: NonNullable<Abilities['write']>, params: { systemPrompt?: string | undefined; messages: unknown }) {
  const text = write({ system: params.systemPrompt ?? '', prompt: JSON.stringify(params.messages) });
  return { model: 'test-model', role: 'assistant', stopReason: 'endTurn', content: { type: 'text', text } };
}

async function connectOver(era: 'legacy' | 'modern', transport: Transport, abilities: Abilities = {}): Promise<TestClient> {
  const client = era === 'legacy' ? oldClient(abilities) : newClient(abilities);
  // The two lines declare the same transport with types of their own; over a stream of bytes they do not differ.
  await client.connect(transport as never);
  return {
    listTools: async () => (await client.listTools()).tools,
    async call(name, args = {}, options = {}) {
      const answer =
        client instanceof OldClient
          ? await client.callTool({ name, arguments: args }, undefined, requestOptions(options))
          : await client.callTool({ name, arguments: args }, requestOptions(options));
      return toAnswer(answer);
    },
    listResources: async () => (await client.listResources()).resources,
    listTemplates: async () => (await client.listResourceTemplates()).resourceTemplates,
    read: async (uri) => (await client.readResource({ uri })).contents,
    listPrompts: async () => (await client.listPrompts()).prompts,
    async prompt(name, args = {}) {
      const { messages } = await client.getPrompt({ name, arguments: args });
      return messages.map(({ content }) => (content.type === 'text' ? content.text : '')).join('\n');
    },
    complete: async (ref, argument, value) => (await client.complete({ ref, argument: { name: argument, value } })).completion,
    async watch(uris, listener) {
      if (client instanceof OldClient) {
        client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => listener(params.uri));
        for (const uri of uris) await client.subscribeResource({ uri });
        return;
      }
      client.setNotificationHandler('notifications/resources/updated', ({ params }) => listener(params.uri));
      await client.listen({ resourceSubscriptions: uris });
    },
    close: () => client.close(),
  };
}

function requestOptions(options: CallOptions) {
  return {
    timeout: TIMEOUT_MS,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    ...(options.onProgress === undefined ? {} : { onprogress: options.onProgress }),
  };
}

function toAnswer(answer: Record<string, unknown>): ToolAnswer {
  const content = Array.isArray(answer.content) ? answer.content : [];
  const data = answer.structuredContent;
  return {
    text: content.map((part: { text?: string }) => part.text ?? '').join('\n'),
    data: typeof data === 'object' && data !== null ? { ...data } : {},
    isError: answer.isError === true,
  };
}
