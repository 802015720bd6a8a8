// Turns an incoming message into a path and parameters: query string, form body, JSON body.

import type { IncomingMessage } from 'node:http';
import { badRequest } from './api-error.ts';
import { Params } from './params.ts';

const MOST_BODY_BYTES = 8 * 1024 * 1024;

export async function readBody(req: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of req) {
    const bytes = Buffer.isBuffer(part) ? part : Buffer.from(String(part));
    size += bytes.length;
    if (size > MOST_BODY_BYTES) throw badRequest('request body too large');
    parts.push(bytes);
  }
  return Buffer.concat(parts).toString('utf8');
}

function addJsonBody(values: Map<string, string>, body: string): void {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    throw badRequest('invalid JSON body');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw badRequest('the JSON body must be an object');
  for (const [name, value] of Object.entries(parsed)) {
    if (value === null || value === undefined) continue;
    values.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
}

export async function readParams(req: IncomingMessage, url: URL): Promise<Params> {
  const values = new Map(url.searchParams);
  if (req.method === 'POST') {
    const body = await readBody(req);
    const type = req.headers['content-type'] ?? '';
    if (body !== '' && type.includes('json')) addJsonBody(values, body);
    else if (body !== '') for (const [name, value] of new URLSearchParams(body)) values.set(name, value);
  }
  return new Params(values);
}
