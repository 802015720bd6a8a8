// The Lexicon, kept five minutes: Mixpanel allows five such calls a minute for a whole organisation, which others use as well.
// Whoever asks for entry after entry is answered from one list of them all.
import { isAbort } from '#shared/errors.ts';
import type { CallOptions, MixpanelHttp } from '../mixpanel/http.ts';
import { type EntityType, type LexiconEntry, lexiconEntries, lexiconEntry } from '../mixpanel/lexicon.ts';
import { createOnceCache } from './once-cache.ts';

const TTL_MS = 5 * 60_000;
/** From the third entry on the list is the cheaper way. */
const SINGLE_CALLS = 2;

export interface KnownLexicon {
  /** All entries, or those of one kind. */
  entries(type: EntityType | undefined, call: CallOptions): Promise<LexiconEntry[]>;
  /** One entry; undefined when the Lexicon does not have it. */
  entry(wanted: { type: EntityType; name: string }, call: CallOptions): Promise<LexiconEntry | undefined>;
  /** The events, or null when they cannot be read, which is then not tried again for a while either. */
  eventsIfReadable(call: CallOptions): Promise<LexiconEntry[] | null>;
  clear(): void;
}

export function createKnownLexicon(http: MixpanelHttp, projectId: string, now: () => number): KnownLexicon {
  const lists = createOnceCache<LexiconEntry[]>({ max: 3, now });
  const readable = createOnceCache<LexiconEntry[] | null>({ max: 1, now });
  const kept = new Map<string, { atMs: number; entries: LexiconEntry[] }>();
  let singleCalls: number[] = [];

  const isFresh = (atMs: number): boolean => now() - atMs < TTL_MS;

  function keptEntries(type: EntityType | undefined): LexiconEntry[] | undefined {
    const list = [kept.get(type ?? ''), kept.get('')].find((each) => each !== undefined && isFresh(each.atMs));
    return list?.entries.filter((entry) => type === undefined || entry.entityType === type);
  }

  async function entries(type: EntityType | undefined, call: CallOptions): Promise<LexiconEntry[]> {
    const known = keptEntries(type);
    if (known !== undefined) return known;
    const { value } = await lists.get(type ?? '', TTL_MS, call.signal, () => lexiconEntries(http, projectId, type, call));
    kept.set(type ?? '', { atMs: now(), entries: value });
    return value;
  }

  return {
    entries,
    async entry(wanted, call) {
      singleCalls = singleCalls.filter(isFresh);
      if (keptEntries(wanted.type) === undefined && singleCalls.length < SINGLE_CALLS) {
        singleCalls.push(now());
        return lexiconEntry(http, projectId, wanted, call);
      }
      return (await entries(wanted.type, call)).find(({ name }) => name === wanted.name);
    },
    async eventsIfReadable(call) {
      const ask = () =>
        entries('event', call).catch((error: unknown) => {
          if (isAbort(error)) throw error;
          return null;
        });
      return (await readable.get('', TTL_MS, call.signal, ask)).value;
    },
    clear() {
      lists.clear();
      readable.clear();
      kept.clear();
    },
  };
}
