// The shape of DuckDB's serialized syntax tree, as far as the policy reads it, and the walk over it. Anything with a shape
// we have not reviewed is refused: a new engine version that adds a kind of node must turn a statement down, not let it by.

export interface TreeObject {
  [key: string]: TreeValue;
}
export type TreeValue = string | number | boolean | null | TreeValue[] | TreeObject;

export function isTreeObject(value: TreeValue | undefined): value is TreeObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function textOf(value: TreeValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

export function listOf(value: TreeValue | undefined): TreeValue[] {
  return Array.isArray(value) ? value : [];
}

export type NodeKind = 'expression' | 'table' | 'query' | 'other';

/** Which family a tree object belongs to, told by the fields the serializer always writes. */
export function kindOf(node: TreeObject): NodeKind {
  if (typeof node.class === 'string') return 'expression';
  if (typeof node.type !== 'string') return 'other';
  if ('sample' in node && 'query_location' in node) return 'table';
  return 'modifiers' in node && 'cte_map' in node ? 'query' : 'other';
}

const KNOWN_TYPES: Record<Exclude<NodeKind, 'other'>, ReadonlySet<string>> = {
  expression: new Set([
    ...['BETWEEN', 'CASE', 'CAST', 'COLLATE', 'COLUMN_REF', 'COMPARISON', 'CONJUNCTION', 'CONSTANT', 'DEFAULT', 'FUNCTION'],
    ...['LAMBDA', 'LAMBDA_REF', 'OPERATOR', 'PARAMETER', 'POSITIONAL_REFERENCE', 'STAR', 'SUBQUERY', 'TYPE', 'WINDOW'],
  ]),
  table: new Set(['BASE_TABLE', 'EMPTY', 'EXPRESSION_LIST', 'JOIN', 'PIVOT', 'SHOW_REF', 'SUBQUERY', 'TABLE_FUNCTION']),
  query: new Set(['CTE_NODE', 'RECURSIVE_CTE_NODE', 'SELECT_NODE', 'SET_OPERATION_NODE']),
};

/** Undefined when the node is of a reviewed sort, else the name of the unknown sort. */
export function unknownSort(node: TreeObject, kind: NodeKind): string | undefined {
  if (kind === 'other') return undefined;
  const sort = textOf(kind === 'expression' ? node.class : node.type);
  return KNOWN_TYPES[kind].has(sort) ? undefined : sort;
}

/** Visits every object of the tree, parents first. A stack of our own: a deep statement must not overflow JavaScript's. */
export function walkTree(root: TreeValue, visit: (node: TreeObject, parent: TreeObject | undefined) => void): void {
  const stack: { value: TreeValue; parent: TreeObject | undefined }[] = [{ value: root, parent: undefined }];
  for (let item = stack.pop(); item !== undefined; item = stack.pop()) {
    const { value, parent } = item;
    if (Array.isArray(value)) {
      for (const entry of value) stack.push({ value: entry, parent });
    } else if (isTreeObject(value)) {
      visit(value, parent);
      for (const entry of Object.values(value)) if (typeof entry === 'object') stack.push({ value: entry, parent: value });
    }
  }
}
