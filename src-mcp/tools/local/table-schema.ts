import { z } from 'zod';
import type { TypedView } from '#shared/model/table.ts';
import { count, notesText, paragraphs, percent, plural, table as textTable } from '../../format/text.ts';
import type { Lake } from '../../lake/lake.ts';
import { defineTool } from '../../server/tool-definition.ts';
import { Detail, READS_LAKE } from '../arguments.ts';

/** Names beyond the columns of the typed view. */
const MAX_MORE_NAMES = 200;

export const tableSchema = defineTool({
  name: 'table_schema',
  title: 'Columns of a local table',
  about:
    'Describes the columns of a local table, and of its typed view, where frequent properties are columns: type, share of nulls, samples. Costs no quota.',
  input: z.object({ table: z.string().min(1).describe('Name of the table. Example: events'), detail: Detail }),
  output: z.object({
    table: z.string(),
    columns: z.array(z.object({ name: z.string(), type: z.string(), nullable: z.boolean(), primary_key: z.boolean() })),
    properties: z.array(z.string()).describe('Names in the JSON column properties, most frequent first (from a sample of rows)'),
    typed_view: z
      .object({
        name: z.string(),
        typed_at: z.string(),
        rows_typed: z.number().int(),
        is_current: z.boolean(),
        is_materialised: z.boolean(),
        properties_total: z.number().int(),
      })
      .nullable(),
    typed_columns: z.array(
      z.object({
        name: z.string(),
        property: z.string(),
        type: z.string(),
        null_share: z.number(),
        samples: z.array(z.string()),
        note: z.string().nullable(),
      }),
    ),
    notes: z.array(z.string()),
  }),
  hints: READS_LAKE,
  async run({ table: asked }, context) {
    const lake = await (await context.workspace()).lake();
    const table = (await lake.resolveTable(asked)) ?? asked;
    const columns = await lake.columns(table);
    const summary = (await lake.tables({ withTypedViews: true })).find((each) => each.name === table);
    const hasProperties = columns.some((column) => column.name === 'properties' && column.type === 'JSON');
    const view = summary?.typedView;
    const typed = view === undefined ? [] : await lake.typedColumns(table);
    const inView = new Set(typed.map((each) => each.property));
    const properties = hasProperties ? await lake.properties(table) : [];
    return {
      table,
      // Keys are held by the loader, not by an index: an index would make loading slower and the file larger.
      columns: columns.map((column) => ({ ...column, primary_key: false })),
      properties: view === undefined ? properties : [...inView, ...properties.filter((name) => !inView.has(name))],
      typed_view:
        view === undefined
          ? null
          : {
              ...{ name: view.name, typed_at: view.typedAt, rows_typed: view.rowCount, is_current: view.isCurrent },
              ...{ is_materialised: view.isMaterialised, properties_total: view.propertyCount },
            },
      typed_columns: typed.map(({ column, property, type, nullShare, samples, note }) => ({
        ...{ name: column, property, type, null_share: Math.round(nullShare * 10_000) / 10_000, samples, note },
      })),
      notes: notesOf(lake, table, view, summary?.typedOf),
    };
  },
  say: ({ table, columns, properties, typed_view, typed_columns, notes }) =>
    paragraphs(
      `Table ${JSON.stringify(table)}, ${plural(columns.length, 'column')} (times are UTC):`,
      textTable(
        ['column', 'type', 'may be null'],
        columns.map((row) => [row.name, row.type, row.nullable ? 'yes' : 'no']),
      ),
      typed_view !== null &&
        `The view ${JSON.stringify(typed_view.name)} has these properties as columns (names with $ or blanks in double quotes, as in SELECT "$city" FROM ${typed_view.name}):`,
      typed_columns.length > 0 &&
        textTable(
          ['column', 'type', 'null', 'samples', 'remark'],
          typed_columns.map((row) => [row.name, row.type, percent(row.null_share), row.samples.join(' | '), row.note]),
        ),
      moreNames(
        properties,
        typed_view?.properties_total ?? properties.length,
        typed_columns.map((row) => row.property),
      ),
      notesText(notes),
    ),
  long: 'typed_columns',
  rows: ({ columns }) => columns.length,
});

function moreNames(properties: readonly string[], total: number, inView: readonly string[]): string | false {
  const known = new Set(inView);
  const others = properties.filter((name) => !known.has(name));
  if (others.length === 0 || inView.length >= total) return false;
  const shown = others
    .slice(0, MAX_MORE_NAMES)
    .map((name) => JSON.stringify(name))
    .join(', ');
  return `Properties, read in SQL as prop(properties, 'name') or properties->>'$."name"': ${shown}${others.length > MAX_MORE_NAMES ? `, and ${others.length - MAX_MORE_NAMES} more` : ''}.`;
}

function notesOf(lake: Lake, table: string, view: TypedView | undefined, typedOf: string | undefined): string[] {
  if (typedOf !== undefined) return [`This is the typed view of ${JSON.stringify(typedOf)}; table_schema of that table tells more.`];
  if (view === undefined) return [];
  const notes: string[] = [];
  const failure = lake.typingFailure(table);
  if (!view.isCurrent) {
    notes.push(
      `Rows have come since the types were decided from ${count(view.rowCount)} rows on ${view.typedAt}: the view has these rows too, but new ` +
        'properties get their columns, and changed types are seen, only once loading has ended.',
    );
  } else if (!view.isMaterialised) notes.push('The view computes its columns from JSON with every question: right, but slow on many rows.');
  if (view.columnCount < view.propertyCount) {
    notes.push(
      `The ${view.columnCount} most frequent of ${count(view.propertyCount)} properties have a column; prop(properties, 'name') reads the others.`,
    );
  }
  if (failure !== undefined)
    notes.push('The types could not be decided anew because of an error of the database; they are tried again after the next load.');
  return notes;
}
