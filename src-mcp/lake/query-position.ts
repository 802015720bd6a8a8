// Where in the person's SQL an error stands. DuckDB tells it inside its message ("LINE 2: …" and a caret under the place);
// our messages carry it as "(line 2, column 8)" at the end of their first line, so that it survives every process border.

export interface SqlPosition {
  /** From 1. */
  line: number;
  /** From 1, in UTF-16 units as an editor counts. */
  column: number;
}

const TOLD = /\(line (\d+), column (\d+)\)/;
const DUCKDB_EXCERPT = /\n\s*LINE (\d+): (.*)\n( *)\^/;

export function tellPosition(position: SqlPosition): string {
  return `(line ${position.line}, column ${position.column})`;
}

/** Reads the position back out of one of our messages. */
export function sqlPositionOf(message: string): SqlPosition | undefined {
  const found = TOLD.exec(message);
  return found === null ? undefined : { line: Number(found[1]), column: Number(found[2]) };
}

export function positionAt(text: string, offset: number): SqlPosition {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** DuckDB's parser counts code points; we count UTF-16 units. */
export function positionAtCodePoint(text: string, codePoints: number): SqlPosition {
  return positionAt(text, [...text].slice(0, codePoints).join('').length);
}

/** As a terminal shows it: DuckDB places its caret by width, not by character. */
function widthOf(char: string): number {
  if (/[\p{M}\p{Cc}\p{Cf}]/u.test(char)) return 0;
  return /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u.test(char)
    ? 2
    : 1;
}

function indexAtWidth(text: string, width: number): number {
  let index = 0;
  let left = width;
  for (const char of text) {
    if (left <= 0 && widthOf(char) > 0) break;
    left -= widthOf(char);
    index += char.length;
  }
  return index;
}

/**
 * The position in DuckDB's message about `text`. Long lines are shown in part, so the excerpt is looked up in the text; it may
 * stand one line higher than told, when the statement ran inside our own `SELECT * FROM (` line.
 */
export function positionInDuckMessage(message: string, text: string): SqlPosition | undefined {
  const found = DUCKDB_EXCERPT.exec(message);
  if (found === null) return undefined;
  const told = Number(found[1]);
  const excerpt = found[2] ?? '';
  const caret = (found[3]?.length ?? 0) - `LINE ${told}: `.length;
  const cutLeft = excerpt.startsWith('...') ? 3 : 0;
  const core = excerpt.slice(cutLeft).replace(/\.\.\.$/, '');
  const lines = text.split('\n');
  for (const line of [told, told - 1]) {
    const start = lines[line - 1]?.indexOf(core) ?? -1;
    if (start !== -1 && caret >= cutLeft) return { line, column: start + indexAtWidth(core, caret - cutLeft) + 1 };
  }
  return undefined;
}
