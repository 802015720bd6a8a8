import { expect, it } from 'vitest';
import type { Canned } from './canned-client.ts';
import { ASK, type Endpoint } from './endpoints.ts';

/** What Mixpanel sends (text is sent as it is, so that digits stay), and what is made of it. */
export type Case = [name: string, endpoint: Endpoint, answer: unknown, expected: unknown];

export const D1 = '2026-05-01';
export const D2 = '2026-05-02';
export const D3 = '2026-05-03';
export const DATES = [D1, D2, D3];
/** 2^53 + 1, which JSON.parse would round. */
export const BIG = '9007199254740993';

export function checkCases(canned: Canned, cases: readonly Case[]): void {
  it.each(cases)('%s (%s)', async (_name, endpoint, body, expected) => {
    canned.server.answer({ body });
    expect(await ASK[endpoint](canned.client())).toEqual(expected);
  });
}
