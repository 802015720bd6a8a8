// Ranges of whole days in the project's zone, ending yesterday: today is not over, and would look like a fall.
import { Temporal } from 'temporal-polyfill';
import { addDays, todayIn } from '../lake/day-range.ts';
import type { ResourceContext } from '../server/resource-definition.ts';

export interface Period {
  from: string;
  to: string;
}

export interface ProjectClock {
  today: string;
  timeZone: string;
  notes: string[];
}

export async function projectClock(context: ResourceContext): Promise<ProjectClock> {
  const { timezone } = await (await context.workspace()).facts(context.call);
  return {
    today: todayIn(timezone ?? 'UTC', context.now()),
    timeZone: timezone ?? 'UTC',
    notes: timezone === null ? ["The project's time zone could not be read; the dates are counted in UTC."] : [],
  };
}

/** `days` whole days, the last one `skip` days before yesterday. */
export function wholeDays(today: string, days: number, skip = 0): Period {
  const to = addDays(today, -1 - skip);
  return { from: addDays(to, 1 - days), to };
}

/** `weeks` whole weeks from Monday to Sunday, as Mixpanel counts them; the last one is over. */
export function wholeWeeks(today: string, weeks: number): Period {
  const to = addDays(today, -Temporal.PlainDate.from(today).dayOfWeek);
  return { from: addDays(to, 1 - 7 * weeks), to };
}
