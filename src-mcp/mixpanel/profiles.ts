// Profiles come in pages of the engage endpoint, each of which costs one of the hour's query calls.
import { z } from 'zod';
import { AppError } from '#shared/errors.ts';
import { errorInside } from './answer-errors.ts';
import type { CallOptions, MixpanelHttp } from './http.ts';
import { parseAnswer } from './lists.ts';

export interface ProfileSelection {
  where?: string | undefined;
  cohortId?: string | undefined;
  outputProperties?: string[] | undefined;
  distinctId?: string | undefined;
  distinctIds?: string[] | undefined;
  groupId?: string | undefined;
  behaviors?: unknown[] | undefined;
  asOfTimestamp?: number | undefined;
  includeAllUsers?: boolean | undefined;
}

export interface ProfilePage {
  /** The answer as it came: DuckDB reads the profiles from it, so that large numbers keep their digits. */
  text: string;
  count: number;
  sessionId: string | null;
  /** Told on page 0; may be missing later. */
  total: number | null;
  pageSize: number | null;
}

const Page = z.looseObject({
  results: z.array(z.unknown()),
  session_id: z.string().nullish(),
  total: z.coerce.number().nullish(),
  page_size: z.coerce.number().nullish(),
});

export async function profilePage(
  http: MixpanelHttp,
  selection: ProfileSelection,
  at: { page: number; sessionId?: string },
  call: CallOptions,
): Promise<ProfilePage> {
  const text = await http.postFormText(
    'query',
    '/engage',
    {
      where: selection.where,
      distinct_id: selection.distinctId,
      distinct_ids: selection.distinctIds === undefined ? undefined : JSON.stringify(selection.distinctIds),
      output_properties: selection.outputProperties === undefined ? undefined : JSON.stringify(selection.outputProperties),
      filter_by_cohort: selection.cohortId === undefined ? undefined : JSON.stringify({ id: Number(selection.cohortId) }),
      include_all_users: selection.cohortId === undefined ? undefined : (selection.includeAllUsers ?? false),
      data_group_id: selection.groupId,
      behaviors: selection.behaviors === undefined ? undefined : JSON.stringify(selection.behaviors),
      as_of_timestamp: selection.asOfTimestamp,
      ...(at.sessionId === undefined ? {} : { session_id: at.sessionId, page: at.page }),
    },
    call,
  );
  const body = parseText(text);
  const inside = errorInside(body);
  if (inside !== undefined) throw inside;
  const page = parseAnswer(Page, body, 'engage');
  return {
    text,
    count: page.results.length,
    sessionId: page.session_id ?? null,
    total: page.total ?? null,
    pageSize: page.page_size ?? null,
  };
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError('mixpanel', 'A page of profiles did not arrive whole.', { cause, hint: 'Start the fetch again.' });
  }
}
