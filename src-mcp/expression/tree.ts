// An expression as a tree. Numbers keep their text: an integer beyond 2^53 must reach Mixpanel with all its digits.

/** Where a property is looked up: on the event, on the profile of its user, or among the behaviours of a profile query. */
export type Home = 'properties' | 'user' | 'event' | 'behaviors';

export type BinaryOperator = '+' | '-' | '*' | '/' | '%' | '==' | '!=' | '>' | '>=' | '<' | '<=' | 'in' | 'and' | 'or';
export type FunctionName = 'floor' | 'round' | 'ceil' | 'boolean' | 'number' | 'string' | 'defined' | 'datetime';

export type Literal =
  | { readonly type: 'text'; readonly value: string }
  | { readonly type: 'number'; readonly text: string }
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'list'; readonly items: readonly Literal[] };

export type Property = { readonly type: 'property'; readonly home: Home; readonly name: string };

export type Expression =
  | Literal
  | Property
  | { readonly type: 'binary'; readonly operator: BinaryOperator; readonly left: Expression; readonly right: Expression }
  | { readonly type: 'not'; readonly operand: Expression }
  | { readonly type: 'minus'; readonly operand: Expression }
  | { readonly type: 'call'; readonly name: FunctionName; readonly argument: Expression };

export const HOMES: readonly Home[] = ['properties', 'user', 'event', 'behaviors'];
export const FUNCTIONS: readonly FunctionName[] = ['floor', 'round', 'ceil', 'boolean', 'number', 'string', 'defined', 'datetime'];

/** The properties an expression reads, each once, in the order of their first use. */
export function propertiesOf(tree: Expression): { home: Home; name: string }[] {
  const found = new Map<string, { home: Home; name: string }>();
  const visit = (node: Expression): void => {
    switch (node.type) {
      case 'property':
        found.set(`${node.home} ${node.name}`, { home: node.home, name: node.name });
        return;
      case 'binary':
        visit(node.left);
        visit(node.right);
        return;
      case 'not':
      case 'minus':
        visit(node.operand);
        return;
      case 'call':
        visit(node.argument);
        return;
      default:
        return;
    }
  };
  visit(tree);
  return [...found.values()];
}
