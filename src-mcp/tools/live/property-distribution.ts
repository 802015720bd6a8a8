import { z } from 'zod';
import { Json, type JsonValue } from '#shared/model/json.ts';
import { canonicalText } from '../../expression/canonical.ts';
import { parseOn } from '../../expression/expressions.ts';
import { callSql } from '../../expression/sql-operators.ts';
import type { SqlValue } from '../../expression/sql-value.ts';
import type { Expression } from '../../expression/tree.ts';
import { cellText, count, notesText, paragraphs, table } from '../../format/text.ts';
import { quoteText } from '../../lake/names.ts';
import { MAX_SEGMENTS, segmentation } from '../../mixpanel/segmentation.ts';
import { defineTool, type ToolContext } from '../../server/tool-definition.ts';
import { checkRange, FromDate, type Range, READS_MIXPANEL, rangeNotes, ToDate, zoneWords } from '../arguments.ts';
import { refuseUnknownEvent } from '../known-names.ts';
import { FROM_MIXPANEL, fetchOffer, findSource, type LakeSource, lakeValue, OriginFields, sourceWords } from '../lake-source.ts';

const MAX_VALUES = 10_000;
const MAX_VALUE_CHARS = 1_000;

const Value = z.object({ value: Json, type: z.string(), count: z.number().int(), percentage: z.number() });
type Value = z.output<typeof Value>;

interface Distribution {
  total: number;
  distinct: number;
  values: Value[];
  notes: string[];
}

export const propertyDistribution = defineTool({
  name: 'property_distribution',
  title: 'Values of a property with their shares',
  about:
    'Counts how often each value of a property stands on an event, most frequent first, with its share of all these events. From a local table that holds the days (free, values keep their types), else one query call.',
  input: z.object({
    event: z.string().min(1).describe('Event name. Example: Sign Up'),
    property_name: z.string().min(1).describe('Property, or an expression. Example: plan'),
    from_date: FromDate,
    to_date: ToDate,
    limit: z.number().int().min(1).max(MAX_VALUES).default(20).describe('Most values shown'),
  }),
  output: z.object({
    event: z.string(),
    property_name: z.string(),
    from_date: z.string(),
    to_date: z.string(),
    time_zone: z.string(),
    total_count: z.number().int(),
    distinct_values: z.number().int(),
    values: z.array(Value),
    ...OriginFields,
    notes: z.array(z.string()),
  }),
  hints: READS_MIXPANEL,
  long: 'values',
  async run(input, context) {
    const tree = parseOn(input.property_name);
    const range = await checkRange(input, context);
    const source = await findSource(range, [input.event], context);
    const value = source.coverage === undefined ? undefined : lakeValue(source, tree, 'e');
    const isLocal = source.coverage !== undefined && value !== undefined;
    const found = isLocal
      ? await fromLake(source, value, input.limit)
      : await fromMixpanel({ ...input, tree, range, offer: source.coverage === undefined ? fetchOffer(source) : undefined }, context);
    if (found.total === 0) await refuseUnknownEvent(input.event, context);
    return {
      event: input.event,
      property_name: input.property_name,
      from_date: range.from,
      to_date: range.to,
      time_zone: isLocal ? range.timezone : zoneWords(range),
      total_count: found.total,
      distinct_values: found.distinct,
      values: found.values,
      ...(isLocal ? source.origin : FROM_MIXPANEL),
      notes: [...(isLocal ? source.notes : rangeNotes(range)), ...found.notes],
    };
  },
  say: (output) =>
    paragraphs(
      `${output.property_name} on ${JSON.stringify(output.event)}, ${output.from_date} to ${output.to_date} (${output.time_zone}), ${sourceWords(output)}: ${count(output.total_count)} events, ${count(output.distinct_values)} different values${output.values.length < output.distinct_values ? ', the most frequent first' : ''}.`,
      output.values.length > 0 &&
        table(
          ['value', 'type', 'events', '% of events'],
          output.values.map((each) => [shown(each), each.type, count(each.count), each.percentage.toFixed(2)]),
        ),
      notesText(output.notes),
    ),
  rows: (output) => output.values.length,
});

function shown({ value, type }: Value): string {
  if (type === 'absent') return '(not set)';
  return type === 'text' ? cellText(value) : JSON.stringify(value);
}

async function fromLake(source: LakeSource, value: SqlValue, limit: number): Promise<Distribution> {
  const rows = await source.rows(
    `SELECT kind, key, count(*) AS n, sum(count(*)) OVER ()::BIGINT, count(*) OVER () FROM (
       SELECT ${kindSql(value)} AS kind, ${keySql(value)} AS key FROM ${source.events} e)
     GROUP BY kind, key ORDER BY n DESC, kind, key LIMIT ${limit}`,
    { maxRows: limit, maxCellChars: MAX_VALUE_CHARS },
  );
  const total = Number(rows[0]?.[3] ?? 0);
  const values = rows.map(([kind, key, n]) => toValue(String(kind), key ?? null, Number(n), total));
  const notes = [];
  if (values.some((each) => each.type === 'list')) {
    notes.push("A list counts as one value here; Mixpanel's own reports count each of its elements.");
  }
  return { total, distinct: Number(rows[0]?.[4] ?? 0), values, notes };
}

function kindSql(value: SqlValue): string {
  const kinds = (['text', 'number', 'boolean', 'list', 'object', 'instant'] as const).map(
    (kind) => `WHEN ${value[kind]} IS NOT NULL THEN ${quoteText(kind === 'instant' ? 'number' : kind)}`,
  );
  return `CASE ${kinds.join(' ')} WHEN ${value.isNull} THEN 'null' ELSE 'absent' END`;
}

/** One key for equal values: 5 and 5.0 are the same number, while integers keep all their digits. */
function keySql(value: SqlValue): string {
  const time = { timezone: 'UTC', isWallClock: false, quoted: quoteText };
  const text = callSql('string', value, time).text;
  const whole = value.json === undefined ? '' : `WHEN regexp_full_match(${value.json}, '-?[0-9]+') THEN ${value.json}`;
  return `CASE ${whole} WHEN ${text} IS NOT NULL THEN ${text} ELSE coalesce(${value.list}, ${value.object}, ${value.instant}::VARCHAR) END`;
}

function toValue(type: string, key: JsonValue, n: number, total: number): Value {
  const text = typeof key === 'string' ? key : '';
  const percentage = (n / total) * 100;
  if (type === 'null' || type === 'absent') return { value: null, type, count: n, percentage };
  if (type === 'boolean') return { value: text === 'true', type, count: n, percentage };
  if (type === 'number') return { value: exactNumber(text), type, count: n, percentage };
  return { value: type === 'text' ? text : parsed(text), type, count: n, percentage };
}

/** An integer that a number cannot hold stays text, with all its digits. */
function exactNumber(text: string): number | string {
  const value = Number(text);
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value)) ? value : text;
}

/** A long list or object was cut and is text then. */
function parsed(text: string): JsonValue {
  try {
    const value: JsonValue = JSON.parse(text);
    return value;
  } catch {
    return text;
  }
}

interface Asked {
  event: string;
  limit: number;
  tree: Expression;
  range: Range;
  offer: string | undefined;
}

async function fromMixpanel({ event, limit, tree, range, offer }: Asked, context: ToolContext): Promise<Distribution> {
  const { http } = await context.workspace();
  const span = { event, fromDate: range.from, toDate: range.to, unit: 'day', timezone: range.timezone } as const;
  const { series } = await segmentation(http, { ...span, on: canonicalText(tree) }, context.call);
  const notes = ['Mixpanel names values as text here, so the number 5 and the text "5" are one value.'];
  let total = series.reduce((sum, each) => sum + each.total, 0);
  if (series.length >= MAX_SEGMENTS) {
    const whole = await segmentation(http, span, context.call);
    total = whole.series.reduce((sum, each) => sum + each.total, 0);
    notes.push(`Mixpanel names the ${count(MAX_SEGMENTS)} most frequent values at most; there may be more. ${offer ?? ''}`.trim());
  }
  const values = series
    .filter((each) => each.total > 0)
    .map((each) => {
      const isAbsent = each.segment === 'undefined';
      const percentage = (each.total / total) * 100;
      return { value: isAbsent ? null : each.segment, type: isAbsent ? 'absent' : 'as text', count: each.total, percentage };
    });
  return { total, distinct: values.length, values: values.slice(0, limit), notes };
}
