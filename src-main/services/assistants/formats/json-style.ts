// How a JSON file is written: indent, line ends, spaces. What we add looks like its neighbours.
import type { Node } from 'jsonc-parser';
import { indentAt, lineEnd } from './config-format.ts';

export interface Style {
  unit: string;
  eol: string;
  /** After a colon, and between members on one line: a space or nothing. */
  space: string;
  /** Members stand on lines of their own. */
  isOnLines: boolean;
}

export function jsonStyle(text: string, root?: Node): Style {
  const [first] = root?.children ?? [];
  const isOnLines = root === undefined || first === undefined || text.slice(root.offset, first.offset).includes('\n');
  const indent = first === undefined || !isOnLines ? '' : indentAt(text, first.offset);
  const [name, value] = first?.children ?? [];
  const isTight = name !== undefined && value !== undefined && value.offset === name.offset + name.length + 1;
  return { unit: indent === '' ? '  ' : indent, eol: lineEnd(text), space: isTight ? '' : ' ', isOnLines };
}

/** Objects on lines of their own, lists on one line: the way people write such files. */
export function writeValue(value: unknown, style: Style, indent: string): string {
  if (Array.isArray(value)) {
    return `[${value.map((each) => writeValue(each, { ...style, isOnLines: false }, indent)).join(`,${style.space}`)}]`;
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value);
  if (members.length === 0) return '{}';
  if (!style.isOnLines) {
    const words = members.map(([name, each]) => `${JSON.stringify(name)}:${style.space}${writeValue(each, style, indent)}`);
    return style.space === '' ? `{${words.join(',')}}` : `{ ${words.join(', ')} }`;
  }
  const inner = indent + style.unit;
  const lines = members.map(([name, each]) => `${inner}${JSON.stringify(name)}:${style.space}${writeValue(each, style, inner)}`);
  return `{${style.eol}${lines.join(`,${style.eol}`)}${style.eol}${indent}}`;
}
