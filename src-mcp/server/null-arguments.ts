// Some clients write `"arguments": null` for a tool that takes none. The SDK refuses that with a dump of its schema before we see
// the call, so it is mended where messages come in.

export function withArguments<T>(message: T): T {
  if (!isRecord(message) || message.method !== 'tools/call' || !isRecord(message.params) || message.params.arguments !== null)
    return message;
  return { ...message, params: { ...message.params, arguments: {} } };
}

/** The same for the text of a request; texts without the word are not even parsed. */
export function textWithArguments(body: string): string {
  if (!/"arguments"\s*:\s*null/.test(body)) return body;
  try {
    return JSON.stringify(withArguments(JSON.parse(body)));
  } catch {
    return body; // not JSON: the SDK says so
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
