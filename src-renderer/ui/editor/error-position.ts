// The engine names the place of an error as "(line 2, column 5)", counted from 1; DuckDB itself draws the line and below it
// a caret. Both are understood.
//
//   Parser Error: syntax error at or near "FORM"
//
//   LINE 2: SELECT * FORM events
//                    ^
const PLACE = /^LINE (\d+): (.*)\n( *)\^/m;
const NAMED_PLACE = /\(line (\d+), column (\d+)\)/;
/** A long line is shown only around the error, with this where it was cut. */
const CUT = '...';

/** Offset of the error in the statement; null when the message names no place in it. */
export function errorOffset(message: string, sql: string): number | null {
  const named = NAMED_PLACE.exec(message);
  if (named !== null) return offsetIn(sql, Number(named[1]), () => Number(named[2]) - 1);
  const place = PLACE.exec(message);
  if (place === null) return null;
  const [, lineText = '', shown = '', indent = ''] = place;
  return offsetIn(sql, Number(lineText), (line) => columnIn(line, shown, indent.length - `LINE ${lineText}: `.length));
}

function offsetIn(sql: string, lineNumber: number, columnOf: (line: string) => number | null): number | null {
  const lines = sql.split('\n');
  const line = lines[lineNumber - 1];
  const column = line === undefined ? null : columnOf(line);
  if (line === undefined || column === null || column < 0) return null;
  const before = lines.slice(0, lineNumber - 1).reduce((sum, text) => sum + text.length + 1, 0);
  return before + Math.min(column, line.length);
}

function columnIn(line: string, shown: string, caret: number): number | null {
  if (caret < 0) return null;
  const cutBefore = shown.startsWith(CUT) && !line.startsWith(CUT) ? CUT.length : 0;
  const visible = (shown.endsWith(CUT) && !line.endsWith(CUT) ? shown.slice(0, -CUT.length) : shown).slice(cutBefore);
  const start = cutBefore === 0 ? 0 : line.indexOf(visible);
  if (start === -1 || caret < cutBefore) return null;
  return Math.min(line.length, start + caret - cutBefore);
}

/** The message without the part that the mark in the editor already shows. */
export function withoutPlace(message: string): string {
  const place = PLACE.exec(message);
  return place === null ? message : message.replace(/\n*^LINE \d+: .*\n *\^.*/m, '').trim();
}
