// The one text of a tree. Brackets stand wherever the order of two operators is not beyond doubt: Mixpanel does not document it.
import type { BinaryOperator, Expression } from './tree.ts';

const ARITHMETIC: readonly BinaryOperator[] = ['+', '-', '*', '/', '%'];
const JOINING: readonly BinaryOperator[] = ['and', 'or'];

export function canonicalText(node: Expression): string {
  switch (node.type) {
    case 'text':
      return quoted(node.value);
    case 'number':
      return node.text;
    case 'boolean':
      return String(node.value);
    case 'list':
      return `[${node.items.map(canonicalText).join(', ')}]`;
    case 'property':
      return `${node.home}[${quoted(node.name)}]`;
    case 'call':
      return `${node.name}(${canonicalText(node.argument)})`;
    case 'not':
      return `not ${isClosed(node.operand) ? canonicalText(node.operand) : inBrackets(node.operand)}`;
    case 'minus':
      return `-${isClosed(node.operand) ? canonicalText(node.operand) : inBrackets(node.operand)}`;
    case 'binary':
      return `${side(node.operator, node.left, true)} ${node.operator} ${side(node.operator, node.right, false)}`;
  }
}

/** Text between double quotes, with the two escapes that the language has. */
function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

function inBrackets(node: Expression): string {
  return `(${canonicalText(node)})`;
}

/** Nothing around it can tear it apart. */
function isClosed(node: Expression): boolean {
  return node.type !== 'binary' && node.type !== 'not' && node.type !== 'minus';
}

function side(operator: BinaryOperator, node: Expression, isLeft: boolean): string {
  if (isClosed(node) || node.type === 'minus') return canonicalText(node);
  if (node.type !== 'binary') return inBrackets(node);
  const isChain = isLeft && node.operator === operator && (JOINING.includes(operator) || ARITHMETIC.includes(operator));
  // Comparisons bind tighter than and, or in every language.
  const isComparison = !JOINING.includes(node.operator) && !ARITHMETIC.includes(node.operator);
  return isChain || (isComparison && JOINING.includes(operator)) ? canonicalText(node) : inBrackets(node);
}
