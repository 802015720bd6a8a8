// How many events of each day pass a filter. Mixpanel counts them with one query call an event, so only for a few events: the estimate of
// a fetch must not use up the hour that other questions need.
import { z } from 'zod';
import { AppError, isAbort } from '#shared/errors.ts';
import { MOST_FILTERED_EVENTS } from '#shared/model/fetch.ts';
import type { EventSelection } from '../lake/ledger.ts';
import { segmentation } from '../mixpanel/segmentation.ts';
import type { Range } from '../tools/arguments.ts';
import type { Asking } from '../tools/lake-source.ts';

/** As long as the counts without a filter are kept. */
const KEPT_MS = 10 * 60_000;

const Days = z.record(z.string(), z.number());

export interface FilteredCount {
  /** Events of each day of the project that has some; null when they were not counted. */
  days: Readonly<Record<string, number>> | null;
  /** Why they could not be counted, where that was tried. */
  error: string | null;
}

export async function countFiltered(range: Range, { events, where }: EventSelection, asking: Asking): Promise<FilteredCount> {
  if (where === undefined || events === undefined || events.length > MOST_FILTERED_EVENTS) return { days: null, error: null };
  const { kept, http } = await asking.workspace();
  const key = `filtered estimate ${JSON.stringify([range.from, range.to, events, where])}`;
  const span = { fromDate: range.from, toDate: range.to, unit: 'day', timezone: range.timezone } as const;
  try {
    const { value } = await kept.get(key, KEPT_MS, asking.signal, async () => {
      const days: Record<string, number> = {};
      for (const event of events) {
        const { dates, series } = await segmentation(http, { ...span, event, where }, asking.call);
        for (const [index, date] of dates.entries()) {
          const day = date.slice(0, 10);
          days[day] = series.reduce((sum, { counts }) => sum + (counts[index] ?? 0), days[day] ?? 0);
        }
      }
      return days;
    });
    return { days: Days.parse(value), error: null };
  } catch (error) {
    if (isAbort(error) || !(error instanceof AppError) || error.kind === 'internal') throw error;
    return { days: null, error: `The filter could not be counted: ${error.message}` };
  }
}
