// Which events of the project a recipe should ask about: its busiest ones, the one that looks like a start, and one that looks like
// a conversion. Guesses by name; a recipe that can be run as it is beats one with blanks, and it says that these are guesses.
import { z } from 'zod';
import { toWireError } from '#shared/errors.ts';
import type { ResourceContext } from '../server/resource-definition.ts';

const MAX_EVENTS = 5;
/** The surest name first. */
const START = [/sign.?up.*(complet|finish|success|done)|signed.?up/i, /sign.?up|regist|account.?created/i, /first.?open|install|onboard/i];
const CONVERSION = [
  /purchas|paid|payment|booked|order.*(complet|placed)|checkout.*(complet|finish)/i,
  /order|booking|subscri|upgrad|trial/i,
];

const Top = z.object({ events: z.array(z.object({ event: z.string() })) });
const Names = z.object({ events: z.array(z.string()) });
const Funnels = z.object({ funnels: z.array(z.object({ funnel_id: z.number(), name: z.string() })) });

export interface KeyEvents {
  /** Busiest first; never empty. */
  busiest: readonly [string, ...string[]];
  /** Puts a person into a cohort. */
  start: string;
  conversion: string;
  notes: string[];
}

/** Stands for a name when the project has none or cannot be asked. */
const BLANK = 'YOUR EVENT';

export async function keyEvents(context: ResourceContext): Promise<KeyEvents> {
  try {
    const { events: names } = Names.parse(await context.ask('list_events'));
    const top = Top.parse(await context.ask('top_events', { limit: MAX_EVENTS })).events.map((each) => each.event);
    const [first, ...others] = top.length > 0 ? top : names;
    if (first === undefined) return blank('The project has no events of the last 31 days');
    const busiest: KeyEvents['busiest'] = [first, ...others.slice(0, MAX_EVENTS - 1)];
    const pick = (patterns: readonly RegExp[]) =>
      patterns.map((pattern) => names.find((name) => pattern.test(name))).find((name) => name !== undefined) ?? first;
    return {
      busiest,
      start: pick(START),
      conversion: pick(CONVERSION),
      notes: [
        'The events in the queries are the busiest ones of today, and guesses by name for start and conversion: change what does not fit.',
      ],
    };
  } catch (error) {
    if (context.call.signal?.aborted === true) throw error;
    return blank(`The project's events could not be read (${toWireError(error).message.replace(/\.$/, '')})`);
  }
}

function blank(why: string): KeyEvents {
  return { busiest: [BLANK], start: BLANK, conversion: BLANK, notes: [`${why}: put your own event names where ${BLANK} stands.`] };
}

/** The first saved funnels; none when they cannot be read. */
export async function someFunnels(context: ResourceContext, limit: number): Promise<{ funnel_id: number; name: string }[]> {
  try {
    return Funnels.parse(await context.ask('list_funnels')).funnels.slice(0, limit);
  } catch (error) {
    if (context.call.signal?.aborted === true) throw error;
    return [];
  }
}
