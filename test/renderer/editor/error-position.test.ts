import { describe, expect, it } from 'vitest';
import { errorOffset, withoutPlace } from '../../../src-renderer/ui/editor/error-position.ts';

function message(line: number, shown: string, caret: number): string {
  const label = `LINE ${line}: `;
  return `Parser Error: syntax error at or near "FORM"\n\n${label}${shown}\n${' '.repeat(label.length + caret)}^`;
}

describe('the place of an error', () => {
  it('is the character above the caret', () => {
    const sql = 'SELECT *\nFORM events';
    expect(errorOffset(message(2, 'FORM events', 0), sql)).toBe(9);
    expect(errorOffset(message(1, 'SELECT *', 7), sql)).toBe(7);
  });

  it('is read from line and column in the words', () => {
    const sql = 'SELECT *\nFORM events';
    expect(errorOffset('Syntax error at or near "events" (line 2, column 6)', sql)).toBe(sql.indexOf('events'));
    expect(errorOffset('Binder Error: no such column (line 1, column 8)', sql)).toBe(7);
    expect(errorOffset('somewhere (line 9, column 1)', sql)).toBeNull();
  });

  it('is found in a long line that the message shows only in part', () => {
    const line = `SELECT ${Array.from({ length: 60 }, (_, index) => `column_${index}`).join(', ')} FORM events`;
    const at = line.indexOf('FORM');
    const shown = `...${line.slice(at - 40, at + 8)}`;
    expect(errorOffset(message(1, shown, 43), line)).toBe(at);
  });

  it('works with line numbers of two digits', () => {
    const sql = `${'\n'.repeat(11)}  bad`;
    expect(errorOffset(message(12, '  bad', 2), sql)).toBe(13);
  });

  it('is unknown when the message names none, or one outside the statement', () => {
    expect(errorOffset('Conversion Error: could not cast', 'SELECT 1')).toBeNull();
    expect(errorOffset(message(7, 'x', 0), 'SELECT 1')).toBeNull();
  });

  it('can be left out of the words', () => {
    expect(withoutPlace(message(1, 'SELECT', 0))).toBe('Parser Error: syntax error at or near "FORM"');
    expect(withoutPlace('Out of memory')).toBe('Out of memory');
  });
});
