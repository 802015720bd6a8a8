// What an event earned: the sum of its property that looks like an amount, if it has exactly one of the likeliest kind.
import { projectDay } from '../../analysis/lake-coverage.ts';
import { canonicalText } from '../../expression/canonical.ts';
import { parseOn } from '../../expression/expressions.ts';
import { quoteText } from '../../lake/names.ts';
import { numberSegmentation } from '../../mixpanel/segmentation-numbers.ts';
import type { ToolContext } from '../../server/tool-definition.ts';
import { lakeValue } from '../lake-source.ts';
import type { Growth } from './growth.ts';

/** The likelier first; the sum of a price is no revenue when several pieces are sold, so it comes last. */
const AMOUNT_NAMES = [/^\$?revenue$/i, /^\$?amount$/i, /^(order|booking|cart|grand)?[ _]?total$/i, /revenue|amount/i, /^(value|price)$/i];
/** Query calls that amountOf costs without a local table. */
export const AMOUNT_CALLS = 2;

export interface Amount {
  property: string;
  sum: number;
  notes: string[];
}

/** Undefined when no property looks like an amount, or none of its values is a number. */
export async function amountOf(event: string, growth: Growth, context: ToolContext): Promise<Amount | undefined> {
  const names = await propertyNamesOf(event, growth, context);
  const property = AMOUNT_NAMES.map((pattern) => names.filter((name) => pattern.test(name))).find((found) => found.length > 0)?.[0];
  if (property === undefined) return undefined;
  const sum = await sumOf(event, property, growth, context);
  if (sum === undefined) return undefined;
  const notes = names.some((name) => /currency/i.test(name))
    ? [
        `${event}: amounts of several currencies, if there are any, are added up as they are; segmentation_sum with a where tells them apart.`,
      ]
    : [];
  return { property, sum, notes };
}

/** Most frequent first. One query call without a local table. */
export async function propertyNamesOf(event: string, { lake }: Growth, context: ToolContext): Promise<string[]> {
  if (lake === undefined) {
    const { names } = await context.workspace();
    return (await names.properties(event, context.call)).map(({ name }) => name);
  }
  const rows = await lake.rows(
    `SELECT name, count(*) FROM (SELECT unnest(json_keys(properties)) AS name FROM ${lake.events} e WHERE event_name = ${quoteText(event)} LIMIT 20000)
     GROUP BY ALL ORDER BY 2 DESC, 1`,
    { maxRows: 5_000 },
  );
  return rows.map(([name]) => String(name));
}

/** Texts that read as numbers count too; whatever else is no number counts as nothing. */
async function sumOf(event: string, property: string, growth: Growth, context: ToolContext): Promise<number | undefined> {
  const { lake, period } = growth;
  const tree = parseOn(`number(properties[${JSON.stringify(property)}])`);
  const number = lake === undefined ? undefined : lakeValue(lake, tree, 'e')?.number;
  if (lake !== undefined && number !== undefined) {
    const days = `${projectDay(lake.coverage, 'e.event_time')} BETWEEN DATE ${quoteText(period.from)} AND DATE ${quoteText(period.to)}`;
    const [row] = await lake.rows(`SELECT fsum(${number}) FROM ${lake.events} e WHERE e.event_name = ${quoteText(event)} AND ${days}`);
    return typeof row?.[0] === 'number' ? cents(row[0]) : undefined;
  }
  const { http } = await context.workspace();
  const span = { fromDate: period.from, toDate: period.to, unit: 'day', timezone: period.timezone } as const;
  const { results } = await numberSegmentation(http, 'sum', { ...span, event, on: canonicalText(tree) }, context.call);
  const total = results.reduce((sum, { value }) => sum + Number(value ?? 0), 0);
  // Mixpanel's sum of no numbers at all is 0 as well.
  return total === 0 ? undefined : cents(total);
}

function cents(value: number): number {
  return Number(value.toFixed(2));
}
