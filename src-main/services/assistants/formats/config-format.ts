// Editing another program's settings as text: everything that is not ours stays byte for byte. Each format knows how to read
// (strictly, with line and column of the first fault), to set an entry and to take one away.

export type FormatName = 'json' | 'jsonc' | 'toml' | 'yaml';

export interface ConfigFormat {
  /** As people call it: "JSON". */
  label: string;
  /** Throws ConfigFault. An empty text is an empty record. */
  parse(text: string): Record<string, unknown>;
  /** Puts the value under the path, in the place and the style of what is there. */
  set(text: string, path: readonly string[], value: object): string;
  remove(text: string, path: readonly string[]): string;
  /** The same text without earlier entries of the same name; only JSON lets them be written. */
  withoutRepeats?(text: string, path: readonly string[]): string;
}

/** Why a text cannot be read, and where. Line and column count from one. */
export class ConfigFault extends Error {
  readonly line: number;
  readonly column: number;

  constructor(what: string, line: number, column: number, options?: ErrorOptions) {
    super(what, options);
    this.name = 'ConfigFault';
    this.line = line;
    this.column = column;
  }
}

export function faultAt(text: string, offset: number, what: string): ConfigFault {
  const before = text.slice(0, offset);
  return new ConfigFault(what, before.split('\n').length, offset - (before.lastIndexOf('\n') + 1) + 1);
}

/** The line end of a text: that of its first line. */
export function lineEnd(text: string): string {
  return /\r?\n/.exec(text)?.[0] ?? '\n';
}

/** Start of the line in which the offset lies. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** White space at the start of the line in which the offset lies. */
export function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, offset)))?.[0] ?? '';
}
