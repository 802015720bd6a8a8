// What a client asks while an engine is still starting (who are you, which tools are there) is answered from the last known answers:
// the engine writes them to MIXLAKE_HOME/known, the bridge only reads. They are kept apart by version, asked profile and client name,
// because the answers differ by these, and inside a file by the protocol version.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface KnownAnswersOf {
  version: string;
  /** Asked for on the command line. */
  profile: string | undefined;
  clientName: string;
}

export type KnownAnswers = Record<string, object>;

const MAX_NAME = 200;

export function knownAnswersDir(home: string): string {
  return join(home, 'known');
}

/** The beginning of a long name is not unique: the file says whose it is. No hash, which would cost the bridge milliseconds. */
export function knownAnswersFile(home: string, of: KnownAnswersOf): string {
  return join(knownAnswersDir(home), `${Buffer.from(identity(of)).toString('hex').slice(0, MAX_NAME)}.json`);
}

/** Nothing known is the normal case at a first start; a damaged file, or another client's, counts as nothing known. */
export function readKnownAnswers(home: string, of: KnownAnswersOf): KnownAnswers {
  try {
    const parsed: unknown = JSON.parse(readFileSync(knownAnswersFile(home, of), 'utf8'));
    if (!isObject(parsed) || parsed.of !== identity(of) || !isObject(parsed.answers)) return {};
    return Object.fromEntries(Object.entries(parsed.answers).filter((entry): entry is [string, object] => isObject(entry[1])));
  } catch {
    return {};
  }
}

/** What the file of these answers holds. */
export function knownAnswersText(of: KnownAnswersOf, answers: KnownAnswers): string {
  return JSON.stringify({ of: identity(of), answers });
}

function identity({ version, profile, clientName }: KnownAnswersOf): string {
  return JSON.stringify([version, profile ?? '', clientName]);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
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
