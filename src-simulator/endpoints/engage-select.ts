// Which people a call to /engage or /engage/stats is about.

import { forEachHistory } from '../analysis/histories.ts';
import { compileFilter, type Row } from '../expression/evaluate.ts';
import type { Scope } from '../expression/parse.ts';
import { ApiError, badRequest } from '../http/api-error.ts';
import type { Call } from '../http/call.ts';
import type { Project } from '../project.ts';
import { cohortMembers, membersWithProfile, SAVED_COHORTS } from '../saved/cohorts.ts';
import type { Json } from '../world/cell.ts';
import type { Person } from '../world/people.ts';
import { isDeleted, type Profile, peopleWithProfile, prepareProfiles, profileOf } from '../world/profiles.ts';
import { kindsOf } from './event-names.ts';

const MOST_IDS = 2000;
const SPAN_DAYS = { days: 1, weeks: 7, months: 30 } as const;

/** A profile as expressions see it; in /engage `properties` are those of the profile. */
class ProfileRow implements Row {
  readonly #behaviors: ReadonlyMap<string, ReadonlyMap<number, number>>;
  #profile: Profile | undefined;

  constructor(behaviors: ReadonlyMap<string, ReadonlyMap<number, number>>) {
    this.#behaviors = behaviors;
  }

  of(profile: Profile): this {
    this.#profile = profile;
    return this;
  }

  property(scope: Scope, name: string): Json | undefined {
    if (this.#profile === undefined || scope === 'event') return undefined;
    if (name === '$distinct_id' || name === 'distinct_id') return this.#profile.person.distinctId;
    const counts = this.#behaviors.get(name);
    if (counts) return counts.get(this.#profile.person.key) ?? 0;
    return this.#profile.properties[name];
  }
}

interface Behavior {
  readonly name: string;
  readonly event: string;
  readonly days: number;
}

/** `[{"window": "30d", "name": "behaviors_1", "event_selectors": [{"event": "Tour Booked"}]}]`: how often in the last days. */
function readBehaviors(value: Json | undefined): Behavior[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw badRequest('behaviors must be a JSON array');
  return value.map((item: Json) => {
    const fields = new Map(Object.entries(item ?? {}));
    const selectors = fields.get('event_selectors');
    const first = Array.isArray(selectors) ? new Map(Object.entries(selectors[0] ?? {})).get('event') : undefined;
    const match = /^(\d+)(d|days?|w|weeks?|m|months?)$/.exec(String(fields.get('window') ?? '30d'));
    if (typeof first !== 'string' || !match)
      throw badRequest('behaviors: each needs a window like "30d" and event_selectors with an event');
    const unit = match[2]?.startsWith('w') ? 'weeks' : match[2]?.startsWith('m') ? 'months' : 'days';
    return { name: String(fields.get('name') ?? 'behaviors_0'), event: first, days: Number(match[1]) * SPAN_DAYS[unit] };
  });
}

async function countBehavior(project: Project, behavior: Behavior): Promise<Map<number, number>> {
  const counts = new Map<number, number>();
  const today = project.today();
  await forEachHistory(project, { fromDay: today - behavior.days + 1, toDay: today, kinds: kindsOf([behavior.event]) }, (actor, events) => {
    if (actor?.person) counts.set(actor.key, events.length);
  });
  return counts;
}

function cohortPeople(call: Call, filter: Json): Person[] {
  const { project, params } = call;
  const id = typeof filter === 'object' && filter !== null ? new Map(Object.entries(filter)).get('id') : undefined;
  if (id === undefined) throw badRequest('filter_by_cohort must be {"id": <cohort id>}');
  const cohort = SAVED_COHORTS.find((each) => each.id === Number(id));
  if (cohort === undefined) throw new ApiError(404, `cohort ${JSON.stringify(id)} not found`);
  const members = cohortMembers(cohort, project);
  return params.flag('include_all_users', true) ? members : membersWithProfile(members);
}

function wantedIds(call: Call): Set<string> | undefined {
  const single = call.params.get('distinct_id');
  const several = call.params.texts('distinct_ids');
  if (several !== undefined && several.length > MOST_IDS) throw badRequest(`distinct_ids: at most ${MOST_IDS} per call`);
  if (single === undefined && several === undefined) return undefined;
  return new Set([...(several ?? []), ...(single === undefined ? [] : [single])]);
}

export async function selectPeople(call: Call): Promise<Person[]> {
  const { params, project } = call;
  if (params.get('data_group_id') !== undefined) return [];
  const cohortFilter = params.json('filter_by_cohort');
  const behaviors = readBehaviors(params.json('behaviors'));
  if (cohortFilter !== undefined && behaviors.length > 0) throw badRequest('behaviors and filter_by_cohort cannot be used together');
  const where = compileFilter(params.get('where') ?? params.get('selector'), project.readInstant);
  const ids = wantedIds(call);
  const counts = new Map<string, ReadonlyMap<number, number>>();
  for (const behavior of behaviors) counts.set(behavior.name, await countBehavior(project, behavior));
  await prepareProfiles(project);
  const search = params.get('search')?.toLowerCase();
  const row = new ProfileRow(counts);
  const candidates = cohortFilter === undefined ? [...peopleWithProfile(project)] : cohortPeople(call, cohortFilter);
  return candidates.filter((person) => {
    if (ids !== undefined && !ids.has(person.distinctId)) return false;
    // Without `where` all who did any of the behaviours; with it the expression says what the counts must be.
    if (where === undefined && behaviors.length > 0) return [...counts.values()].some((each) => (each.get(person.key) ?? 0) > 0);
    if (where !== undefined && (isDeleted(person) || !where(row.of(profileOf(person, project))))) return false;
    return search === undefined || JSON.stringify(profileOf(person, project).properties).toLowerCase().includes(search);
  });
}
