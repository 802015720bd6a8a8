import { Temporal } from 'temporal-polyfill';

export const DEMO_TABLE = 'events';
const DEMO_DAYS = 30;

/** The last 30 days of the project, today included. */
export function demoRange(timezone: string, nowMs: number): { fromDate: string; toDate: string; table: string } {
  const today = Temporal.Instant.fromEpochMilliseconds(nowMs).toZonedDateTimeISO(timezone).toPlainDate();
  return { fromDate: today.subtract({ days: DEMO_DAYS - 1 }).toString(), toDate: today.toString(), table: DEMO_TABLE };
}
