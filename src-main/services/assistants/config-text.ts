// Bytes of a settings file to text and back. Strict: what is not UTF-8 is refused with its place. A byte order mark is kept.
import { isUtf8 } from 'node:buffer';
import { ConfigFault } from './formats/config-format.ts';

const MARK = '\uFEFF';

export interface ConfigText {
  /** Without the byte order mark. */
  text: string;
  hasMark: boolean;
}

export function decodeConfig(bytes: Buffer): ConfigText {
  if (/^(fffe|feff)/.test(bytes.subarray(0, 2).toString('hex'))) {
    throw new ConfigFault('the file is saved as UTF-16; save it as UTF-8', 1, 1);
  }
  if (!isUtf8(bytes)) throw brokenText(bytes);
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  return text.startsWith(MARK) ? { text: text.slice(1), hasMark: true } : { text, hasMark: false };
}

export function encodeConfig({ text, hasMark }: ConfigText): Buffer {
  return Buffer.from(hasMark ? MARK + text : text, 'utf8');
}

function brokenText(bytes: Buffer): ConfigFault {
  let start = 0;
  for (let line = 1; start <= bytes.length; line += 1) {
    const end = bytes.indexOf(0x0a, start);
    const part = bytes.subarray(start, end === -1 ? bytes.length : end);
    if (!isUtf8(part)) return new ConfigFault('the file is not UTF-8 text', line, part.toString('utf8').indexOf('\uFFFD') + 1);
    if (end === -1) break;
    start = end + 1;
  }
  return new ConfigFault('the file is not UTF-8 text', 1, 1);
}
