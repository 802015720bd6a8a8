// DuckDB names the place of an error in its message: the line, and below it a caret.
//
//   Parser Error: syntax error at or near "FORM"
//
//   LINE 2: SELECT * FORM events
//                    ^
const PLACE = /^LINE (\d+): (.*)\n( *)\^/m;
/** A long line is shown only around the error, with this where it was cut. */
const CUT = '...';

/** Offset of the error in the statement; null when the message names no place in it. */
export function errorOffset(message: string, sql: string): number | null {
  const place = PLACE.exec(message);
  if (place === null) return null;
  const [, lineText = '', shown = '', indent = ''] = place;
  const lineNumber = Number(lineText);
  const lines = sql.split('\n');
  const line = lines[lineNumber - 1];
  if (line === undefined) return null;
  const column = columnIn(line, shown, indent.length - `LINE ${lineText}: `.length);
  if (column === null) return null;
  const before = lines.slice(0, lineNumber - 1).reduce((sum, text) => sum + text.length + 1, 0);
  return before + column;
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
