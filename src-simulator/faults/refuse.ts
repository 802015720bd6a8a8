// Faults that replace the whole answer by a status and a text.

import type { ServerResponse } from 'node:http';
import { DEMO_PROJECT_ID } from '../credentials.ts';
import { ApiError, type Family, sendError } from '../http/api-error.ts';
import type { Fault } from './fault.ts';

export const PLAN_HAS_NO_API = 'Your plan does not allow API calls. Upgrade at mixpanel.com/pricing';

const HTML_PAGE = (status: number) =>
  `<html>\r\n<head><title>${status} Server Error</title></head>\r\n<body>\r\n<center><h1>${status} Server Error</h1></center>\r\n<hr><center>load balancer</center>\r\n</body>\r\n</html>\r\n`;

function retryHeaders(retryAfter: number | string | null | undefined): Record<string, string> {
  return retryAfter === null || retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
}

function sendText(res: ServerResponse, status: number, headers: Record<string, string>, type: string, text: string): void {
  res.writeHead(status, text === '' ? headers : { ...headers, 'content-type': type });
  res.end(text);
}

function refuseWith429(res: ServerResponse, fault: Extract<Fault, { kind: '429' }>, family: Family, target: string): void {
  const headers = retryHeaders(fault.retryAfter);
  const counts = fault.limit === 'concurrent' ? '6/5 queries running concurrently and 12/60' : '2/5 queries running concurrently and 61/60';
  const text =
    family === 'export'
      ? 'too many export requests in progress for this project'
      : `Query rate limit exceeded for project_id: ${DEMO_PROJECT_ID}. ${counts} queries running in the last hour.`;
  if (fault.body === 'empty') sendText(res, 429, headers, 'text/plain', '');
  else if (fault.body === 'text') sendText(res, 429, headers, 'text/plain', text);
  else sendError(res, new ApiError(429, text, headers), family, target);
}

function refuseWithStatus(res: ServerResponse, fault: Extract<Fault, { kind: 'status' }>, family: Family, target: string): void {
  const headers = retryHeaders(fault.retryAfter);
  const message = fault.message ?? 'Internal server error';
  const body = fault.body ?? 'json';
  if (body === 'html') sendText(res, fault.status, headers, 'text/html', HTML_PAGE(fault.status));
  else if (body === 'text') sendText(res, fault.status, headers, 'text/plain', message);
  else if (body === 'empty') sendText(res, fault.status, headers, 'text/plain', '');
  else sendError(res, new ApiError(fault.status, message, headers), family, target);
}

/** Answers the request if one of the faults says so; false when the real answer is still to be made. */
export function refuseByFault(res: ServerResponse, faults: readonly Fault[], family: Family, target: string): boolean {
  for (const fault of faults) {
    if (fault.kind === '429') {
      refuseWith429(res, fault, family, target);
      return true;
    }
    if (fault.kind === 'status') {
      refuseWithStatus(res, fault, family, target);
      return true;
    }
    if (fault.kind === 'plan-402') {
      sendError(res, new ApiError(402, PLAN_HAS_NO_API), family, target);
      return true;
    }
    if (fault.kind === 'error-in-200') {
      sendText(res, 200, {}, 'application/json', JSON.stringify({ error: fault.message ?? 'Query could not be run' }));
      return true;
    }
    if (fault.kind === 'cut' && fault.at === 'start') {
      res.destroy();
      return true;
    }
  }
  return false;
}
