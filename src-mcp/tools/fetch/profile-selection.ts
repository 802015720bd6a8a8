// Which profiles: the arguments that fetch_profiles and stream_profiles share, and the rules between them.
import { z } from 'zod';
import { inputError } from '#shared/errors.ts';
import type { ProfileSelection } from '../../mixpanel/profiles.ts';
import { whereArgument } from '../arguments.ts';

/** Mixpanel takes at most this many ids in one call. */
const MAX_IDS = 2_000;

const Behavior = z.looseObject({
  window: z.string(),
  name: z.string(),
  event_selectors: z.array(z.looseObject({ event: z.string(), selector: z.string().optional() })).min(1),
});

export const ProfileArguments = z.object({
  where: z.string().min(1).nullish().describe('Only profiles for which this holds. Example: properties["plan"] == "pro"'),
  cohort_id: z.string().min(1).nullish().describe('Only members of this cohort, from list_cohorts. Example: 71'),
  output_properties: z.array(z.string().min(1)).min(1).nullish().describe('Only these properties. Example: ["$email", "plan"]'),
  distinct_id: z.string().min(1).nullish().describe('One profile'),
  distinct_ids: z.array(z.string().min(1)).max(MAX_IDS).nullish().describe('Several profiles; not together with distinct_id'),
  group_id: z.string().min(1).nullish().describe('Data group id: group profiles instead of people'),
  behaviors: z.array(Behavior).nullish().describe('Select by what people did; needs where, not with cohort_id'),
  as_of_timestamp: z.number().int().positive().nullish().describe('Unix seconds, not in the future'),
  include_all_users: z.boolean().default(false).describe('With cohort_id: members without a profile too'),
});
type Given = z.output<typeof ProfileArguments>;

/** Refuses arguments that contradict each other. */
export function toProfileSelection(input: Given, nowMs: number): ProfileSelection {
  refuseContradictions(input, nowMs);
  const ids = input.distinct_ids ?? undefined;
  return {
    where: whereArgument(input.where),
    cohortId: input.cohort_id ?? undefined,
    outputProperties: input.output_properties ?? undefined,
    distinctId: input.distinct_id ?? undefined,
    distinctIds: ids === undefined ? undefined : [...new Set(ids)],
    groupId: input.group_id ?? undefined,
    behaviors: input.behaviors ?? undefined,
    asOfTimestamp: input.as_of_timestamp ?? undefined,
    includeAllUsers: input.include_all_users ? true : undefined,
  };
}

function refuseContradictions(input: Given, nowMs: number): void {
  const has = (value: unknown): boolean => value !== undefined && value !== null;
  if (has(input.distinct_id) && has(input.distinct_ids))
    throw inputError('distinct_id and distinct_ids exclude each other.', 'Give one of them.');
  if (has(input.distinct_ids) && input.distinct_ids?.length === 0) {
    throw inputError(
      'distinct_ids is empty, so nothing would be fetched.',
      'Name at least one id, or leave the argument out for all profiles.',
    );
  }
  if (has(input.behaviors) && has(input.cohort_id)) throw inputError('behaviors and cohort_id exclude each other.', 'Give one of them.');
  if (has(input.behaviors) && !has(input.where)) {
    throw inputError('behaviors needs a where that refers to them by name.', 'Example: where = (behaviors["bought"] > 0).');
  }
  if (input.include_all_users && !has(input.cohort_id))
    throw inputError('include_all_users needs cohort_id.', 'Add the cohort, or leave include_all_users out.');
  if (has(input.cohort_id) && !/^\d+$/.test(input.cohort_id ?? ''))
    throw inputError(`cohort_id ${JSON.stringify(input.cohort_id)} is not a number.`, 'list_cohorts gives the ids.');
  if (has(input.as_of_timestamp) && (input.as_of_timestamp ?? 0) * 1000 > nowMs) {
    throw inputError('as_of_timestamp lies in the future.', 'It is in seconds since 1970 (UTC), at most now.');
  }
}
