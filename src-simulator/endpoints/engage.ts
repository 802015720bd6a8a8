// Profiles, in pages. Page 0 takes a snapshot of the matching ids and names it by a session; later pages read from that snapshot.

import { badRequest } from '../http/api-error.ts';
import { type Answer, type Call, json } from '../http/call.ts';
import type { Project } from '../project.ts';
import type { Json } from '../world/cell.ts';
import type { Person } from '../world/people.ts';
import { hash, hex8, shuffled } from '../world/prng.ts';
import { isDeleted, type Profile, profileOf } from '../world/profiles.ts';
import { selectPeople } from './engage-select.ts';

const PAGE_SIZE = 1000;
const BEHAVIORS_WITHOUT_TIMESTAMP = 1000;
const MOST_SESSIONS = 50;
const SESSION_LIFE_MS = 30 * 60_000;
const UNCACHED = 'request for page in uncached query for params';

interface EngageSession {
  readonly people: readonly Person[];
  readonly filters: string;
  readonly startedMs: number;
}

/** The filters that must stay the same from page to page. */
const FILTERS = [
  'where',
  'selector',
  'distinct_id',
  'distinct_ids',
  'filter_by_cohort',
  'behaviors',
  'include_all_users',
  'data_group_id',
  'page_size',
  'search',
];

export class EngageSessions {
  readonly #sessions = new Map<string, EngageSession>();
  #serial = 0;

  open(people: readonly Person[], filters: string, nowMs: number): string {
    this.#serial += 1;
    const id = `${Math.floor(nowMs / 1000)}-${hex8(hash(this.#serial, people.length))}`;
    this.#sessions.set(id, { people, filters, startedMs: Date.now() });
    const [oldest] = this.#sessions.keys();
    if (this.#sessions.size > MOST_SESSIONS && oldest !== undefined) this.#sessions.delete(oldest);
    return id;
  }

  /** Throws when the session is unknown, too old, or was opened with other filters. */
  find(id: string, filters: string): EngageSession {
    const session = this.#sessions.get(id);
    const isStale = session !== undefined && Date.now() - session.startedMs > SESSION_LIFE_MS;
    if (session === undefined || isStale || session.filters !== filters) throw badRequest(UNCACHED);
    return session;
  }

  clear(): void {
    this.#sessions.clear();
  }
}

function filterText(call: Call): string {
  return JSON.stringify(FILTERS.map((name) => call.params.get(name) ?? null));
}

/** The server caps what is asked for. */
function pageSize(call: Call): number {
  return Math.min(call.params.integer('page_size', { min: 1 }) ?? PAGE_SIZE, PAGE_SIZE);
}

function profileAnswer(person: Person, project: Project, output: readonly string[] | undefined): unknown {
  const profile: Profile = profileOf(person, project);
  // Members of a cohort whose profile is gone come with nothing but the id.
  if (isDeleted(person))
    return person.hash % 2 === 0 ? { $distinct_id: profile.distinctId } : { $distinct_id: profile.distinctId, $properties: {} };
  if (output === undefined) return { $distinct_id: profile.distinctId, $properties: profile.properties };
  const properties: Record<string, Json> = {};
  for (const name of output) {
    const value = profile.properties[name];
    if (value !== undefined) properties[name] = value;
  }
  return { $distinct_id: profile.distinctId, $properties: properties };
}

export async function engage(call: Call, sessions: EngageSessions): Promise<Answer> {
  const { params, project } = call;
  const page = params.integer('page', { min: 0 }) ?? 0;
  const size = pageSize(call);
  const filters = filterText(call);
  let sessionId = params.get('session_id');
  let people: readonly Person[];
  if (page > 0) {
    if (sessionId === undefined) throw badRequest('session_id is required for pages after 0');
    people = sessions.find(sessionId, filters).people;
  } else {
    const selected = await selectPeople(call);
    if (
      params.get('behaviors') !== undefined &&
      selected.length > BEHAVIORS_WITHOUT_TIMESTAMP &&
      params.get('as_of_timestamp') === undefined
    ) {
      throw badRequest(UNCACHED);
    }
    people = project.settings.tidy ? selected : shuffled(selected, project.world.seed ^ 0xe6a);
    sessionId = sessions.open(people, filters, project.nowMs());
  }
  const results = people
    .slice(page * size, (page + 1) * size)
    .map((person) => profileAnswer(person, project, params.texts('output_properties')));
  const isLast = (page + 1) * size >= people.length;
  const head = { status: 'ok', page, session_id: page > 0 && isLast ? null : sessionId };
  const totals = { page_size: size, total: people.length, computed_at: new Date(project.nowMs()).toISOString().slice(0, 19) };
  return json(page === 0 || project.settings.totalOnEveryPage ? { ...head, ...totals, results } : { ...head, results });
}
