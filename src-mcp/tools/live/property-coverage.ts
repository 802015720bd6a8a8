import { z } from 'zod';
import { canonicalText } from '../../expression/canonical.ts';
import { parseExpression } from '../../expression/parse.ts';
import { propertyPointer } from '../../expression/sql-value.ts';
import type { Expression } from '../../expression/tree.ts';
import { count, notesText, paragraphs, plural, table } from '../../format/text.ts';
import { segmentation } from '../../mixpanel/segmentation.ts';
import { defineTool, type ToolContext } from '../../server/tool-definition.ts';
import { checkRange, Detail, FromDate, type Range, READS_MIXPANEL, rangeNotes, ToDate, zoneWords } from '../arguments.ts';
import { refuseUnknownEvent } from '../known-names.ts';
import { FROM_MIXPANEL, findSource, type LakeSource, OriginFields, refuseWithoutLake, sourceWords } from '../lake-source.ts';

const MAX_PROPERTIES = 1_000;
/** Each costs one of 60 query calls an hour when Mixpanel is asked. */
const MAX_LIVE_PROPERTIES = 6;

interface Filled {
  total: number;
  /** In the order of the properties: all events, those on which the property is set, and those on which it is null. */
  rows: { total: number; defined: number; isNull: number | null }[];
}

export const propertyCoverage = defineTool({
  name: 'property_coverage',
  title: 'How often properties are set',
  about:
    'Tells for some properties on how many events they are set, null or absent. From a local table that holds the days (free), else one query call a property, 6 at most.',
  input: z.object({
    event: z.string().min(1).describe('Event name. Example: Sign Up'),
    properties: z.array(z.string().min(1)).min(1).max(MAX_PROPERTIES).describe('Property names. Example: ["plan", "$city"]'),
    from_date: FromDate,
    to_date: ToDate,
    detail: Detail,
  }),
  output: z.object({
    event: z.string(),
    from_date: z.string(),
    to_date: z.string(),
    time_zone: z.string(),
    total_events: z.number().int(),
    coverage_total: z.number().int(),
    coverage: z.array(
      z.object({
        property: z.string(),
        defined_count: z.number().int(),
        null_count: z.number().int(),
        explicit_null_count: z.number().int().nullable(),
        absent_count: z.number().int().nullable(),
        coverage_percentage: z.number(),
      }),
    ),
    ...OriginFields,
    notes: z.array(z.string()),
  }),
  hints: READS_MIXPANEL,
  long: 'coverage',
  async run(input, context) {
    const range = await checkRange(input, context);
    const names = [...new Set(input.properties.map(propertyName))];
    const source = await findSource(range, [input.event], context);
    const isLocal = source.coverage !== undefined;
    if (!isLocal && names.length > MAX_LIVE_PROPERTIES) {
      throw refuseWithoutLake(`The coverage of more than ${MAX_LIVE_PROPERTIES} properties`, source);
    }
    const found = isLocal ? await fromLake(source, names) : await fromMixpanel(input.event, names, range, context);
    const { total } = found;
    if (total === 0) await refuseUnknownEvent(input.event, context);
    return {
      event: input.event,
      from_date: range.from,
      to_date: range.to,
      time_zone: isLocal ? range.timezone : zoneWords(range),
      total_events: total,
      coverage_total: names.length,
      coverage: names.map((property, index) => {
        const { total: all, defined, isNull } = found.rows[index] ?? { total: 0, defined: 0, isNull: null };
        return {
          property,
          defined_count: defined,
          null_count: all - defined,
          explicit_null_count: isNull,
          absent_count: isNull === null ? null : all - defined - isNull,
          coverage_percentage: all === 0 ? 0 : (defined / all) * 100,
        };
      }),
      ...(isLocal ? source.origin : FROM_MIXPANEL),
      notes: [
        ...(isLocal ? source.notes : rangeNotes(range)),
        'null_count counts events on which the property is null or absent; "" and 0 count as set.',
        ...(isLocal ? [] : ['Mixpanel does not tell null from absent here; a local table does.']),
      ],
    };
  },
  say: (output) =>
    paragraphs(
      `${JSON.stringify(output.event)}, ${output.from_date} to ${output.to_date} (${output.time_zone}), ${sourceWords(output)}: ${plural(output.total_events, 'event')}; ${plural(output.coverage_total, 'property', 'properties')}.`,
      table(
        ['property', 'set', 'null or absent', 'of these null', '% set'],
        output.coverage.map((each) => [
          each.property,
          count(each.defined_count),
          count(each.null_count),
          each.explicit_null_count === null ? '?' : count(each.explicit_null_count),
          each.coverage_percentage.toFixed(2),
        ]),
      ),
      notesText(output.notes),
    ),
  rows: (output) => output.coverage.length,
});

/** People also write properties["plan"] in the list of names. */
function propertyName(text: string): string {
  if (!/^properties\s*\[/.test(text)) return text;
  const tree = parseExpression(text);
  return tree.type === 'property' ? tree.name : text;
}

/** JSON types of all properties of an event in one go: each event is parsed once, however many properties are asked for. */
async function fromLake(source: LakeSource, names: readonly string[]): Promise<Filled> {
  const pointers = names.map((name) => propertyPointer(name)).join(', ');
  const counts = names.map((_, index) => `count(*) FILTER (types[${index + 1}] <> 'NULL'), count(*) FILTER (types[${index + 1}] = 'NULL')`);
  const [row = []] = await source.rows(
    `SELECT count(*), ${counts.join(', ')} FROM (SELECT json_type(properties, [${pointers}]) AS types FROM ${source.events})`,
  );
  const at = (index: number): number => Number(row[index] ?? 0);
  const rows = names.map((_, index) => ({ total: at(0), defined: at(1 + 2 * index), isNull: at(2 + 2 * index) }));
  return { total: at(0), rows };
}

/** Set and not null. Only null is neither true as a boolean nor equal to one of the values that are false as one. */
function isFilled(name: string): Expression {
  const property: Expression = { type: 'property', home: 'properties', name };
  const equals = (right: Expression): Expression => ({ type: 'binary', operator: '==', left: property, right });
  const ways: Expression[] = [
    equals({ type: 'boolean', value: false }),
    equals({ type: 'number', text: '0' }),
    equals({ type: 'text', value: '' }),
    equals({ type: 'list', items: [] }),
  ];
  const boolean: Expression = { type: 'call', name: 'boolean', argument: property };
  const isAny = ways.reduce<Expression>((left, right) => ({ type: 'binary', operator: 'or', left, right }), boolean);
  return { type: 'binary', operator: 'and', left: { type: 'call', name: 'defined', argument: property }, right: isAny };
}

async function fromMixpanel(event: string, names: readonly string[], range: Range, context: ToolContext): Promise<Filled> {
  const { http } = await context.workspace();
  const span = { event, fromDate: range.from, toDate: range.to, unit: 'day', timezone: range.timezone } as const;
  const answers = await Promise.all(names.map((name) => segmentation(http, { ...span, on: canonicalText(isFilled(name)) }, context.call)));
  const rows = answers.map(({ series }) => {
    const ofSegments = (chosen: typeof series): number => chosen.reduce((sum, each) => sum + each.total, 0);
    return { total: ofSegments(series), defined: ofSegments(series.filter((each) => each.segment.toLowerCase() === 'true')), isNull: null };
  });
  // While events arrive the answers may differ by some; each property is set against its own.
  return { total: Math.max(...rows.map((row) => row.total)), rows };
}
