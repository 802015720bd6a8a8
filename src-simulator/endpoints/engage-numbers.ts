// What profiles look like as a whole: their properties, and numbers over them.

import { ApiError, badRequest } from '../http/api-error.ts';
import { type Answer, type Call, json } from '../http/call.ts';
import type { Project } from '../project.ts';
import { cohortMembers, SAVED_COHORTS } from '../saved/cohorts.ts';
import type { Json } from '../world/cell.ts';
import type { Person } from '../world/people.ts';
import { hash, shuffled } from '../world/prng.ts';
import { isDeleted, peopleWithProfile, prepareProfiles, profileOf } from '../world/profiles.ts';
import { selectPeople } from './engage-select.ts';
import { computedAt } from './segmentation-numbers.ts';

const DEFAULT_LIMIT = 255;
const ACTION = /^(count|extremes|percentile|numeric_summary)\(\s*(?:properties\["((?:[^"\\]|\\.)*)"\]\s*(?:,\s*([\d.]+)\s*)?)?\)$/;

function typeOf(value: Json): string {
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'string') return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(value) ? 'datetime' : 'string';
  return value === null ? 'string' : typeof value;
}

export async function profilePropertyNames(call: Call): Promise<Answer> {
  const { params, project } = call;
  const limit = params.integer('limit', { min: 1 }) ?? DEFAULT_LIMIT;
  await prepareProfiles(project);
  const seen = new Map<string, { count: number; types: Map<string, number> }>();
  for (const person of peopleWithProfile(project)) {
    for (const [name, value] of Object.entries(profileOf(person, project).properties)) {
      const entry = seen.get(name) ?? { count: 0, types: new Map<string, number>() };
      seen.set(name, entry);
      entry.count += 1;
      entry.types.set(typeOf(value), (entry.types.get(typeOf(value)) ?? 0) + 1);
    }
  }
  const top = [...seen].sort((a, b) => b[1].count - a[1].count).slice(0, limit);
  const results = (project.settings.tidy ? top : shuffled(top, project.world.seed)).map(([name, { count, types }]) => {
    const [type] = [...types].sort((a, b) => b[1] - a[1])[0] ?? ['string'];
    return [name, !project.settings.tidy && hash(name.length, count) % 15 === 0 ? { type } : { count, type }];
  });
  return json({ status: 'ok', results: Object.fromEntries(results) });
}

function numbersOf(people: readonly Person[], name: string, project: Project): number[] {
  const numbers: number[] = [];
  for (const person of people) {
    const value = isDeleted(person) ? undefined : profileOf(person, project).properties[name];
    if (typeof value === 'number') numbers.push(value);
  }
  return numbers.sort((a, b) => a - b);
}

function percentile(sorted: readonly number[], rank: number): number | null {
  return sorted[Math.min(sorted.length - 1, Math.floor((rank / 100) * sorted.length))] ?? null;
}

function summary(numbers: readonly number[]) {
  const count = numbers.length;
  const mean = count === 0 ? 0 : numbers.reduce((sum, value) => sum + value, 0) / count;
  const squares = numbers.reduce((sum, value) => sum + value * value, 0);
  return { count, mean, var: count === 0 ? 0 : squares / count - mean * mean, sum_of_squares: squares };
}

function resultOf(action: RegExpExecArray, people: readonly Person[], project: Project): unknown {
  const [, name, property, rank] = action;
  if (name === 'count') return people.length;
  if (property === undefined) throw badRequest(`action: ${name} needs a property`);
  const numbers = numbersOf(people, property.replaceAll('\\"', '"').replaceAll('\\\\', '\\'), project);
  if (name === 'extremes') return { max: numbers.at(-1) ?? null, min: numbers[0] ?? null, nth_percentile: percentile(numbers, 90) };
  if (name === 'percentile') {
    if (rank === undefined) throw badRequest('action: percentile needs a rank');
    return { percentile: Number(rank), result: percentile(numbers, Number(rank)) };
  }
  return summary(numbers);
}

function segmentCohorts(call: Call): number[] {
  const value = call.params.json('segment_by_cohorts');
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw badRequest('segment_by_cohorts must be a JSON array');
  return value.map((item: Json) => Number(typeof item === 'object' && item !== null ? new Map(Object.entries(item)).get('id') : item));
}

export async function profileNumbers(call: Call): Promise<Answer> {
  const { params, project } = call;
  const action = ACTION.exec(params.get('action') ?? 'count()');
  if (action === null) throw badRequest(`invalid action: ${params.get('action')}`);
  const people = await selectPeople(call);
  const cohorts = segmentCohorts(call);
  let results: unknown;
  if (cohorts.length === 0) results = resultOf(action, people, project);
  else {
    const segments = cohorts.map((id): [string, unknown] => {
      const cohort = SAVED_COHORTS.find((each) => each.id === id);
      if (cohort === undefined) throw new ApiError(404, `cohort ${id} not found`);
      const members = new Set(cohortMembers(cohort, project));
      return [
        String(id),
        resultOf(
          action,
          people.filter((person) => members.has(person)),
          project,
        ),
      ];
    });
    results = Object.fromEntries(segments);
  }
  return json({ status: 'ok', computed_at: computedAt(call), results });
}
