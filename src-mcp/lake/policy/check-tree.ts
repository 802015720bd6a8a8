// Layer C: walks the tree of one SELECT-like statement and allows by name. Throws on the first thing that may not run;
// otherwise tells which tables the statement reads.
import { AppError } from '#shared/errors.ts';
import { SqlError } from '../query-errors.ts';
import { ALLOWED_TABLE_FUNCTIONS, HISTOGRAM_FUNCTIONS, refusedScalarReason, tableFunctionHint } from './functions.ts';
import { checkValueSize } from './large-values.ts';
import { isTreeObject, kindOf, listOf, type TreeObject, type TreeValue, textOf, unknownSort, walkTree } from './syntax-tree.ts';
import { checkTableName, checkTableNameText } from './table-names.ts';

export interface TreeFindings {
  /** Names in FROM that are not common table expressions, as written, without repeats. */
  tables: string[];
  /** The statement itself is DESCRIBE, SHOW or SUMMARIZE. */
  isDescribe: boolean;
}

function checkTableFunction(call: TreeObject, extra: ReadonlySet<string>): void {
  const name = textOf(call.function_name).toLowerCase();
  if (!ALLOWED_TABLE_FUNCTIONS.has(name) && !extra.has(name)) {
    throw new SqlError(`The table function ${name}() is not allowed here.`, { hint: tableFunctionHint(name) });
  }
  if (HISTOGRAM_FUNCTIONS.has(name)) checkHistogramSource(listOf(call.children));
}

/** histogram('name', column) looks the name up like FROM does, at run time: only a plain name may stand there. */
function checkHistogramSource(values: TreeValue[]): void {
  for (const [index, value] of values.entries()) {
    if (!isTreeObject(value)) continue;
    const holder = value.value;
    if (value.class === 'COLUMN_REF') checkTableNameText(listOf(value.column_names).map(textOf).join('.'));
    else if (value.class === 'CONSTANT' && isTreeObject(holder)) checkTableNameText(textOf(holder.value));
    else if (index === 0 || value.class === 'COMPARISON') {
      throw new SqlError('histogram() takes the plain name of a table first.', { hint: 'Write FROM histogram(events, event_time).' });
    }
  }
}

function checkScalar(call: TreeObject): void {
  const name = textOf(call.function_name).toLowerCase();
  const reason = refusedScalarReason(name);
  if (reason !== undefined) {
    throw new SqlError(`The function ${name}() is not allowed here: ${reason}.`, { hint: 'Leave it out; SQL here only reads the lake.' });
  }
  checkValueSize(name, listOf(call.children));
}

function tableName(node: TreeObject) {
  return { catalog: textOf(node.catalog_name), schema: textOf(node.schema_name), table: textOf(node.table_name) };
}

function checkExpression(node: TreeObject, parent: TreeObject | undefined, extra: ReadonlySet<string>): void {
  if (node.class === 'PARAMETER') {
    throw new SqlError('The statement holds a placeholder (? or $1).', { hint: 'Write the value itself into the statement.' });
  }
  if (node.class !== 'FUNCTION' && node.class !== 'WINDOW') return;
  const isTableFunction = parent?.type === 'TABLE_FUNCTION' && kindOf(parent) === 'table' && parent.function === node;
  if (isTableFunction) checkTableFunction(node, extra);
  else checkScalar(node);
}

function cteNames(node: TreeObject): string[] {
  const map = isTreeObject(node.cte_map) ? listOf(node.cte_map.map) : [];
  return [...map.map((entry) => (isTreeObject(entry) ? textOf(entry.key) : '')), textOf(node.cte_name)];
}

/** SHOW and DESCRIBE of a query hold the query; without one they name a listing. */
const LISTINGS: ReadonlySet<string> = new Set(['"tables"', '"databases"', '__show_tables_expanded']);

function checkListing(node: TreeObject): void {
  if (isTreeObject(node.query) || LISTINGS.has(textOf(node.table_name))) return;
  throw new SqlError('This listing is not available here.', {
    hint: 'SHOW ALL TABLES, SHOW TABLES, DESCRIBE name and SUMMARIZE name are.',
  });
}

function isShow(statement: TreeObject): boolean {
  const from = isTreeObject(statement.node) ? statement.node.from_table : undefined;
  return isTreeObject(from) && from.type === 'SHOW_REF';
}

export function checkTree(statement: TreeObject, extraTableFunctions: ReadonlySet<string>): TreeFindings {
  const tables = new Map<string, boolean>();
  const ctes = new Set<string>();
  walkTree(statement, (node, parent) => {
    const kind = kindOf(node);
    const unknown = unknownSort(node, kind);
    if (unknown !== undefined)
      throw new AppError('sql', `This kind of statement is not known here (${unknown}).`, { hint: 'Write it in a simpler way.' });
    if (kind === 'expression') checkExpression(node, parent, extraTableFunctions);
    if (kind === 'query') for (const name of cteNames(node)) ctes.add(name.toLowerCase());
    if (kind !== 'table') return;
    if (node.type === 'SHOW_REF') checkListing(node);
    if (node.type !== 'BASE_TABLE') return;
    const name = tableName(node);
    checkTableName(name);
    const isQualified = name.schema !== '' || name.catalog !== '';
    tables.set([name.catalog, name.schema, name.table].filter((part) => part !== '').join('.'), isQualified);
  });
  const read = [...tables].filter(([name, isQualified]) => isQualified || !ctes.has(name.toLowerCase()));
  return { tables: read.map(([name]) => name), isDescribe: isShow(statement) };
}
