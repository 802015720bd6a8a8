// An expression over an events table of the lake, with Mixpanel's own meaning of every operator, so that a count from the lake is
// the count Mixpanel gives. Names and texts enter the SQL as quoted literals only.
import { quoteName, quoteText } from '../lake/names.ts';
import { binarySql, callSql, jsonOfLiteral, minusSql, notSql, type TimeReading } from './sql-operators.ts';
import { any, propertyValue, type SqlValue, sqlValue, textColumn } from './sql-value.ts';
import type { Expression, Literal, Property } from './tree.ts';

/** The rows an expression is computed over. */
export interface SqlPlace {
  /** Alias of the events table (or of a subquery with its columns). */
  events: string;
  /** Alias of the profiles table that is joined by distinct id; left out: user["…"] cannot be computed. */
  profiles?: string | undefined;
  /** The project's time zone; date texts without a zone are read in it. */
  timezone: string;
  /** True when the project writes local time as if it were UTC. */
  isWallClock: boolean;
}

/** Why an expression cannot be computed from the lake. */
export class NotComputable extends Error {
  readonly reason: 'needs profiles' | 'needs behaviors';
  constructor(reason: NotComputable['reason']) {
    super(`The expression ${reason}.`);
    this.name = 'NotComputable';
    this.reason = reason;
  }
}

export interface SqlFilter {
  /** True for the rows that Mixpanel keeps; never NULL. */
  predicate: string;
  /** True for rows at which Mixpanel refuses the query (`and`, `or` of a value that is neither true nor false); mostly `false`. */
  refused: string;
}

/** The expression as a filter. Throws NotComputable. */
export function filterSql(tree: Expression, place: SqlPlace): SqlFilter {
  const value = valueSql(tree, place);
  return { predicate: `coalesce(${value.boolean}, false)`, refused: any(value.refused) };
}

/** The expression as a value, one SQL text for each kind it can have. Throws NotComputable. */
export function valueSql(tree: Expression, place: SqlPlace): SqlValue {
  const time = { timezone: place.timezone, isWallClock: place.isWallClock, quoted: quoteText };
  let lambdas = 0;
  const compile = (node: Expression): SqlValue => {
    switch (node.type) {
      case 'text':
      case 'number':
      case 'boolean':
      case 'list':
        return literalSql(node);
      case 'property':
        return homeSql(node, place, time);
      case 'not':
        return notSql(compile(node.operand));
      case 'minus':
        return minusSql(compile(node.operand));
      case 'call':
        return callSql(node.name, compile(node.argument), time);
      case 'binary': {
        const items = node.right.type === 'list' ? node.right.items.map(literalSql) : undefined;
        lambdas += 1;
        const element = `element${lambdas}`;
        return binarySql(node.operator, { left: compile(node.left), right: compile(node.right), items, element, time });
      }
    }
  };
  return compile(tree);
}

/** Texts with control characters are escaped in more than one way, so only the others are compared as JSON. */
function hasOneJsonForm(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return !/[\u0000-\u001f\u007f]/.test(text);
}

function literalSql(literal: Literal): SqlValue {
  switch (literal.type) {
    case 'text':
      return sqlValue({
        kinds: ['text'],
        text: quoteText(literal.value),
        literal: hasOneJsonForm(literal.value) ? jsonOfLiteral(literal) : undefined,
      });
    case 'number':
      return sqlValue({ kinds: ['number'], number: `${quoteText(literal.text)}::DOUBLE` });
    case 'boolean':
      return sqlValue({ kinds: ['boolean'], boolean: String(literal.value), literal: String(literal.value) });
    case 'list':
      return sqlValue({ kinds: ['list'], list: quoteText(jsonOfLiteral(literal)) });
  }
}

function homeSql({ home, name }: Property, place: SqlPlace, time: TimeReading): SqlValue {
  if (home === 'behaviors') throw new NotComputable('needs behaviors');
  if (home === 'user') {
    if (place.profiles === undefined) throw new NotComputable('needs profiles');
    const alias = quoteName(place.profiles);
    return name === '$distinct_id' ? textColumn(`${alias}.distinct_id`) : propertyValue(`${alias}.properties`, name);
  }
  const alias = quoteName(place.events);
  switch (name) {
    case 'distinct_id':
    case '$distinct_id':
      return textColumn(`${alias}.distinct_id`);
    case '$insert_id':
      return textColumn(`${alias}.insert_id`);
    case '$event_name':
      return textColumn(`${alias}.event_name`);
    case 'time':
    case '$time': {
      const utc = `${alias}.event_time`;
      const written = time.isWallClock ? `timezone(${quoteText(time.timezone)}, timezone('UTC', ${utc}))` : utc;
      return sqlValue({ kinds: ['number', 'undefined'], number: `epoch(${written})` });
    }
    default:
      return propertyValue(`${alias}.properties`, name);
  }
}
