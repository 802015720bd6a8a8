// A refusal. Each API of the real server words its errors in a shape of its own; the shape is chosen where the answer is written.

import type { ServerResponse } from 'node:http';

export type Family = 'query' | 'export' | 'app';

export class ApiError extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

export function badRequest(message: string): ApiError {
  return new ApiError(400, message);
}

/** `target` is path and query as asked; Query errors repeat it. */
export function sendError(res: ServerResponse, error: ApiError, family: Family, target: string): void {
  if (family === 'export') {
    res.writeHead(error.status, { ...error.headers, 'content-type': 'text/plain; charset=utf-8' });
    // The leading blank is the real server's.
    res.end(error.status === 400 ? ` ${error.message}` : error.message);
    return;
  }
  const body = family === 'app' ? { status: 'error', error: error.message } : { request: target, error: error.message };
  res.writeHead(error.status, { ...error.headers, 'content-type': 'application/json' });
  res.end(JSON.stringify(body));
}
