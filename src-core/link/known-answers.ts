// What a client asks while an engine is still starting (who are you, which tools are there) is answered from the last known answers:
// the engine writes them to MIXLAKE_HOME/known, the bridge only reads. They are kept apart by version, asked profile and client name,
// because the answers differ by these, and inside a file by the protocol version.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface KnownAnswersOf {
  version: string;
  /** Asked for on the command line. */
  profile: string | undefined;
  clientName: string;
}

export type KnownAnswers = Record<string, object>;

export function knownAnswersDir(home: string): string {
  return join(home, 'known');
}

export function knownAnswersFile(home: string, { version, profile, clientName }: KnownAnswersOf): string {
  const id = createHash('sha256')
    .update(JSON.stringify([version, profile ?? '', clientName]))
    .digest('hex');
  return join(knownAnswersDir(home), `${id.slice(0, 24)}.json`);
}

/** Nothing known is the normal case at a first start; a damaged file counts as nothing known. */
export function readKnownAnswers(file: string): KnownAnswers {
  try {
    const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof parsed !== 'object' || parsed === null) return {};
    return Object.fromEntries(Object.entries(parsed).filter(([, value]) => typeof value === 'object' && value !== null));
  } catch {
    return {};
  }
}

const LISTS = new Map([
  ['tools/list', 'notifications/tools/list_changed'],
  ['resources/list', 'notifications/resources/list_changed'],
  ['resources/templates/list', 'notifications/resources/list_changed'],
  ['prompts/list', 'notifications/prompts/list_changed'],
]);

/** What a client is told when the answer it got for this method turns out to be an old one. */
export function changeNoticeOf(method: string): string | undefined {
  return LISTS.get(method);
}

/** Undefined for a request whose answer is not kept. */
export function knownAnswerKey(method: string, params: Record<string, unknown>, protocolVersion: string): string | undefined {
  if (method === 'initialize' || method === 'server/discover') return `${method} ${protocolVersion}`;
  return LISTS.has(method) && params.cursor === undefined ? `${method} ${protocolVersion}` : undefined;
}
