// Values as cells of a worksheet. Rule: no digit is lost and no text can become a formula. A spreadsheet holds numbers as doubles of
// 15 digits, so longer ones are text, as they leave DuckDB; text that looks like a formula carries the mark that Excel itself sets
// for a leading apostrophe (quotePrefix), which leaves the value as it is.
import { isMoment, isNumber } from '../column-types.ts';
import type { QueryColumn } from '../query.ts';
import type { JsonValue } from '../to-json.ts';

/** Places in `cellXfs` of STYLES. */
const STYLE = { head: 1, time: 2, day: 3, quoted: 4, timeMs: 5 };
const DIGITS = 15;
const MS_PER_DAY = 86_400_000;
/** Excel counts days from here on; before March 1900 its calendar has a day that never was. */
const EPOCH_MS = Date.UTC(1899, 11, 30);
const FIRST_MS = Date.UTC(1900, 2, 1);
const END_MS = Date.UTC(10_000, 0, 1);
const FORMULA = /^[=+\-@\t\r]/;

export const STYLES =
  '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' +
  '<numFmts count="3"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd"/>' +
  '<numFmt numFmtId="166" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss.000"/></numFmts>' +
  '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>' +
  '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>' +
  '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>' +
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
  '<cellXfs count="6"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>' +
  '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>' +
  '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>' +
  '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>' +
  '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/>' +
  '<xf numFmtId="166" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>';

export function headRow(names: readonly string[]): string {
  return `<row r="1">${names.map((name) => textCell(name, STYLE.head)).join('')}</row>`;
}

/** `number` counts from 1, the head included. */
export function dataRow(number: number, values: readonly JsonValue[], columns: readonly QueryColumn[]): string {
  return `<row r="${number}">${columns.map(({ type }, index) => cell(values[index] ?? null, type)).join('')}</row>`;
}

function cell(value: JsonValue, type: string): string {
  if (value === null) return '<c/>';
  if (typeof value === 'boolean') return `<c t="b"><v>${value ? 1 : 0}</v></c>`;
  if (typeof value === 'number') return isNumber(type) && holds(value) ? `<c><v>${value}</v></c>` : textCell(String(value));
  if (typeof value === 'object') return textCell(JSON.stringify(value));
  return (isMoment(type) ? timeCell(value, type) : undefined) ?? textCell(value);
}

/** A spreadsheet shows and keeps 15 digits; a whole number with more would change. */
function holds(value: number): boolean {
  return !Number.isInteger(value) || Math.abs(value) < 10 ** DIGITS;
}

/** Undefined when a spreadsheet cannot hold this moment to the last digit. */
function timeCell(iso: string, type: string): string | undefined {
  const ms = Date.parse(iso);
  if (!Number.isFinite(ms) || ms < FIRST_MS || ms >= END_MS || /\.\d{4,}Z$/.test(iso)) return undefined;
  const style = type === 'DATE' ? STYLE.day : ms % 1000 === 0 ? STYLE.time : STYLE.timeMs;
  return `<c s="${style}"><v>${(ms - EPOCH_MS) / MS_PER_DAY}</v></c>`;
}

function textCell(text: string, style?: number): string {
  const chosen = style ?? (FORMULA.test(text) ? STYLE.quoted : undefined);
  return `<c t="inlineStr"${chosen === undefined ? '' : ` s="${chosen}"`}><is><t xml:space="preserve">${escaped(text)}</t></is></c>`;
}

/** XML has no control characters; a workbook writes them as _x0001_, and therefore such a text itself with its own first sign escaped. */
export function escaped(text: string): string {
  return text
    .replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\p{Cc}\ufffe\uffff]/gu, (sign) => (isKept(sign.charCodeAt(0)) ? sign : escapedSign(sign.charCodeAt(0))));
}

function isKept(code: number): boolean {
  return code === 0x09 || code === 0x0a || (code >= 0x20 && code < 0xfffe);
}

function escapedSign(code: number): string {
  return `_x${code.toString(16).toUpperCase().padStart(4, '0')}_`;
}
