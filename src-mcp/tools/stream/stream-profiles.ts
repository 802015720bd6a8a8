import { z } from 'zod';
import { JsonRecord } from '#shared/model/json.ts';
import { count, notesText, paragraphs, plural, table } from '../../format/text.ts';
import { parseExactly } from '../../mixpanel/exact-json.ts';
import { parseAnswer } from '../../mixpanel/lists.ts';
import { type ProfileSelection, profilePage } from '../../mixpanel/profiles.ts';
import { defineTool, type ToolContext } from '../../server/tool-definition.ts';
import { Detail, READS_MIXPANEL } from '../arguments.ts';
import { ProfileArguments, toProfileSelection } from '../fetch/profile-selection.ts';

/** Each page is one of the hour's 60 query calls and holds 1,000 profiles. */
const MAX_PAGES = 5;
const USUAL_PAGE_SIZE = 1_000;

const Profile = z.object({ distinct_id: z.string(), last_seen: z.string().nullable(), properties: JsonRecord });
type Profile = z.infer<typeof Profile>;

const Results = z.looseObject({
  results: z.array(z.looseObject({ $distinct_id: z.union([z.string(), z.number()]), $properties: JsonRecord.nullish() })),
});

export const streamProfiles = defineTool({
  name: 'stream_profiles',
  title: 'Show profiles',
  about:
    'User (or group) profiles straight from Mixpanel, not stored; at most 5,000. For more, or to count, use fetch_profiles and sql. Costs one query call per 1,000 profiles.',
  input: z.object({ ...ProfileArguments.shape, detail: Detail }),
  output: z.object({
    profiles: z.array(Profile),
    total: z.number().int(),
    matching: z.number().int().nullable(),
    has_more: z.boolean(),
    pages_read: z.number().int(),
    notes: z.array(z.string()),
  }),
  hints: READS_MIXPANEL,
  async run(input, context) {
    const selection = toProfileSelection(input, context.now());
    const read = await readPages(selection, context);
    const notes = [];
    const left = read.matching === null ? null : read.matching - read.received;
    if (read.hasMore) notes.push(`${left === null ? 'More' : count(left)} profiles are left: fetch_profiles stores all of them for sql.`);
    else if (left !== null && left > 0)
      notes.push(`Mixpanel announced ${count(read.matching ?? 0)} profiles but sent ${count(read.received)}: ask again to get the rest.`);
    if (read.received > read.profiles.length) notes.push(`${plural(read.received - read.profiles.length, 'repeated profile')} left out.`);
    return {
      profiles: read.profiles,
      total: read.profiles.length,
      matching: read.matching,
      has_more: read.hasMore,
      pages_read: read.pages,
      notes,
    };
  },
  long: 'profiles',
  say: (output) =>
    paragraphs(
      output.total === 0
        ? 'No profile matches.'
        : `${plural(output.total, 'profile')}${output.has_more && output.matching !== null ? ` of ${count(output.matching)}` : ''}. last_seen as Mixpanel writes it, without a zone.`,
      output.total > 0 &&
        table(
          ['distinct_id', 'last_seen', 'properties'],
          output.profiles.map((profile) => [profile.distinct_id, profile.last_seen, profile.properties]),
        ),
      notesText(output.notes),
    ),
  rows: (output) => output.total,
});

interface ReadPages {
  profiles: Profile[];
  /** Profiles that came, repeats included. */
  received: number;
  /** How many match in all, when Mixpanel tells. */
  matching: number | null;
  pages: number;
  hasMore: boolean;
}

/** Page after page until one of the signs of the end (Mixpanel promises none of them), or the most pages are read. */
async function readPages(selection: ProfileSelection, context: ToolContext): Promise<ReadPages> {
  const { http } = await context.workspace();
  const byId = new Map<string, Profile>();
  const read: ReadPages = { profiles: [], received: 0, matching: null, pages: 0, hasMore: false };
  let sessionId: string | undefined;
  let size = USUAL_PAGE_SIZE;
  for (let page = 0; ; page += 1) {
    const answer = await profilePage(http, selection, sessionId === undefined ? { page } : { page, sessionId }, context.call);
    for (const profile of profilesOf(answer.text)) byId.set(profile.distinct_id, profile);
    read.received += answer.count;
    read.pages += 1;
    read.matching ??= answer.total;
    if (page === 0) size = answer.pageSize ?? USUAL_PAGE_SIZE;
    const isLast = answer.count < size || answer.sessionId === null || (read.matching !== null && read.received >= read.matching);
    read.hasMore = !isLast;
    if (isLast || read.pages >= MAX_PAGES) break;
    sessionId = answer.sessionId ?? undefined;
  }
  return { ...read, profiles: [...byId.values()] };
}

function profilesOf(text: string): Profile[] {
  return parseAnswer(Results, parseExactly(text), 'engage').results.map(({ $distinct_id: id, $properties }) => {
    const properties = $properties ?? {};
    const seen = properties.$last_seen;
    return { distinct_id: String(id), last_seen: typeof seen === 'string' ? seen : null, properties };
  });
}
