// One line of the protocol, as far as the bridge must understand it. Whatever it does not understand passes unchanged.

export type MessageId = string | number;

export interface Message {
  id: MessageId | undefined;
  method: string | undefined;
  params: Record<string, unknown>;
  result: Record<string, unknown> | undefined;
  isError: boolean;
  /** The whole of it, for those few that are changed on their way. */
  whole: Record<string, unknown>;
}

const META_VERSION = 'io.modelcontextprotocol/protocolVersion';
const META_CLIENT = 'io.modelcontextprotocol/clientInfo';
/** JSON-RPC: reserved for implementation-defined server errors. */
const SERVER_ERROR = -32_000;

/** Undefined for what is no single JSON-RPC message. */
export function readMessage(line: string): Message | undefined {
  const whole = parseObject(line);
  if (whole === undefined) return undefined;
  const { id, method, params, result, error } = whole;
  return {
    id: typeof id === 'string' || typeof id === 'number' ? id : undefined,
    method: typeof method === 'string' ? method : undefined,
    params: asRecord(params) ?? {},
    result: asRecord(result),
    isError: error !== undefined,
    whole,
  };
}

export function asRecord(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}

function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : undefined;
  } catch {
    return undefined;
  }
}

/** In the newer era every request says which version it speaks and who asks; the older era said so once. */
export function envelopeOf({ params }: Message): { protocolVersion: string; clientName: string } | undefined {
  const meta = asRecord(params._meta);
  const protocolVersion = meta?.[META_VERSION];
  if (typeof protocolVersion !== 'string') return undefined;
  const name = asRecord(meta?.[META_CLIENT])?.name;
  return { protocolVersion, clientName: typeof name === 'string' ? name : '' };
}

/** The tool that a call runs: use_tool stands for the call inside it. */
export function calledTool({ method, params }: Message): { name: string; arguments: Record<string, unknown> } | undefined {
  if (method !== 'tools/call' || typeof params.name !== 'string') return undefined;
  const args = asRecord(params.arguments) ?? {};
  if (params.name !== 'use_tool' || typeof args.name !== 'string') return { name: params.name, arguments: args };
  return { name: args.name, arguments: asRecord(args.arguments) ?? {} };
}

export function line(message: object): string {
  return `${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`;
}

/** A failed tool call is a result, so that the model reads it; any other request gets an error of the protocol. */
export function failureLine(id: MessageId, isToolCall: boolean, words: { message: string; hint: string }): string {
  const text = `${words.message} ${words.hint}`;
  if (!isToolCall) return line({ id, error: { code: SERVER_ERROR, message: text, data: { kind: 'network', ...words } } });
  return line({
    id,
    result: {
      content: [{ type: 'text', text: `Error (network): ${words.message}\nWhat to do: ${words.hint}` }],
      isError: true,
      // The newer era asks for it; the older one lets unknown fields pass.
      resultType: 'complete',
      _meta: { 'mixlake/error': { kind: 'network', ...words } },
    },
  });
}
