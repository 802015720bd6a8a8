// A workbook of one sheet, written as it grows: rows in, bytes of a zip to the disk, never more than some rows in memory. The zip
// around it is fflate's; the compression is Node's, which runs beside the event loop.
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { constants, crc32, createDeflateRaw } from 'node:zlib';
import { Zip, type ZipInputFile } from 'fflate';
import { AppError } from '#shared/errors.ts';
import type { QueryColumn } from '../query.ts';
import type { JsonValue } from '../to-json.ts';
import { dataRow, headRow, STYLES } from './excel-cells.ts';

/** What a sheet holds, the head left out. */
export const MOST_EXCEL_ROWS = 1_048_575;
export const MOST_EXCEL_COLUMNS = 16_384;
/** What a cell holds. */
export const MOST_EXCEL_CHARS = 32_767;
const DEFLATE = 8;
/** This zip has no 64-bit lengths. */
const MOST_BYTES = 0xf000_0000;
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';

const PARTS: readonly [string, string][] = [
  [
    '[Content_Types].xml',
    `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>`,
  ],
  [
    '_rels/.rels',
    `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  ],
  [
    'xl/workbook.xml',
    `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}/relationships"><sheets><sheet name="Result" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  ],
  [
    'xl/_rels/workbook.xml.rels',
    `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${OFFICE}/relationships/styles" Target="styles.xml"/></Relationships>`,
  ],
  ['xl/styles.xml', STYLES],
];

const SHEET_HEAD = `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>`;

/** Writes batches of rows; gives the number of rows written. */
export async function writeExcel(
  path: string,
  columns: readonly QueryColumn[],
  batches: AsyncIterable<readonly (readonly JsonValue[])[]>,
): Promise<number> {
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600 });
  // Listened to from the start: a full disk may fail while a row is made.
  const written = finished(file);
  written.catch(() => undefined);
  let failure: Error | null = null;
  let bytes = 0;
  const zip = new Zip((error, chunk, isFinal) => {
    failure ??= error;
    bytes += chunk?.length ?? 0;
    if (chunk !== null && chunk.length > 0) file.write(chunk);
    if (isFinal) file.end();
  });
  const room = async (): Promise<void> => {
    if (failure !== null) throw failure;
    if (bytes > MOST_BYTES) throw new AppError('input', 'The Excel file would be larger than 4 GB.', { hint: 'Take CSV or Parquet.' });
    if (file.writableNeedDrain) await Promise.race([once(file, 'drain'), written]);
  };
  try {
    for (const [name, text] of PARTS) await (await openPart(zip, name, room)).end(text);
    const sheet = await openPart(zip, 'xl/worksheets/sheet1.xml', room);
    await sheet.write(SHEET_HEAD + headRow(columns.map(({ name }) => name)));
    let rows = 0;
    for await (const batch of batches) {
      const first = rows + 2;
      rows += batch.length;
      await sheet.write(batch.map((values, index) => dataRow(first + index, values, columns)).join(''));
    }
    await sheet.end('</sheetData></worksheet>');
    zip.end();
    await written;
    return rows;
  } catch (error) {
    file.destroy();
    throw error;
  }
}

interface Part {
  write(text: string): Promise<void>;
  end(text: string): Promise<void>;
}

/** One file of the zip: deflated by Node, so that fflate only writes its place. */
async function openPart(zip: Zip, filename: string, room: () => Promise<void>): Promise<Part> {
  const part: ZipInputFile = { filename, compression: DEFLATE, size: 0, crc: 0 };
  zip.add(part);
  const deflate = createDeflateRaw({ level: constants.Z_BEST_SPEED });
  deflate.on('data', (chunk: Buffer<ArrayBuffer>) => part.ondata?.(null, chunk, false));
  const ended = finished(deflate);
  ended.catch(() => undefined);
  const write = async (text: string): Promise<void> => {
    const data = Buffer.from(text);
    part.size += data.length;
    part.crc = crc32(data, part.crc);
    if (part.size > MOST_BYTES) throw new AppError('input', 'The sheet would be larger than 4 GB.', { hint: 'Take CSV or Parquet.' });
    if (!deflate.write(data)) await Promise.race([once(deflate, 'drain'), ended]);
    await room();
  };
  return {
    write,
    async end(text) {
      await write(text);
      deflate.end();
      await ended;
      part.ondata?.(null, new Uint8Array(0), true);
    },
  };
}
